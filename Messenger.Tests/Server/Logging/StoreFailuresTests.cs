using FluentAssertions;
using Messenger.Server;
using Messenger.Tests.Support;
using NUnit.Framework;
using Serilog;

namespace Messenger.Tests.Server.Logging;

public sealed class StoreFailuresTests
{
    [Test]
    public void A_store_that_goes_on_failing_is_said_at_once_and_then_now_and_then_with_the_number()
    {
        RecordingSink sink = new();
        ManualClock clock = new();
        using Serilog.Core.Logger logger = new LoggerConfiguration().WriteTo.Sink(sink).CreateLogger();
        StoreFailures failures = new(new Messenger.Server.Log(logger).ReadFailed, clock);

        for (int i = 0; i < 100; i++)
            failures.Report("the disk is full");
        sink.Events.Should().ContainSingle();

        clock.Advance(StoreFailures.Pause);
        failures.Report("the disk is full");

        sink.Events.Should().HaveCount(2);
        sink.Events[^1].RenderMessage(System.Globalization.CultureInfo.InvariantCulture).Should().Be("a read for history or search failed: \"the disk is full\" (99 more since this was said last)");
    }
}
