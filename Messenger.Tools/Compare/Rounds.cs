using Messenger.Tools.Doors;
using Messenger.Tools.Doors.Net;

namespace Messenger.Tools.Compare;

/// <summary>What was measured, before anything is computed of it.</summary>
internal sealed class Rounds
{
    private readonly Dictionary<DoorKind, List<Dictionary<CompareOperation, List<double>>>> _times = [];
    private readonly Dictionary<DoorKind, List<LoadRound>> _loads = [];
    private readonly Dictionary<(DoorKind Door, CompareOperation Operation), Traffic> _bytes = [];
    private readonly Dictionary<(DoorKind Door, CompareOperation Operation, SampleText Text), Traffic> _texts = [];

    public void Add(DoorKind door, Dictionary<CompareOperation, List<double>> times) => Listed(_times, door).Add(times);

    public void Add(DoorKind door, LoadRound load) => Listed(_loads, door).Add(load);

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
        [.. Listed(_times, door).Select(round => round[operation]).Where(times => times.Count > 0)];

    public IReadOnlyList<LoadRound> Loads(DoorKind door) => Listed(_loads, door);

    public Traffic? Bytes(DoorKind door, CompareOperation operation) => _bytes.TryGetValue((door, operation), out Traffic bytes) ? bytes : null;

    public Traffic? Bytes(DoorKind door, CompareOperation operation, SampleText text) =>
        _texts.TryGetValue((door, operation, text), out Traffic bytes) ? bytes : null;

    private static List<T> Listed<T>(Dictionary<DoorKind, List<T>> lists, DoorKind door)
    {
        if (!lists.TryGetValue(door, out List<T>? list))
            lists[door] = list = [];
        return list;
    }
}
