using System.Security.Cryptography;

namespace Messenger.Server.Storage;

/// <summary>What became of a stored message.</summary>
internal enum MessageState
{
    /// <summary>As it was sent.</summary>
    Sent = 0,
    Edited = 1,

    /// <summary>Taken back by its sender; in place of the text is its SHA-256, to recognise a repeat.</summary>
    Unsent = 2,

    /// <summary>Older than history is kept; in place of the text is its SHA-256, to recognise a repeat.</summary>
    Expired = 3,
}

/// <summary>A message as the store has it.</summary>
/// <param name="Number">The server's number.</param>
/// <param name="Id">The sender's id.</param>
/// <param name="Sender">The account's number.</param>
/// <param name="Conversation">The conversation's number.</param>
/// <param name="At">When it was stored, milliseconds since 1970-01-01 UTC.</param>
/// <param name="Previous">The number of the one before it in its conversation; 0 for the first.</param>
/// <param name="State">What became of it.</param>
/// <param name="Text">Its text, or the hash of it: see <see cref="MessageState"/>.</param>
/// <param name="SentAs">SHA-256 of what it said before it was edited; null when it never was.</param>
internal readonly record struct StoredMessage(
    ulong Number, Guid Id, long Sender, long Conversation, long At, ulong Previous, MessageState State, byte[] Text, byte[]? SentAs = null)
{
    public bool HasText => State is MessageState.Sent or MessageState.Edited;

    /// <summary>Whether a text sent again under the same id is a repeat of this message: what it said first.</summary>
    public bool WasSentAs(ReadOnlySpan<byte> text) => SentAs is null && HasText
        ? text.SequenceEqual(Text)
        : SHA256.HashData(text).AsSpan().SequenceEqual(SentAs ?? Text);
}
