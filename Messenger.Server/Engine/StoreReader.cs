using Messenger.Server.Security;
using Messenger.Server.Storage;

namespace Messenger.Server.Engine;

/// <summary>
/// Builds the engine's memory from what a store kept: every account, the logins that have not expired, and for each account the queue of
/// what it has not confirmed. Runs before anything else does.
/// </summary>
internal sealed class StoreReader(EngineState state) : IStoreReader
{
    private readonly Dictionary<long, Account> _accounts = [];
    private readonly Dictionary<long, Conversation> _conversations = [];
    private readonly List<(Session Session, ulong HeldUpTo, DateTimeOffset LastUsed, bool Attached)> _sessions = [];

    private readonly List<Session> _over = [];
    private readonly List<Session> _interrupted = [];
    private ulong? _lowestWaiting;
    private ulong _highestNamed;

    /// <summary>Logins that have expired, or are more than an account may have: not taken over, and to be ended in the store too.</summary>
    public IReadOnlyList<Session> Over => _over;

    /// <summary>Logins that were connected when the server ended: away from now on, which is to be noted in the store.</summary>
    public IReadOnlyList<Session> Interrupted => _interrupted;

    public void Account(long id, string name, PasswordRecord? password, ulong confirmedUpTo, IEnumerable<ConfirmedRuns.Run> confirmed)
    {
        Account account = new(id, name, password ?? PasswordRecord.None);
        _accounts.Add(id, account);
        if (password is null)
        {
            lock (account.Gate)
                account.Deleted = true;
            return;
        }
        account.Confirmed.Load(confirmedUpTo, confirmed);
        _highestNamed = Math.Max(_highestNamed, confirmedUpTo);
    }

    public void Session(TokenHash token, long account, ulong heldUpTo, DateTimeOffset lastUsed, bool attached)
    {
        if (!_accounts.TryGetValue(account, out Account? owner) || owner.Deleted)
            return;
        Session session = new(owner, token, state.Clock);
        if (!attached && state.Clock.GetUtcNow() - lastUsed > state.Limits.TokenLifetime)
        {
            _over.Add(session);
            return;
        }
        _highestNamed = Math.Max(_highestNamed, heldUpTo);
        _sessions.Add((session, heldUpTo, lastUsed, attached));
    }

    public void Conversation(long id, long first, long second, int wrote)
    {
        Conversation conversation = new(id, _accounts[first], _accounts[second]) { Wrote = wrote };
        _conversations.Add(id, conversation);
        conversation.Remember();
    }

    public bool Wants(ulong number, long sender, long conversation)
    {
        Account recipient = _conversations[conversation].Other(_accounts[sender]);
        return !recipient.Deleted && !recipient.Confirmed.Contains(number);
    }

    public void Message(ulong number, Guid id, long sender, long conversation, long at, byte[] text)
    {
        _lowestWaiting ??= number;
        Message message = new(number, id, _accounts[sender], _conversations[conversation], at, text);
        lock (message.Recipient.Gate)
            message.Recipient.QueueLocked(message);
    }

    public ulong End(ulong lastNumber)
    {
        // A login may name a number that was given to a message and then not stored. It must not come to name another one.
        state.Continue(
            Math.Max(lastNumber, _highestNamed), _accounts.Keys.DefaultIfEmpty().Max(), _conversations.Keys.DefaultIfEmpty().Max());
        state.Directory.Load([.. _accounts.Values.Where(account => !account.Deleted)]);
        foreach ((Session session, ulong heldUpTo, DateTimeOffset lastUsed, bool attached) in _sessions)
        {
            lock (session.Account.Gate)
            {
                session.RestoreLocked(heldUpTo, lastUsed, attached);
                session.Account.Sessions.Add(session);
                state.Sessions[session.Token] = session;
                if (attached)
                    _interrupted.Add(session);
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

    private void DropLongestIdleLocked(Account account)
    {
        Session dropped = account.Sessions.MinBy(session => session.LastUsed)!;
        account.Sessions.Remove(dropped);
        state.Sessions.TryRemove(dropped.Token, out _);
        _over.Add(dropped);
    }
}
