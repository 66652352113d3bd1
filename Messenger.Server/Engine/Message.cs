namespace Messenger.Server.Engine;

/// <summary>
/// One stored message, shared by every queue that refers to it, so that its body is held once. Only its text may change, in the engine's
/// turn; readers on other threads see the old or the new one.
/// </summary>
internal sealed class Message(
    ulong number, Guid id, Account sender, Conversation conversation, long at, byte[] text, ulong previous = 0, bool edited = false)
    : Delivery(number)
{
    private readonly byte[] _text = text;
    private byte[]? _edited = edited ? text : null;
    private bool _unsent;

    /// <summary>The sender's id; unique among the messages of that sender only.</summary>
    public Guid Id { get; } = id;

    public Account Sender { get; } = sender;

    public Conversation Conversation { get; } = conversation;

    /// <summary>The number of the message before it in its conversation; 0 when it is the first.</summary>
    public ulong Previous { get; } = previous;

    /// <summary>The one it was sent to; null when that is a group.</summary>
    public Account? Recipient => Conversation.Group is null ? Conversation.Other(Sender) : null;

    /// <summary>What it was sent to.</summary>
    public Target To => (Target?)Conversation.Group ?? Conversation.Other(Sender);

    /// <summary>What it counts under for its recipients: its group, or else its sender.</summary>
    public Target From => (Target?)Conversation.Group ?? Sender;

    /// <summary>When it was stored, milliseconds since 1970-01-01 UTC. For people; orders nothing.</summary>
    public long At { get; } = at;

    /// <summary>
    /// Kept when it is unsent: one recipient's terminal may be handed it while another's is told already that it is gone, and an empty
    /// text would be no message. Who looks at queues goes by <see cref="Unsent"/>.
    /// </summary>
    public byte[] Text => Volatile.Read(ref _edited) ?? _text;

    public override int Bytes => Text.Length;

    public bool Edited => Volatile.Read(ref _edited) is not null;

    public bool Unsent => Volatile.Read(ref _unsent);

    public override bool TryHandTo(ITerminal terminal, Account account, ulong heldUpTo) =>
        terminal.TryPush(this, queued: Number <= heldUpTo, own: Sender == account);

    /// <summary>The sender wrote it anew. Only in the engine's turn.</summary>
    public void Edit(byte[] text) => Volatile.Write(ref _edited, text);

    /// <summary>The sender took it back. Only in the engine's turn.</summary>
    public void Unsend() => Volatile.Write(ref _unsent, true);
}
