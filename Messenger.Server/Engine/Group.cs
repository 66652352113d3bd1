using System.Collections.Concurrent;
using System.Text;

namespace Messenger.Server.Engine;

/// <summary>One who is in a group.</summary>
/// <param name="Account">Who.</param>
/// <param name="Position">Rising in the order of joining; never used again in this group.</param>
/// <param name="JoinedAfter">Sees messages with higher numbers.</param>
/// <param name="CountBefore">How many messages the group had by then.</param>
internal sealed record GroupMember(Account Account, long Position, ulong JoinedAfter, long CountBefore);

/// <summary>What a group is at one time. Never changes: a change of the group makes a new one.</summary>
internal sealed class GroupState
{
    private readonly Dictionary<Account, GroupMember> _byAccount;

    /// <param name="name">Without <c>#</c>.</param>
    /// <param name="owner">One of the members, unless it has ended.</param>
    /// <param name="members">In order of joining.</param>
    /// <param name="ended">It is no more.</param>
    public GroupState(string name, Account owner, IReadOnlyList<GroupMember> members, bool ended = false)
    {
        PlainName = name;
        Name = $"#{name}";
        NameUtf8 = Encoding.UTF8.GetBytes(Name);
        Owner = owner;
        Members = members;
        Ended = ended;
        _byAccount = members.ToDictionary(member => member.Account);
    }

    public string PlainName { get; }

    /// <summary>With <c>#</c> before it.</summary>
    public string Name { get; }

    public byte[] NameUtf8 { get; }

    public Account Owner { get; }

    public IReadOnlyList<GroupMember> Members { get; }

    public bool Ended { get; }

    public bool Has(Account account) => _byAccount.ContainsKey(account);

    public GroupMember? Find(Account account) => _byAccount.GetValueOrDefault(account);
}

/// <summary>A group of accounts. Its name is unique among groups without regard to case.</summary>
internal sealed class Group : Target
{
    /// <summary>In a larger group nobody is told message by message who has got or read it.</summary>
    public const int MostForReceipts = 100;

    private GroupState _current;
    private long _nextPosition;

    /// <param name="id">Never used again.</param>
    /// <param name="conversationId">Of its conversation.</param>
    /// <param name="createdAt">Milliseconds since 1970-01-01 UTC.</param>
    /// <param name="state">What it is at first.</param>
    public Group(long id, long conversationId, long createdAt, GroupState state)
        : base(id)
    {
        CreatedAt = createdAt;
        _current = state;
        _nextPosition = state.Members.Select(member => member.Position + 1).DefaultIfEmpty().Max();
        Conversation = new Conversation(conversationId, this);
    }

    public long CreatedAt { get; }

    public Conversation Conversation { get; }

    /// <summary>Who made it, whoever owns it now; null when the store does not know any more. Set before anybody sees it.</summary>
    public Account? Maker { get; set; }

    /// <summary>What it is now. Changed in the engine's turn; read on any thread.</summary>
    public GroupState Current
    {
        get => Volatile.Read(ref _current);
        set => Volatile.Write(ref _current, value);
    }

    /// <summary>What the batch under way makes of it; null when it leaves it. Only for the engine's turn.</summary>
    public GroupState? StagedState { get; set; }

    /// <summary>What it is, commands of the same batch taken into account. Only for the engine's turn.</summary>
    public GroupState Coming => StagedState ?? Current;

    /// <summary>Everyone who is or ever was in it, by their number: whoever wrote here. Any thread.</summary>
    public ConcurrentDictionary<long, Account> Everyone { get; } = new();

    /// <summary>Positions for so many new members: the first of them. Only for the engine's turn.</summary>
    public long NextPosition(int members) => (_nextPosition += members) - members;

    /// <summary>Positions up to this were given before. While loading only.</summary>
    public void ContinueBehind(long position) => _nextPosition = Math.Max(_nextPosition, position + 1);

    public override string Name => Current.Name;

    public override byte[] NameUtf8 => Current.NameUtf8;

    public override bool Deleted => Current.Ended;

    public override long Key => -Id;
}
