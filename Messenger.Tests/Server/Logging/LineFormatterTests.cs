using FluentAssertions;
using Messenger.Server;
using NUnit.Framework;
using Serilog.Events;
using Serilog.Parsing;

namespace Messenger.Tests.Server.Logging;

[Parallelizable(ParallelScope.All)]
internal sealed class LineFormatterTests
{
    [TestCase("a\r\n2026-01-01 ERR forged")]
    [TestCase("\u001b[31mred")]
    [TestCase("abc\u202Egpj.exe")]
    [TestCase("zero\u200Bwidth\u2028line\u2029paragraph")]
    [TestCase("bell\u0007 tab\t c1\u0085\u009B")]
    public void Nothing_in_a_value_leaves_its_line(string value)
    {
        string written = Format(new LogEvent(Now, LogEventLevel.Information, null,
            new MessageTemplateParser().Parse("name {Name} done"), [new LogEventProperty("Name", new ScalarValue(value))]));

        written.Should().EndWith(Environment.NewLine);
        string line = written[..^Environment.NewLine.Length];
        line.Should().NotMatchRegex(@"[\p{C}\u2028\u2029]", "nothing but what is visible is written");
        line.Should().Contain("\\u{").And.StartWith("2026-01-02T03:04:05.000Z INF ").And.EndWith(" done");
    }

    [Test]
    public void An_exception_stays_on_its_line_too()
    {
        Exception error = new InvalidOperationException("first\nsecond", new IOException("inner"));
        string written = Format(new LogEvent(Now, LogEventLevel.Error, error, new MessageTemplateParser().Parse("failed"), []));

        written.TrimEnd().Split('\n').Should().ContainSingle().Which.Should().Contain("first").And.Contain("inner");
    }

    [Test]
    public void What_people_write_is_kept_as_it_is() =>
        Format(new LogEvent(Now, LogEventLevel.Warning, null, new MessageTemplateParser().Parse("{Text:l}"),
            [new LogEventProperty("Text", new ScalarValue("Grüße, 世界 👋"))])).Should().Contain("WRN Grüße, 世界 👋");

    private static DateTimeOffset Now => new(2026, 1, 2, 4, 4, 5, TimeSpan.FromHours(1));

    private static string Format(LogEvent entry)
    {
        using StringWriter writer = new();
        new LineFormatter().Format(entry, writer);
        return writer.ToString();
    }
}
