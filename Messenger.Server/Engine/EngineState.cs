using System.Collections.Concurrent;
using Messenger.Server.Storage;

namespace Messenger.Server.Engine;

/// <summary>What commands work on. Directories, conversations and sessions may be read on any thread; everything is changed in the engine's turn only.</summary>
internal sealed class EngineState(IJournal journal, EngineLimits limits, TimeProvider clock)
{
    private readonly List<Conversation> _begun = [];
    private readonly List<(Conversation Conversation, int Wrote)> _changed = [];
    private readonly List<Conversation> _touched = [];
    private readonly HashSet<Group> _groups = [];
    private readonly Dictionary<(Account Reader, Conversation Where), ulong> _marks = [];
    private readonly Dictionary<Account, int> _blocks = [];
    private readonly ConcurrentDictionary<long, Conversation> _conversations = new();
    private ulong _lastNumber;
    private ulong _lastCommitted;
    private long _lastAccountId;
    private long _lastConversationId;
    private long _lastGroupId;

    public IJournal Journal { get; } = journal;

    public EngineLimits Limits { get; } = limits;

    public TimeProvider Clock { get; } = clock;

    public NameDirectory Directory { get; } = new();

    /// <summary>When what became of the newest messages.</summary>
    public MessageWays Ways { get; } = new(clock);

    /// <summary>Groups by their name without <c>#</c>, without regard to case.</summary>
    public ConcurrentDictionary<string, Group> Groups { get; } = new(StringComparer.OrdinalIgnoreCase);

    public ConcurrentDictionary<TokenHash, Session> Sessions { get; } = new();

    /// <summary>Names whose accounts are staged and not applied yet.</summary>
    public HashSet<string> StagedNames { get; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Names that groups get in this batch: free for nobody else, and not applied yet.</summary>
    public HashSet<string> StagedGroupNames { get; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Who came or went since presence was last announced. Any thread adds.</summary>
    public ConcurrentQueue<Account> CameOrWent { get; } = new();

    /// <summary>Told after each commit. Must not block.</summary>
    public Action? Committed { get; set; }

    /// <summary>The highest number given so far, staged messages included.</summary>
    public ulong LastNumber => _lastNumber;

    /// <summary>The highest number that is committed, of a message or a change. Any thread.</summary>
    public ulong LastCommitted => Volatile.Read(ref _lastCommitted);

    /// <summary>Now, in milliseconds since 1970-01-01 UTC: for people, orders nothing.</summary>
    public long Now => Clock.GetUtcNow().ToUnixTimeMilliseconds();

    public ulong NextNumber() => ++_lastNumber;

    public long NextAccountId() => ++_lastAccountId;

    public long NextConversationId() => ++_lastConversationId;

    public long NextGroupId() => ++_lastGroupId;

    /// <summary>Any thread; null when there is none of this number.</summary>
    public Conversation? FindConversation(long id) => _conversations.GetValueOrDefault(id);

    /// <summary>The conversation of two accounts, begun now if they have not written to each other before.</summary>
    public Conversation ConversationOf(Account one, Account other)
    {
        if (one.Conversations.TryGetValue(other.Id, out Conversation? known))
            return known;
        Conversation conversation = one.Id < other.Id
            ? new Conversation(NextConversationId(), one, other)
            : new Conversation(NextConversationId(), other, one);
        conversation.Remember();
        AddConversation(conversation);
        _begun.Add(conversation);
        return conversation;
    }

    public void AddConversation(Conversation conversation) => _conversations[conversation.Id] = conversation;

    public void RemoveConversation(Conversation conversation) => _conversations.TryRemove(conversation.Id, out _);

    /// <summary>Notes that the sender has written in this conversation, and keeps that when it is news.</summary>
    public void NoteWritten(Conversation conversation, Account sender)
    {
        if (conversation.HasWritten(sender))
            return;
        _changed.Add((conversation, conversation.Wrote));
        conversation.NoteWritten(sender);
        Journal.ConversationChanged(conversation);
    }

    /// <summary>Notes that a message is staged behind the last one of its conversation.</summary>
    public void NoteStaged(Message message)
    {
        if (message.Conversation.Stage(message.Number, message.At))
            _touched.Add(message.Conversation);
    }

    /// <summary>How far an account has read, commands of the same batch taken into account.</summary>
    public ulong ReadMarkOf(Account reader, Conversation where) =>
        _marks.TryGetValue((reader, where), out ulong staged) ? staged : reader.ReadMarks.GetValueOrDefault(where.Id);

    /// <summary>Notes that a read mark is staged.</summary>
    public void NoteReadMark(Account reader, Conversation where, ulong number) => _marks[(reader, where)] = number;

    /// <summary>How many an account has blocked, those of the same batch included.</summary>
    public int BlocksOf(Account account) => account.Blocked.Count + _blocks.GetValueOrDefault(account);

    /// <summary>Notes that one more block is staged.</summary>
    public void NoteBlock(Account account) => _blocks[account] = _blocks.GetValueOrDefault(account) + 1;

    /// <summary>The batch is over; conversations that it began are forgotten when it was not committed, or when nothing was said in them after all.</summary>
    public void EndBatch(bool committed)
    {
        foreach (Conversation conversation in _touched)
            conversation.Settle(committed);
        if (committed)
            Volatile.Write(ref _lastCommitted, _lastNumber);
        foreach (Conversation conversation in _begun.Where(conversation => !committed || conversation.Last == 0))
        {
            conversation.Forget();
            RemoveConversation(conversation);
        }
        // Backwards, so that the first state of one changed twice wins.
        for (int i = _changed.Count - 1; !committed && i >= 0; i--)
            _changed[i].Conversation.Wrote = _changed[i].Wrote;
        _begun.Clear();
        _changed.Clear();
        _touched.Clear();
        _groups.Clear();
        _marks.Clear();
        _blocks.Clear();
    }

    /// <summary>The batch under way makes or changes this group.</summary>
    public void NoteGroup(Group group) => _groups.Add(group);

    /// <summary>The groups that an account is in, commands of the same batch taken into account.</summary>
    public IReadOnlyList<Group> GroupsComing(Account account) =>
        [.. account.Groups.Union(_groups).Where(group => !group.Coming.Ended && group.Coming.Has(account))];

    /// <summary>Goes on counting where the store stopped.</summary>
    public void Continue(ulong lastNumber, long lastAccountId, long lastConversationId, long lastGroupId)
    {
        _lastNumber = _lastCommitted = lastNumber;
        _lastAccountId = lastAccountId;
        _lastConversationId = lastConversationId;
        _lastGroupId = lastGroupId;
    }
}
