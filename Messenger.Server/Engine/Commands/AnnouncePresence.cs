namespace Messenger.Server.Engine.Commands;

/// <summary>
/// Tells those who share a conversation with somebody that he came or went. Submitted now and then, so that who goes and comes back at once
/// is not announced; who came and is gone again is, as gone, since a list may have shown him meanwhile.
/// </summary>
internal sealed class AnnouncePresence : EngineCommand
{
    public override void Stage(EngineState state)
    {
    }

    public override void Apply(EngineState state)
    {
        for (int count = state.CameOrWent.Count; count > 0 && state.CameOrWent.TryDequeue(out Account? account); count--)
        {
            bool online = account.Online;
            long lastSeen = online ? 0 : LastSeenOf(account);
            if (online != account.AnnouncedOnline || lastSeen != account.AnnouncedLastSeen)
                Announce(account, online, lastSeen);
        }
    }

    public override void Undo(EngineState state)
    {
    }

    public override void Answer()
    {
    }

    private static long LastSeenOf(Account account)
    {
        lock (account.Gate)
            return account.LastSeen;
    }

    private static void Announce(Account account, bool online, long lastSeen)
    {
        (account.AnnouncedOnline, account.AnnouncedLastSeen) = (online, lastSeen);
        HashSet<Account> others;
        lock (account.Gate)
            others = [.. account.Conversations.Values.Select(conversation => conversation.Other(account))];
        foreach (Group group in account.Groups)
            others.UnionWith(group.Current.Members.Select(member => member.Account));
        PresenceNotice notice = new(account, online, lastSeen);
        foreach (Account other in others)
        {
            if (other != account && other.Online && !account.Blocked.ContainsKey(other.Id))
                other.Notify(notice, TerminalFeatures.Presence);
        }
    }
}
