using System.Runtime.InteropServices;
using Messenger.Tools.Doors;
using Messenger.Tools.Doors.Net;

namespace Messenger.Tools.Compare;

/// <summary>Makes the result out of what was measured.</summary>
internal sealed class Evaluation(Rounds rounds, CompareOptions options)
{
    private static readonly CompareOperation[] OfTexts =
        [CompareOperation.Send, CompareOperation.Deliver, CompareOperation.Fetch, CompareOperation.History];

    public Comparison Compare(IEnumerable<DoorPeople> people, int? numberDigits) => new(
        new Machine(RuntimeInformation.OSDescription, Environment.ProcessorCount, RuntimeInformation.FrameworkDescription, TimeProvider.System.GetUtcNow()),
        new Settings(
            options.Tls, options.Server is null ? !options.Ephemeral : null, options.Rounds, options.Samples, options.TextBytes,
            options.Load.TotalSeconds, options.Outstanding, numberDigits),
        [.. options.Operations.Where(operation => operation is not CompareOperation.Load).Select(Operation)],
        [.. OfTexts.Where(options.Operations.Contains).SelectMany(operation => options.Texts.Select(text => Text(operation, text)))],
        options.Operations.Contains(CompareOperation.Load) ? [.. options.Doors.Select(Load)] : [],
        [.. options.Doors.Select(Lines)],
        [.. people.Select(door => new ComparedConnecting(door.Kind.Word(), door.Connecting.Socket))]);

    private static ComparedLines Lines(DoorKind door)
    {
        int all = AdapterLines.Of(door, out int own);
        return new ComparedLines(door.Word(), own, all);
    }

    private static ComparedBytes? Counted(Traffic? traffic) => traffic is { } bytes
        ? new ComparedBytes(bytes.ApplicationSent, bytes.ApplicationReceived, bytes.SocketSent, bytes.SocketReceived)
        : null;

    private ComparedOperation Operation(CompareOperation operation) =>
        new(operation.Word(), operation.Sentence(), [.. options.Doors.Select(door => Of(door, operation))]);

    private DoorOperation Of(DoorKind door, CompareOperation operation)
    {
        IReadOnlyList<IReadOnlyList<double>> times = rounds.Times(door, operation);
        ComparedBytes? bytes = Counted(rounds.Bytes(door, operation));
        if (times.Count == 0)
            return new DoorOperation(door.Word(), bytes, null, null, null);
        double[] medians = [.. times.Select(Percentiles.Median)];
        return new DoorOperation(
            door.Word(),
            bytes,
            Percentiles.Of(times.SelectMany(round => round)),
            Spread.Of(medians),
            Spread.OfRatios(medians, rounds.Times(options.Doors[0], operation).Select(Percentiles.Median)));
    }

    private ComparedText Text(CompareOperation operation, SampleText text) => new(
        operation.Word(),
        text.Script,
        text.Bytes,
        [.. options.Doors.Select(door => new DoorBytes(door.Word(), Counted(rounds.Bytes(door, operation, text))!))]);

    private ComparedLoad Load(DoorKind door)
    {
        IReadOnlyList<LoadRound> loads = rounds.Loads(door);
        IReadOnlyList<LoadRound> first = rounds.Loads(options.Doors[0]);
        bool ours = loads.All(load => load.ServerMicroseconds is not null);
        double[] server = [.. loads.Select(load => load.ServerMicroseconds ?? 0)];
        return new ComparedLoad(
            door.Word(),
            Spread.Of([.. loads.Select(load => load.Rate)]),
            Spread.OfRatios(loads.Select(load => load.Rate), first.Select(load => load.Rate)),
            ours ? Spread.Of(server) : null,
            ours ? Spread.OfRatios(server, first.Select(load => load.ServerMicroseconds ?? 0)) : null,
            Spread.Of([.. loads.Select(load => load.ClientMicroseconds)]),
            loads.Max(load => load.Connections));
    }
}
