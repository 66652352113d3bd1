namespace Messenger.Server.Engine;

/// <summary>A message was edited or taken back by its sender. Handed to terminals like a message, and confirmed like one; in no mailbox.</summary>
/// <param name="number">The change's own number.</param>
/// <param name="message">The number of the message.</param>
/// <param name="id">The sender's id of the message.</param>
/// <param name="sender">Who changed it: whose message it is.</param>
/// <param name="conversation">Where it was sent.</param>
/// <param name="at">When the change was stored, milliseconds since 1970-01-01 UTC.</param>
/// <param name="text">The new text; null when it was taken back.</param>
internal sealed class Change(ulong number, ulong message, Guid id, Account sender, Conversation conversation, long at, byte[]? text) : Delivery(number)
{
    public ulong Message { get; } = message;

    public Guid Id { get; } = id;

    public Account Sender { get; } = sender;

    public Conversation Conversation { get; } = conversation;

    public Target To => (Target?)Conversation.Group ?? Conversation.Other(Sender);

    public long At { get; } = at;

    public byte[]? Text { get; } = text;

    public bool Unsent => Text is null;

    public override int Bytes => Text?.Length ?? 0;

    public override bool TryHandTo(ITerminal terminal, Account account, ulong heldUpTo) => terminal.TryPush(this, own: Sender == account);
}
