using System.Text.Json;
using System.Text.RegularExpressions;
using FluentAssertions;
using Messenger.Tests.Gateway.Support;
using Messenger.Tests.Support;
using Messenger.Tools.Compare;
using Messenger.Tools.Doors;
using NUnit.Framework;

namespace Messenger.Tests.Tools.Compare;

/// <summary>The comparison itself. What its times are depends on the machine, and is not asserted.</summary>
internal sealed partial class CompareRunTests : GatewayTest
{
    [Test]
    public async Task Two_runs_count_the_same_bytes_and_the_document_is_described_field_by_field()
    {
        Comparison first = await CompareAsync(tls: true);
        Comparison second = await CompareAsync(tls: true);

        first.Settings.NumberDigits.Should().Be(4, "a server in memory begins at 1, and a run at 1,000");
        first.Operations.SelectMany(Bytes).Should().HaveCount(36).And.Equal(second.Operations.SelectMany(Bytes));
        first.Texts.SelectMany(Bytes).Should().HaveCount(16).And.Equal(second.Texts.SelectMany(Bytes));
        string[] described = [.. Backticks().Matches(Repository.ReadAllText("docs", "protocols-compared.md")).Select(match => match.Groups[1].Value)];
        JsonElement document = JsonDocument.Parse(JsonSerializer.Serialize(first, ComparisonJson.Default.Comparison)).RootElement;
        Fields(document).Distinct().Should().BeSubsetOf(described).And.HaveCountGreaterThan(30);
    }

    [Test]
    public async Task All_is_measured_without_tls_too()
    {
        Comparison comparison = await CompareAsync(tls: false);

        comparison.Operations.Should().HaveCount(9).And.OnlyContain(operation => operation.Doors.Count == 4);
        comparison.Operations.SelectMany(operation => operation.Doors).Should().OnlyContain(door => door.Milliseconds!.Samples > 0 && door.P50!.Median > 0);
        comparison.Load.Should().OnlyContain(load => load.MessagesPerSecond.Median > 0 && load.ServerMicroseconds == null);
        comparison.Load.Select(load => load.Connections > 2).Should().Equal(false, true, true, false);
        comparison.Texts.Should().OnlyContain(text => text.Doors.All(door => door.Bytes.Application > text.TextBytes && door.Bytes.Socket >= door.Bytes.Application));
        Report.Text(comparison).Split('\n').Should().OnlyContain(line => line.Length <= 96);
        Report.Markdown(comparison).Should().Contain("| deliver-large |").And.Contain("### Under load");
    }

    private static IEnumerable<(string Operation, string Door, ComparedBytes? Bytes)> Bytes(ComparedOperation operation) =>
        operation.Doors.Select(door => (operation.Operation, door.Door, door.Bytes));

    private static IEnumerable<(string Operation, string Door, ComparedBytes? Bytes)> Bytes(ComparedText text) =>
        text.Doors.Select(door => (text.Operation, door.Door, (ComparedBytes?)door.Bytes));

    private static IEnumerable<string> Fields(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => element.EnumerateObject().SelectMany(property => Fields(property.Value).Prepend(property.Name)),
        JsonValueKind.Array => element.EnumerateArray().SelectMany(Fields),
        _ => [],
    };

    private async Task<Comparison> CompareAsync(bool tls)
    {
        Doors doors = await StartDoorsAsync();
        CompareOptions options = new()
        {
            Tls = tls,
            Rounds = 1,
            Samples = 10,
            ByteSamples = 15,
            Load = TimeSpan.FromMilliseconds(100),
            Texts = [new SampleText("cjk", 1024)],
            Server = new DoorAddresses(
                "127.0.0.1", doors.Wire.EndPoint.Port, doors.Http.EndPoint.Port, doors.Http.GrpcEndPoint.Port, tls, doors.Wire.Server.Fingerprint),
        };
        return await CompareProgram.MeasureAsync(options, TextWriter.Null);
    }

    [GeneratedRegex("`([A-Za-z0-9]+)`")]
    private static partial Regex Backticks();
}
