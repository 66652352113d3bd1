using System.Text;
using FluentAssertions;
using Messenger.Tests.Support;
using Messenger.Tools.Compare;
using Messenger.Tools.Doors;
using Messenger.Tools.Doors.Net;
using NUnit.Framework;

namespace Messenger.Tests.Tools.Compare;

/// <summary>What the comparison measures with.</summary>
[TestFixture]
[Parallelizable(ParallelScope.All)]
public sealed class MeasureTests
{
    [Test]
    public void Percentiles_are_values_that_were_measured()
    {
        IEnumerable<double> thousand = Enumerable.Range(1, 1_000).Select(i => (double)i).Reverse();

        Percentiles.Of(thousand).Should().Be(new Percentiles(1_000, 500, 990, 999));
        Percentiles.Of([3, 1, 2]).Should().Be(new Percentiles(3, 2, 3, null), "with three there is no thousandth");
        Percentiles.Of(thousand.Skip(1)).P999.Should().BeNull();
        Percentiles.Of([7]).P50.Should().Be(7);
    }

    [Test]
    public void Ratios_are_taken_round_by_round() =>
        Spread.OfRatios([2, 9, 30], [1, 3, 10]).Should().Be(new Spread(3, 2, 3));

    [Test]
    public async Task A_stream_counts_what_passes_by_each_way_of_reading_and_writing()
    {
        ByteCounter counter = new();
        MemoryStream inner = new();
        inner.Write(new byte[10]);
        inner.Position = 0;
        await using CountingStream stream = new(inner, counter);
        byte[] room = new byte[4];

        await stream.ReadExactlyAsync(room);
        stream.ReadExactly(room);
        (await stream.ReadAsync(room)).Should().Be(2);
        await stream.WriteAsync(room);
        await stream.WriteAsync(room.AsMemory(1, 2));
        stream.Write(room);

        counter.Now.Should().Be(new Traffic(0, 0, 10, 10));
    }

    [Test]
    public void Texts_have_their_bytes_exactly_and_are_valid() =>
        SampleText.All.Should().HaveCount(12).And.OnlyContain(text => Encoding.UTF8.GetByteCount(text.Text) == text.Bytes)
            .And.OnlyContain(text => text.Text.IsNormalized(NormalizationForm.FormC));

    [TestCase(DoorKind.Wire, "Messenger.Server/Connections Messenger.Server/Dispatch Messenger.Wire/Fields Messenger.Wire/Framing Messenger.Wire/Messages", "")]
    [TestCase(DoorKind.RestJson, "Messenger.Gateway/Representation/*", "Messenger.Gateway/Contract Messenger.Gateway/Operations Messenger.Gateway/Events Messenger.Gateway/Hosting Messenger.Gateway/Rest")]
    [TestCase(DoorKind.Grpc, "Messenger.Gateway/Grpc Messenger.Rpc/*", "Messenger.Gateway/Contract Messenger.Gateway/Operations Messenger.Gateway/Events Messenger.Gateway/Hosting Messenger.Gateway/Representation/Protobuf Messenger.Rpc/Protos")]
    public void Lines_of_adapters_are_those_of_the_sources(DoorKind door, string own, string shared)
    {
        int all = AdapterLines.Of(door, out int alone);

        alone.Should().Be(Count(own));
        all.Should().Be(Count(own) + Count(shared));
    }

    /// <summary>Lines that are not blank, in folders with those below them, or with <c>*</c> without.</summary>
    private static int Count(string folders) => folders.Split(' ', StringSplitOptions.RemoveEmptyEntries)
        .SelectMany(folder => Directory.GetFiles(
            Path.Combine(Repository.Root, folder.TrimEnd('*')), "*", folder.EndsWith('*') ? SearchOption.TopDirectoryOnly : SearchOption.AllDirectories))
        .Where(file => file.EndsWith(".cs", StringComparison.Ordinal) || file.EndsWith(".proto", StringComparison.Ordinal))
        .Sum(file => File.ReadLines(file).Count(line => !string.IsNullOrWhiteSpace(line)));
}
