using System.Globalization;
using System.Text;

namespace Messenger.Tools.Compare;

/// <summary>A comparison in tables.</summary>
internal static class Report
{
    private const string None = "-";

    public static string Text(Comparison comparison)
    {
        StringBuilder output = new();
        foreach (string line in Conditions(comparison))
            output.AppendLine(line);
        output.AppendLine();
        foreach (ReportTable table in Tables(comparison))
            table.WriteText(output);
        return output.ToString();
    }

    public static string Markdown(Comparison comparison)
    {
        StringBuilder output = new();
        output.AppendLine(string.Join(' ', Conditions(comparison).Select(line => char.ToUpperInvariant(line[0]) + line[1..] + "."))).AppendLine();
        foreach (ReportTable table in Tables(comparison))
            table.WriteMarkdown(output);
        return output.ToString().TrimEnd() + Environment.NewLine;
    }

    private static IEnumerable<string> Conditions(Comparison comparison)
    {
        Settings settings = comparison.Settings;
        string kept = settings.Durable switch { null => "with a server that ran already", true => "acknowledged is on disk", false => "acknowledged is in memory" };
        yield return $"{(settings.Tls ? "TLS, HTTP/2" : "no TLS, REST by HTTP/1.1")} · {kept} · texts of {settings.TextBytes} bytes";
        yield return Invariant($"{settings.Rounds} rounds of {settings.Samples} samples · load: {settings.Outstanding} outstanding, {settings.LoadSeconds:0.#} s a round");
        yield return Invariant($"{comparison.Machine.System} · {comparison.Machine.Cores} cores · {comparison.Machine.Runtime} · {comparison.Machine.At:yyyy-MM-dd}");
        if (settings.NumberDigits is null)
            yield return "the numbers of messages became longer meanwhile, so bytes are not those of other runs";
    }

    private static IEnumerable<ReportTable> Tables(Comparison comparison)
    {
        yield return Bytes(comparison);
        yield return Latencies(comparison);
        if (comparison.Load.Count > 0)
            yield return Load(comparison);
        if (comparison.Texts.Count > 0)
            yield return Texts(comparison);
        yield return Costs(comparison);
    }

    private static ReportTable Bytes(Comparison comparison)
    {
        ReportTable table = new("Bytes of one operation: said / on the socket", ["operation", .. Doors(comparison)]);
        foreach (ComparedOperation operation in comparison.Operations.Where(operation => operation.Doors.All(door => door.Bytes is not null)))
            table.Add([operation.Operation, .. operation.Doors.Select(door => Both(door.Bytes!))]);
        return table;
    }

    private static ReportTable Latencies(Comparison comparison)
    {
        ReportTable table = new("Milliseconds, one at a time (spread: of the rounds)", "operation", "n", "p50", "spread", "p99", "p99.9", "ratio", "spread");
        foreach (ComparedOperation operation in comparison.Operations.Where(operation => operation.Doors.All(door => door.Milliseconds is not null)))
        {
            table.Add(operation.Operation, "", "", "", "", "", "", "");
            foreach (DoorOperation door in operation.Doors)
            {
                Percentiles times = door.Milliseconds!;
                table.Add(
                    $"· {door.Door}", Invariant($"{times.Samples}"), Short(times.P50), Range(door.P50!),
                    Short(times.P99), times.P999 is { } rare ? Short(rare) : None, Short(door.Ratio!.Median), Range(door.Ratio));
            }
        }
        return table;
    }

    private static ReportTable Load(Comparison comparison)
    {
        ReportTable table = new(
            "Under load (CPU: microseconds a message)", "door", "messages/s", "spread", "ratio", "server CPU", "spread", "ratio", "client CPU", "conn.");
        foreach (ComparedLoad load in comparison.Load)
        {
            table.Add(
                load.Door, Short(load.MessagesPerSecond.Median), Range(load.MessagesPerSecond), Short(load.Ratio.Median),
                load.ServerMicroseconds is { } server ? Short(server.Median) : None, load.ServerMicroseconds is { } spread ? Range(spread) : None,
                load.ServerRatio is { } ratio ? Short(ratio.Median) : None, Short(load.ClientMicroseconds.Median), Invariant($"{load.Connections}"));
        }
        return table;
    }

    private static ReportTable Texts(Comparison comparison)
    {
        ReportTable table = new("Bytes by text: said / on the socket", ["operation, text", .. Doors(comparison)]);
        // Scripts that come out alike share a row.
        foreach (IGrouping<(string Name, string Cells), ComparedText> row in comparison.Texts.GroupBy(text => (
            Invariant($"{text.Operation}, {text.TextBytes} B"), string.Join('\n', text.Doors.Select(door => Both(door.Bytes))))))
        {
            string scripts = row.Count() == SampleText.Scripts.Count ? "" : " " + string.Join(", ", row.Select(text => text.Script));
            table.Add([row.Key.Name + scripts, .. row.Key.Cells.Split('\n')]);
        }
        return table;
    }

    private static ReportTable Costs(Comparison comparison)
    {
        ReportTable table = new("What a door takes", "door", "lines of adapter", "of its own", "bytes to connect, about");
        foreach ((ComparedLines lines, ComparedConnecting connecting) in comparison.Lines.Zip(comparison.Connecting))
            table.Add(lines.Door, Invariant($"{lines.All}"), Invariant($"{lines.Own}"), Invariant($"{connecting.SocketBytes}"));
        return table;
    }

    private static IEnumerable<string> Doors(Comparison comparison) => comparison.Lines.Select(lines => lines.Door);

    private static string Both(ComparedBytes bytes) => Invariant($"{bytes.Application} / {bytes.Socket}");

    private static string Range(Spread spread) => $"{Short(spread.Least)}–{Short(spread.Most)}";

    /// <summary>Three digits that count.</summary>
    private static string Short(double value) => value.ToString(
        value switch { >= 100 => "0", >= 10 => "0.0", >= 1 => "0.00", _ => "0.000" }, CultureInfo.InvariantCulture);

    private static string Invariant(FormattableString text) => FormattableString.Invariant(text);
}
