namespace Messenger.Server.Engine.Commands;

/// <summary>
/// Tells those who share a conversation with somebody that he came or went. Submitted now and then, so that who goes and comes back at once
/// is not announced.
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
            if (online != account.AnnouncedOnline)
                Announce(account, online);
        }
    }

    public override void Undo(EngineState state)
    {
    }

    public override void Answer()
    {
    }

    private static void Announce(Account account, bool online)
    {
        account.AnnouncedOnline = online;
        long lastSeen;
        HashSet<Account> others;
        lock (account.Gate)
        {
            lastSeen = online ? 0 : account.LastSeen;
            others = [.. account.Conversations.Values.Select(conversation => conversation.Other(account))];
        }
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
