using Messenger.Wire;

namespace Messenger.Tools.Doors;

/// <summary>What an event is about.</summary>
internal enum DoorEventKind
{
    /// <summary>The first one.</summary>
    Opened,

    /// <summary>A message has come.</summary>
    Message,

    /// <summary>Something else: receipts, changes, presence, groups.</summary>
    Other,

    /// <summary>The last one: the server ended the stream, and said why.</summary>
    Closed,
}

/// <summary>What happened, as it is told at once.</summary>
/// <param name="Kind">What it is about.</param>
/// <param name="Id">What is confirmed and resumed behind; 0: neither.</param>
internal sealed record DoorEvent(DoorEventKind Kind, ulong Id)
{
    /// <summary>With <see cref="DoorEventKind.Message"/>.</summary>
    public DoorMessage? Message { get; init; }

    /// <summary>With <see cref="DoorEventKind.Opened"/>: nothing was missed.</summary>
    public bool Resumed { get; init; }

    /// <summary>With <see cref="DoorEventKind.Opened"/>: how many messages wait and do not come by themselves, but are to be fetched.</summary>
    public long Held { get; init; }

    /// <summary>With <see cref="DoorEventKind.Closed"/>: why.</summary>
    public ErrorCode Code { get; init; }
}
