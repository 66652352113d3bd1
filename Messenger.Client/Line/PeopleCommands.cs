using System.Globalization;
using Messenger.Client.Session;
using Messenger.Client.Terminal;
using Messenger.Wire;
using Messenger.Wire.Messages;

namespace Messenger.Client.Line;

/// <summary>The commands about whom one hears from, what others are told, and where one is logged in.</summary>
internal sealed class PeopleCommands(MessengerSession session, ILineConsole console, WallClock clock)
{
    private const int ShortestSessionId = 4;

    public static IReadOnlyList<string> OnOff { get; } = ["on", "off"];

    public async Task BlockAsync(IReadOnlyList<string> words, CancellationToken stop)
    {
        await session.People.BlockAsync(words[0], stop).ConfigureAwait(false);
        console.Print($"{SafeText.Line(words[0])} is blocked and cannot write to you; groups that you are both in go on");
    }

    public async Task UnblockAsync(IReadOnlyList<string> words, CancellationToken stop)
    {
        await session.People.UnblockAsync(words[0], stop).ConfigureAwait(false);
        console.Print($"{SafeText.Line(words[0])} is not blocked");
    }

    public async Task BlocksAsync(IReadOnlyList<string> words, CancellationToken stop)
    {
        IReadOnlyList<BlockedAccount> blocked = await session.People.BlocksAsync(stop).ConfigureAwait(false);
        if (blocked.Count == 0)
            console.Print("you block nobody");
        foreach (BlockedAccount account in blocked)
            console.Print($"  {Wording.Name(account.Name, account.Deleted)}");
    }

    public async Task SessionsAsync(IReadOnlyList<string> words, CancellationToken stop)
    {
        foreach (ListedSession listed in await session.People.SessionsAsync(stop).ConfigureAwait(false))
        {
            string state = listed.IsThis ? "this terminal" : listed.Attached ? "connected" : "cut off";
            string address = listed.Address.Length > 0 ? SafeText.Line(listed.Address) : "address not known";
            console.Print($"  {IdOf(listed)}  {address}  active {clock.Say(listed.LastActive)}  {state}");
        }
    }

    public async Task EndSessionAsync(IReadOnlyList<string> words, CancellationToken stop)
    {
        string start = words[0];
        IReadOnlyList<ListedSession> sessions = await session.People.SessionsAsync(stop).ConfigureAwait(false);
        ListedSession[] meant = start.Length < ShortestSessionId
            ? []
            : [.. sessions.Where(listed => IdOf(listed).StartsWith(start, StringComparison.OrdinalIgnoreCase))];
        if (meant.Length != 1)
            throw new RefusedException(ErrorCode.BadCommand, "which one? /sessions lists their ids; the first few characters of one will do");
        await session.People.EndSessionAsync(meant[0].Id, stop).ConfigureAwait(false);
        console.Print($"{IdOf(meant[0])} is ended");
    }

    public async Task ReadMarksAsync(IReadOnlyList<string> words, CancellationToken stop)
    {
        string? wanted = words.Count > 0 ? words[0].ToLowerInvariant() : null;
        if (wanted is not null && !OnOff.Contains(wanted))
            throw new RefusedException(ErrorCode.BadCommand, "it is /read-marks on, /read-marks off, or /read-marks to ask");
        AccountSettings settings = await session.People.SettingsAsync(
            wanted is null ? AccountSettings.None : AccountSettings.ReadMarks,
            wanted == "on" ? AccountSettings.ReadMarks : AccountSettings.None,
            stop).ConfigureAwait(false);
        console.Print(settings.HasFlag(AccountSettings.ReadMarks) ? "others are told what you have read" : "nobody is told what you have read");
    }

    private static string IdOf(ListedSession listed) => listed.Id.ToString("x16", CultureInfo.InvariantCulture);
}
