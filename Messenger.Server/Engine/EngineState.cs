using System.Collections.Concurrent;
using Messenger.Server.Storage;

namespace Messenger.Server.Engine;

/// <summary>What commands work on. Directory and sessions may be read on any thread; everything is changed in the engine's turn only.</summary>
internal sealed class EngineState(IJournal journal, EngineLimits limits, TimeProvider clock)
{
    public IJournal Journal { get; } = journal;

    public EngineLimits Limits { get; } = limits;

    public TimeProvider Clock { get; } = clock;

    public NameDirectory Directory { get; } = new();

    public ConcurrentDictionary<TokenHash, Session> Sessions { get; } = new();

    /// <summary>Names whose accounts are staged and not applied yet.</summary>
    public HashSet<string> StagedNames { get; } = new(StringComparer.OrdinalIgnoreCase);

    private readonly List<Conversation> _begun = [];
    private readonly List<(Conversation Conversation, int Wrote)> _changed = [];
    private ulong _lastNumber;
    private long _lastAccountId;
    private long _lastConversationId;

    /// <summary>The highest number given so far, staged messages included.</summary>
    public ulong LastNumber => _lastNumber;

    public ulong NextNumber() => ++_lastNumber;

    public long NextAccountId() => ++_lastAccountId;

    /// <summary>The conversation of two accounts, begun now if they have not written to each other before.</summary>
    public Conversation ConversationOf(Account one, Account other)
    {
        if (one.Conversations.TryGetValue(other.Id, out Conversation? known))
            return known;
        Conversation conversation = one.Id < other.Id
            ? new Conversation(++_lastConversationId, one, other)
            : new Conversation(++_lastConversationId, other, one);
        conversation.Remember();
        _begun.Add(conversation);
        return conversation;
    }

    /// <summary>Notes that the sender has written in this conversation, and keeps that when it is news.</summary>
    public void NoteWritten(Conversation conversation, Account sender)
    {
        if (conversation.HasWritten(sender))
            return;
        _changed.Add((conversation, conversation.Wrote));
        conversation.NoteWritten(sender);
        Journal.ConversationChanged(conversation);
    }

    /// <summary>The batch is over; conversations that it began are forgotten when it was not committed.</summary>
    public void EndBatch(bool committed)
    {
        foreach (Conversation conversation in committed ? [] : _begun)
            conversation.Forget();
        // Backwards, so that the first state of one changed twice wins.
        for (int i = _changed.Count - 1; !committed && i >= 0; i--)
            _changed[i].Conversation.Wrote = _changed[i].Wrote;
        _begun.Clear();
        _changed.Clear();
    }

    /// <summary>Goes on counting where the store stopped.</summary>
    public void Continue(ulong lastNumber, long lastAccountId, long lastConversationId)
    {
        _lastNumber = lastNumber;
        _lastAccountId = lastAccountId;
        _lastConversationId = lastConversationId;
    }
}
