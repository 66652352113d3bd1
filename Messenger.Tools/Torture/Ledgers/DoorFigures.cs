using Messenger.Tools.Doors;

namespace Messenger.Tools.Torture.Ledgers;

/// <summary>What passed by each door.</summary>
internal static class DoorFigures
{
    /// <summary>Says it, a line a door. A door by which nothing was acknowledged, or nothing received, has proven nothing.</summary>
    /// <param name="verdict">Is told.</param>
    /// <param name="ledger">What happened.</param>
    /// <param name="doors">By which door each account came.</param>
    public static void Report(Verdict verdict, Ledger ledger, IReadOnlyDictionary<string, DoorKind> doors)
    {
        Dictionary<DoorKind, Figures> figures = doors.Values.Distinct().ToDictionary(kind => kind, _ => new Figures());
        foreach ((Entry entry, bool isAcknowledged, bool isShown, bool isConfirmed) in ledger.Standing())
        {
            Figures from = figures[doors[entry.From]];
            from.Sent++;
            from.Acknowledged += isAcknowledged ? 1 : 0;
            Figures to = figures[doors[entry.Recipient]];
            to.Received += isShown ? 1 : 0;
            to.Confirmed += isConfirmed ? 1 : 0;
        }
        foreach ((DoorKind kind, Figures of) in figures.OrderBy(pair => pair.Key))
        {
            verdict.Judge(
                $"by {kind.Word()}: sent {of.Sent} · acknowledged {of.Acknowledged} · received {of.Received} · confirmed {of.Confirmed}",
                of is { Acknowledged: > 0, Received: > 0 });
        }
    }

    private sealed class Figures
    {
        public int Sent { get; set; }

        public int Acknowledged { get; set; }

        public int Received { get; set; }

        public int Confirmed { get; set; }
    }
}
