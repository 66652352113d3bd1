namespace Messenger.Server.Search;

/// <summary>A message as the index takes it up.</summary>
/// <param name="Number">Its place in the store's order: the message's own number, or that of the change that gave it another text or none.</param>
/// <param name="Message">The message's number. What the index had under it is replaced.</param>
/// <param name="Conversation">Its conversation, of a pair or a group; not 0.</param>
/// <param name="First">One of the two accounts of a direct message; 0 in a group.</param>
/// <param name="Second">The other.</param>
/// <param name="Sender">The account that wrote it.</param>
/// <param name="At">When it was stored, milliseconds since 1970-01-01 UTC.</param>
/// <param name="Text">UTF-8; empty when the message has no text any more and leaves the index.</param>
internal readonly record struct IndexEntry(
    ulong Number, ulong Message, long Conversation, long First, long Second, long Sender, long At, ReadOnlyMemory<byte> Text);
