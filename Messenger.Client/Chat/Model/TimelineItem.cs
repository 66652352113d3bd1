namespace Messenger.Client.Chat.Model;

/// <summary>Something in a conversation that is drawn as rows of its own. Owned by the screen's loop.</summary>
internal abstract class TimelineItem
{
    /// <summary>When it was, UTC.</summary>
    public required DateTimeOffset At { get; set; }

    /// <summary>Where it stands: items are in ascending order of it, equal ones in the order of coming.</summary>
    public abstract ulong Order { get; }
}

/// <summary>A line of the program's own, such as what became of a command.</summary>
internal sealed class Note(ulong behind) : TimelineItem
{
    /// <summary>What others wrote in it need not be safe yet.</summary>
    public required string Text { get; init; }

    /// <summary>Something went wrong.</summary>
    public bool IsTrouble { get; init; }

    /// <summary>It was written below what waits to be sent, and stands there until the talk goes on.</summary>
    public bool StandsLast { get; set; }

    /// <summary>Then it stays behind the message that was the newest when it was written.</summary>
    public override ulong Order => StandsLast ? ulong.MaxValue : behind;
}
