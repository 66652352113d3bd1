using Messenger.Server.Engine;
using Messenger.Wire;

namespace Messenger.Server.Service;

/// <summary>A login of an account, as the account's terminals see it.</summary>
/// <param name="Session">Which.</param>
/// <param name="This">The one that asks.</param>
/// <param name="Attached">A terminal is connected.</param>
/// <param name="LastActive">When its terminal last asked for something or was cut off.</param>
/// <param name="Address">Where from, for people; empty when not known.</param>
internal sealed record ListedSession(Session Session, bool This, bool Attached, DateTimeOffset LastActive, string Address);

/// <summary>Whom an account takes messages from, what it shows of itself, and where it is logged in (product rule §9). Safe on any thread.</summary>
internal sealed class PeopleService(MessengerEngine engine, DirectoryService directory)
{
    /// <summary>Takes no messages from somebody any more, who only learns <c>not-accepted</c>; or takes them again.</summary>
    public async Task<Refused?> BlockAsync(Session session, string name, bool on)
    {
        Account account = session.Account;
        Account? other = engine.Find(name);
        if (other is null && !on)
        {
            // One who is gone can still be taken off the list.
            lock (account.Gate)
                other = account.Blocked.Values.FirstOrDefault(blocked => string.Equals(blocked.Name, name, StringComparison.OrdinalIgnoreCase));
        }
        if (other is null)
            return Refusals.NoSuchAccount(name, directory.NearestFor(account, name));
        if (other == account)
            return Refusals.SelfBlock;
        return await engine.BlockAsync(account, other, on) switch
        {
            ErrorCode.TooLarge => Refusals.TooManyBlocks,
            ErrorCode.None => null,
            _ => Refusals.StoreFailed,
        };
    }

    /// <summary>Who is blocked, in order of names.</summary>
    public static IReadOnlyList<Account> Blocks(Account account)
    {
        lock (account.Gate)
            return [.. account.Blocked.Values.OrderBy(blocked => blocked.Name, StringComparer.OrdinalIgnoreCase)];
    }

    /// <summary>The logins of an account, the one used last first.</summary>
    public IReadOnlyList<ListedSession> Sessions(Session session)
    {
        lock (session.Account.Gate)
        {
            return [.. session.Account.Sessions
                .Select(other => new ListedSession(other, other == session, other.AttachedLocked, engine.LastActive(other), other.Address))
                .OrderByDescending(listed => listed.LastActive)];
        }
    }

    /// <summary>Ends another login of the account; its terminal is told.</summary>
    public async Task<Refused?> EndSessionAsync(Session session, ulong id)
    {
        if (id == session.Id)
            return Refusals.OwnSession;
        Session? other;
        lock (session.Account.Gate)
            other = session.Account.Sessions.Find(candidate => candidate.Id == id);
        if (other is null)
            return Refusals.NoSuchSession;
        return await engine.EndSessionAsync(other, ErrorCode.SessionEnded) is ErrorCode.None ? null : Refusals.StoreFailed;
    }

    /// <summary>Whether others are told what the account has read.</summary>
    public async Task<Refused?> ShowReadsAsync(Session session, bool on) =>
        await engine.ChangeSettingsAsync(session.Account, on) is ErrorCode.None ? null : Refusals.StoreFailed;
}
