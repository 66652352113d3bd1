using Messenger.Client.Session;
using Messenger.Client.Terminal;
using Messenger.Wire;
using Messenger.Wire.Messages;

namespace Messenger.Client.Line;

/// <summary>The commands about groups: <c>/group</c> with its verbs, and <c>/groups</c>.</summary>
internal sealed class GroupCommands(
    MessengerSession session, ILineConsole console, EventPump pump, GroupNotices notices, NameBook names, Pager pager, WallClock clock)
{
    private const int NamesInLine = 20;

    private static readonly char[] BetweenNames = [' ', ','];

    public static IReadOnlyList<string> Verbs { get; } = ["create", "show", "add", "remove", "rename", "leave", "delete"];

    public async Task GroupAsync(IReadOnlyList<string> words, CancellationToken stop)
    {
        string group = words[1];
        string[] rest = words.Count > 2 ? words[2].Split(BetweenNames, StringSplitOptions.RemoveEmptyEntries) : [];
        notices.OwnChangeUnderWay = true;
        try
        {
            await (words[0].ToLowerInvariant() switch
            {
                "create" => CreateAsync(group, rest, stop),
                "show" => ShowAsync(group, stop),
                "add" => ChangeAsync(session.Groups.AddAsync(group, Named(rest, "add"), stop)),
                "remove" => ChangeAsync(session.Groups.RemoveAsync(group, Named(rest, "remove"), stop)),
                "rename" => RenameAsync(group, rest, stop),
                "leave" => LeaveAsync(group, stop),
                "delete" => DeleteAsync(group, stop),
                _ => throw new RefusedException(ErrorCode.BadCommand,
                    $"there is no /group {words[0]}; did you mean {Suggestions.Nearest(words[0].ToLowerInvariant(), Verbs)}? (/help group)"),
            }).ConfigureAwait(false);
            // The notice of it came before its answer.
            await pump.CaughtUpAsync(stop).ConfigureAwait(false);
        }
        finally
        {
            notices.OwnChangeUnderWay = false;
        }
    }

    public Task GroupsAsync(IReadOnlyList<string> words, CancellationToken stop) => ListAsync(words.Count > 0 ? words[0] : "", "", stop);

    private async Task CreateAsync(string name, string[] members, CancellationToken stop)
    {
        GroupBody group = await session.Groups.CreateAsync(name, members, stop).ConfigureAwait(false);
        console.Print($"{Known(group.Name)} is made; in it:");
        PrintMembers(group);
    }

    private async Task ShowAsync(string name, CancellationToken stop)
    {
        GroupBody group = await session.Groups.ShowAsync(name, stop).ConfigureAwait(false);
        console.Print($"{Known(group.Name)}, {Wording.Count(group.Members.Count, "member")}, made {clock.Say(group.CreatedAt)}; in it:");
        PrintMembers(group);
    }

    private async Task ChangeAsync(Task<GroupBody> change)
    {
        GroupBody group = await change.ConfigureAwait(false);
        if (!group.Members.Contains(session.Account, StringComparer.OrdinalIgnoreCase))
        {
            console.Print($"you left {SafeText.Line(group.Name)}");
            return;
        }
        console.Print($"{Known(group.Name)} has {Wording.Count(group.Members.Count, "member")} now:");
        PrintMembers(group);
    }

    private async Task RenameAsync(string name, string[] rest, CancellationToken stop)
    {
        if (rest.Length != 1)
            throw new RefusedException(ErrorCode.BadCommand, "it is /group rename GROUP NEW-NAME");
        GroupBody group = await session.Groups.RenameAsync(name, rest[0], stop).ConfigureAwait(false);
        console.Print($"#{SafeText.Line(name.TrimStart('#'))} is {Known(group.Name)} now");
    }

    private async Task LeaveAsync(string name, CancellationToken stop)
    {
        await session.Groups.LeaveAsync(name, stop).ConfigureAwait(false);
        console.Print($"you left #{SafeText.Line(name.TrimStart('#'))}");
    }

    private async Task DeleteAsync(string name, CancellationToken stop)
    {
        await session.Groups.DeleteAsync(name, stop).ConfigureAwait(false);
        console.Print($"#{SafeText.Line(name.TrimStart('#'))} has ended");
    }

    private async Task ListAsync(string pattern, string after, CancellationToken stop)
    {
        GroupsAnswer page = await session.Groups.ListAsync(pattern, after, cancellation: stop).ConfigureAwait(false);
        if (page.Groups.Count == 0)
            console.Print(pattern.Length > 0 ? $"none of your groups matches {SafeText.Line(pattern)}" : "you are in no group; /group create NAME PEOPLE makes one");
        foreach (ListedGroup group in page.Groups)
            console.Print($"  {Known(group.Name)}  {Wording.Count(group.Members, "member")}, owner {SafeText.Line(group.Owner)}");
        pager.Offer(page.Next.Length > 0 ? next => ListAsync(pattern, page.Next, next) : null);
    }

    private void PrintMembers(GroupBody group)
    {
        foreach (string[] members in group.Members.Chunk(NamesInLine))
        {
            console.Print("  " + string.Join(", ", members.Select(member =>
                SafeText.Line(member) + (string.Equals(member, group.Owner, StringComparison.OrdinalIgnoreCase) ? " (owner)" : ""))));
        }
    }

    private string Known(string name)
    {
        names.Add(name);
        return SafeText.Line(name);
    }

    private static string[] Named(string[] names, string verb) => names.Length > 0
        ? names
        : throw new RefusedException(ErrorCode.BadCommand, $"whom? it is /group {verb} GROUP NAMES");
}
