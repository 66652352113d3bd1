using Messenger.Server.Security;
using Messenger.Server.Storage;

namespace Messenger.Server.Engine;

/// <summary>
/// Builds the engine's memory from what a store kept: every account, the logins that have not expired, and for each account the queue of
/// what it has not confirmed. Runs before anything else does.
/// </summary>
internal sealed class StoreReader(EngineState state) : IStoreReader
{
    /// <summary>
    /// Numbers left out at each start. A log that lost its end takes messages with it that clients remember by their numbers; a new message
    /// under such a number would be taken for a repeat and never be shown.
    /// </summary>
    public const ulong NumbersLeftOut = 1 << 24;

    private readonly Dictionary<long, Account> _accounts = [];
    private readonly Dictionary<long, Conversation> _conversations = [];
    private readonly Dictionary<long, Group> _groups = [];
    private readonly Dictionary<long, List<StoredMember>> _members = [];
    private readonly List<(Session Session, StoredSession Stored)> _sessions = [];

    private readonly List<Session> _over = [];
    private readonly List<Session> _interrupted = [];
    private ulong? _lowestWaiting;
    private ulong _highestNamed;

    /// <summary>Logins that have expired, or are more than an account may have: not taken over, and to be ended in the store too.</summary>
    public IReadOnlyList<Session> Over => _over;

    /// <summary>Logins that were connected when the server ended: away from now on, which is to be noted in the store.</summary>
    public IReadOnlyList<Session> Interrupted => _interrupted;

    public void Account(StoredAccount stored)
    {
        Account account = new(stored.Id, stored.Name, stored.Password ?? PasswordRecord.None) { ShowsReads = stored.ShowsReads };
        _accounts.Add(stored.Id, account);
        lock (account.Gate)
        {
            account.LastSeen = stored.LastSeen;
            if (stored.Password is null)
                account.DeleteLocked();
        }
        account.Confirmed.Load(stored.ConfirmedUpTo, stored.Confirmed);
        _highestNamed = Math.Max(_highestNamed, stored.ConfirmedUpTo);
    }

    public void Group(StoredGroup stored, long conversation, Tally tally)
    {
        Group group = new(stored.Id, conversation, stored.CreatedAt, new GroupState(stored.Name, _accounts[stored.Owner], [], stored.Ended));
        group.Conversation.Restore(tally);
        _groups.Add(stored.Id, group);
        Add(group.Conversation);
    }

    public void Conversation(long id, long first, long second, int wrote, Tally tally)
    {
        Conversation conversation = new(id, _accounts[first], _accounts[second]) { Wrote = wrote };
        conversation.Restore(tally);
        conversation.Remember();
        Add(conversation);
    }

    public void Member(StoredMember stored)
    {
        Group group = _groups[stored.Group];
        group.ContinueBehind(stored.Position);
        group.Everyone[stored.Account] = _accounts[stored.Account];
        // Its maker is the first who is in it.
        if (stored.Position == 0 && !group.Current.Ended)
        {
            group.Maker = _accounts[stored.Account];
            group.Maker.GroupsMade++;
        }
        _highestNamed = Math.Max(_highestNamed, Math.Max(stored.JoinedAfter, stored.LeftAfter ?? 0));
        if (!_members.TryGetValue(stored.Group, out List<StoredMember>? members))
            _members.Add(stored.Group, members = []);
        members.Add(stored);
    }

    public void Session(StoredSession stored)
    {
        if (!_accounts.TryGetValue(stored.Account, out Account? owner) || owner.Deleted)
            return;
        Session session = new(owner, stored.Token, state.Ways, state.Clock);
        if (!stored.Attached && state.Clock.GetUtcNow() - stored.LastUsed > state.Limits.TokenLifetime)
        {
            _over.Add(session);
            return;
        }
        _highestNamed = Math.Max(_highestNamed, stored.HeldUpTo);
        _sessions.Add((session, stored));
    }

    public void ReadMark(long account, long conversation, ulong number)
    {
        Account reader = _accounts[account];
        lock (reader.Gate)
            reader.ReadMarks[conversation] = number;
    }

    public void Blocked(long account, long other)
    {
        Account one = _accounts[account];
        lock (one.Gate)
            one.Blocked[other] = _accounts[other];
    }

    public bool Wants(ulong number, long sender, long conversation)
    {
        // Asked for every message of the store: nothing is allocated for two.
        Conversation where = _conversations[conversation];
        return where.Group is null ? Wants(where.Other(_accounts[sender]), number) : RecipientsIn(where.Group, number, sender).Any();
    }

    public void Message(in StoredMessage stored)
    {
        _lowestWaiting ??= stored.Number;
        Message message = new(
            stored.Number, stored.Id, _accounts[stored.Sender], _conversations[stored.Conversation], stored.At, stored.Text, stored.Previous,
            edited: stored.State is MessageState.Edited);
        IEnumerable<Account> recipients = message.Conversation.Group is { } group
            ? RecipientsIn(group, stored.Number, stored.Sender)
            : [message.Recipient!];
        foreach (Account recipient in recipients)
        {
            lock (recipient.Gate)
                recipient.QueueLocked(message);
        }
    }

    public ulong End(ulong lastNumber)
    {
        // A login may name a number that was given to a message and then not stored. It must not come to name another one.
        state.Continue(
            Math.Max(lastNumber, _highestNamed) + NumbersLeftOut, _accounts.Keys.DefaultIfEmpty().Max(), _conversations.Keys.DefaultIfEmpty().Max(),
            _groups.Keys.DefaultIfEmpty().Max());
        state.Directory.Load([.. _accounts.Values.Where(account => !account.Deleted)]);
        foreach (Group group in _groups.Values.Where(group => !group.Current.Ended))
            Fill(group);
        foreach ((Session session, StoredSession stored) in _sessions)
        {
            lock (session.Account.Gate)
            {
                session.RestoreLocked(stored.HeldUpTo, stored.LastUsed, stored.Attached, stored.Address);
                session.Account.AddSessionLocked(session);
                state.Sessions[session.Token] = session;
                if (stored.Attached)
                {
                    // It was there until the server ended.
                    session.Account.LastSeen = Math.Max(session.Account.LastSeen, session.Use.Last.ToUnixTimeMilliseconds());
                    _interrupted.Add(session);
                }
                // One more than it may have, when the server ended between a login and the end of the one dropped for it.
                if (session.Account.Sessions.Count > Engine.Account.MaxSessions)
                    DropLongestIdleLocked(session.Account);
            }
        }
        foreach (Session session in state.Sessions.Values)
        {
            lock (session.Account.Gate)
            {
                foreach (Message message in session.Account.Mailbox)
                {
                    if (message.Number > session.HeldUpTo)
                        session.OfferLocked(message);
                }
            }
        }
        return _lowestWaiting ?? lastNumber + 1;
    }

    private static bool Wants(Account recipient, ulong number) => !recipient.Deleted && !recipient.Confirmed.Contains(number);

    private void Add(Conversation conversation)
    {
        _conversations.Add(conversation.Id, conversation);
        state.AddConversation(conversation);
    }

    /// <summary>Whose message of a group this is and who has not confirmed it; also of those who have left since.</summary>
    private IEnumerable<Account> RecipientsIn(Group group, ulong number, long sender) => _members.GetValueOrDefault(group.Id, [])
        .Where(member => member.Account != sender && member.JoinedAfter < number && number <= (member.LeftAfter ?? ulong.MaxValue))
        .Select(member => _accounts[member.Account])
        .Where(account => Wants(account, number));

    /// <summary>Puts those into a group who are in it now.</summary>
    private void Fill(Group group)
    {
        GroupMember[] members = [.. _members.GetValueOrDefault(group.Id, [])
            .Where(member => member.LeftAfter is null)
            .Select(member => new GroupMember(_accounts[member.Account], member.Position, member.JoinedAfter, member.CountBefore))];
        group.Current = new GroupState(group.Current.PlainName, group.Current.Owner, members);
        state.Groups[group.Current.PlainName] = group;
        foreach (GroupMember member in members)
        {
            lock (member.Account.Gate)
                member.Account.Groups.Add(group);
        }
    }

    private void DropLongestIdleLocked(Account account)
    {
        Session dropped = account.Sessions.MinBy(session => session.Use.Last)!;
        account.RemoveSessionsLocked(session => session == dropped);
        state.Sessions.TryRemove(dropped.Token, out _);
        _over.Add(dropped);
    }
}
