using Messenger.Tools.Doors;
using Messenger.Tools.Doors.Net;

namespace Messenger.Tools.Compare;

/// <summary>What was measured, before anything is computed of it.</summary>
internal sealed class Rounds
{
    private readonly Dictionary<(DoorKind Door, CompareOperation Operation, int Round), List<double>> _times = [];
    private readonly Dictionary<(DoorKind Door, int Round), LoadRound> _loads = [];
    private readonly Dictionary<(DoorKind Door, CompareOperation Operation), Traffic> _bytes = [];
    private readonly Dictionary<(DoorKind Door, CompareOperation Operation, SampleText Text), Traffic> _texts = [];

    /// <summary>Adds what one turn of a round brought.</summary>
    public void Add(DoorKind door, int round, Dictionary<CompareOperation, List<double>> times)
    {
        foreach ((CompareOperation operation, List<double> some) in times.Where(pair => pair.Value.Count > 0))
        {
            if (!_times.TryAdd((door, operation, round), some))
                _times[(door, operation, round)].AddRange(some);
        }
    }

    /// <inheritdoc cref="Add(DoorKind, int, Dictionary{CompareOperation, List{double}})"/>
    public void Add(DoorKind door, int round, LoadRound load) =>
        _loads[(door, round)] = _loads.TryGetValue((door, round), out LoadRound? earlier) ? earlier + load : load;

    public void Add(DoorKind door, Dictionary<CompareOperation, Traffic> bytes)
    {
        foreach ((CompareOperation operation, Traffic traffic) in bytes)
            _bytes[(door, operation)] = traffic;
    }

    public void Add(DoorKind door, SampleText text, Dictionary<CompareOperation, Traffic> bytes)
    {
        foreach ((CompareOperation operation, Traffic traffic) in bytes)
            _texts[(door, operation, text)] = traffic;
    }

    /// <summary>Milliseconds, by round; empty for what was not measured.</summary>
    public IReadOnlyList<IReadOnlyList<double>> Times(DoorKind door, CompareOperation operation) =>
        [.. _times.Where(pair => pair.Key.Door == door && pair.Key.Operation == operation).OrderBy(pair => pair.Key.Round).Select(pair => pair.Value)];

    public IReadOnlyList<LoadRound> Loads(DoorKind door) =>
        [.. _loads.Where(pair => pair.Key.Door == door).OrderBy(pair => pair.Key.Round).Select(pair => pair.Value)];

    public Traffic? Bytes(DoorKind door, CompareOperation operation) => _bytes.TryGetValue((door, operation), out Traffic bytes) ? bytes : null;

    public Traffic? Bytes(DoorKind door, CompareOperation operation, SampleText text) =>
        _texts.TryGetValue((door, operation, text), out Traffic bytes) ? bytes : null;
}
