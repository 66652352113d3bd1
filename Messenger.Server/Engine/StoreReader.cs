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

    private ulong? _lowestWaiting;

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
        state.Directory.Add(account);
    }

    public void Session(TokenHash token, long account, ulong heldUpTo, DateTimeOffset lastUsed, bool attached)
    {
        bool expired = state.Clock.GetUtcNow() - lastUsed > state.Limits.TokenLifetime;
        if (!_accounts.TryGetValue(account, out Account? owner) || owner.Deleted || (expired && !attached))
            return;
        _sessions.Add((new Session(owner, token, state.Clock), heldUpTo, lastUsed, attached));
    }

    public void Conversation(long id, long first, long second)
    {
        Conversation conversation = new(id, _accounts[first], _accounts[second]);
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
        state.Continue(lastNumber, _accounts.Keys.DefaultIfEmpty().Max(), _conversations.Keys.DefaultIfEmpty().Max());
        foreach ((Session session, ulong heldUpTo, DateTimeOffset lastUsed, bool attached) in _sessions)
        {
            lock (session.Account.Gate)
            {
                session.Account.Sessions.Add(session);
                session.RestoreLocked(heldUpTo, lastUsed, attached);
                foreach (Message message in session.Account.Mailbox)
                {
                    if (message.Number > heldUpTo)
                        session.OfferLocked(message);
                }
            }
            state.Sessions[session.Token] = session;
        }
        return _lowestWaiting ?? lastNumber + 1;
    }
}
