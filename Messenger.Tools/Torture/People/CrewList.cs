using System.Globalization;
using Messenger.Tools.Doors;

namespace Messenger.Tools.Torture.People;

/// <summary>Everybody's name, and by which door each comes: by all of them in turn.</summary>
internal sealed class CrewList
{
    private readonly Dictionary<string, DoorKind> _doors = [];

    private CrewList(CrewSize size, IReadOnlyList<DoorKind> doors)
    {
        DoorKind[] asked = [.. doors.Where(kind => kind is not DoorKind.Wire)];
        Senders = Names("sender", size.Senders, doors);
        Receivers = Names("receiver", size.Receivers, doors);
        Fetchers = Names("fetcher", asked.Length > 0 ? size.Fetchers : 0, asked);
        Processes = Names("process", doors.Contains(DoorKind.Wire) ? size.Processes : 0, [DoorKind.Wire]);
        // From the other end, so that few of each do not all come by the same one.
        Away = Names("away", size.Away, [.. doors.Reverse()]);
    }

    public IReadOnlyList<string> Senders { get; }

    public IReadOnlyList<string> Receivers { get; }

    public IReadOnlyList<string> Fetchers { get; }

    public IReadOnlyList<string> Processes { get; }

    public IReadOnlyList<string> Away { get; }

    /// <summary>By name.</summary>
    public IReadOnlyDictionary<string, DoorKind> Doors => _doors;

    public IEnumerable<string> WhoArePresent => [.. Receivers, .. Fetchers, .. Processes];

    public IEnumerable<string> WhoReceive => [.. WhoArePresent, .. Away];

    /// <param name="size">How many of each.</param>
    /// <param name="doors">One at least.</param>
    public static CrewList Of(CrewSize size, IReadOnlyList<DoorKind> doors) => new(size, doors);

    private string[] Names(string kind, int count, IReadOnlyList<DoorKind> doors)
    {
        string[] names = [.. Enumerable.Range(0, count).Select(i => string.Create(CultureInfo.InvariantCulture, $"{kind}{i}"))];
        for (int i = 0; i < count; i++)
            _doors[names[i]] = doors[i % doors.Count];
        return names;
    }
}
