using Messenger.Server.Engine;
using Messenger.Server.Search;
using Messenger.Server.Storage;

namespace Messenger.Server.Service;

/// <summary>The store as the search index follows it.</summary>
internal sealed class ArchiveSource(MessengerEngine engine) : IIndexSource
{
    /// <summary>Messages read at a time: what is held in memory beside the chunk.</summary>
    private const int Batch = 512;

    public ulong LastNumber => engine.LastCommitted;

    public ulong FirstNumber => engine.Archive.FirstNumber;

    public ulong ReadAfter(ulong number, IndexChunk chunk)
    {
        ulong last = LastNumber;
        IReadOnlyList<(ulong Number, StoredMessage Message)> entries = engine.Archive.After(number, Batch);
        foreach ((ulong at, StoredMessage message) in entries)
        {
            if (engine.FindConversation(message.Conversation) is not { } conversation)
                continue;
            bool more = chunk.Add(new IndexEntry(
                at, message.Number, conversation.Id, conversation.First?.Id ?? 0, conversation.Second?.Id ?? 0, message.Sender, message.At,
                message.HasText ? message.Text : ReadOnlyMemory<byte>.Empty));
            if (!more)
                return at;
        }
        return entries.Count < Batch ? Math.Max(last, entries.Count == 0 ? 0 : entries[^1].Number) : entries[^1].Number;
    }
}
