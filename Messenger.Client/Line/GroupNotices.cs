using Messenger.Client.Session;
using Messenger.Client.Terminal;
using Messenger.Wire.Messages;

namespace Messenger.Client.Line;

/// <summary>Prints what happened to groups, a line each.</summary>
internal sealed class GroupNotices(MessengerSession session, ILineConsole console, NameBook names, Addressees addressees)
{
    private volatile bool _ownChangeUnderWay;

    /// <summary>A command of this terminal changes a group: its answer says more than the notice would.</summary>
    public bool OwnChangeUnderWay
    {
        get => _ownChangeUnderWay;
        set => _ownChangeUnderWay = value;
    }

    public void Show(GroupChanged change)
    {
        names.Add(change.Name);
        if (change.OldName.Length > 0)
        {
            names.Remove(change.OldName);
            addressees.Rename(change.OldName, change.Name);
        }
        bool own = string.Equals(change.By, session.Account, StringComparison.OrdinalIgnoreCase);
        if (!own || !OwnChangeUnderWay)
            console.Print(Say(change, own ? "you" : SafeText.Line(change.By), SafeText.Line(change.Name)));
    }

    private static string Say(GroupChanged change, string by, string group)
    {
        string members = Wording.Count(change.Members, "member");
        return change.Change switch
        {
            GroupChange.Joined when by == "you" => $"you made {group}, {members}",
            GroupChange.Joined => $"{by} added you to {group}, {members}",
            GroupChange.Renamed => $"{by} renamed {SafeText.Line(change.OldName)} to {group}",
            GroupChange.Owner => $"{group} belongs to {SafeText.Line(change.Owner)} now",
            GroupChange.Out when by == "you" => $"you left {group}",
            GroupChange.Out => $"{by} removed you from {group}",
            GroupChange.Deleted when by.Length == 0 => $"{group} has ended",
            GroupChange.Deleted => $"{by} ended {group}",
            _ when by.Length == 0 => $"{group} has {members} now",
            _ => $"{by} changed who is in {group}: {members} now",
        };
    }
}
