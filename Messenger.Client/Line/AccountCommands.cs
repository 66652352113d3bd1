using Messenger.Client.Session;
using Messenger.Client.Terminal;
using Messenger.Wire;
using Messenger.Wire.Messages;

namespace Messenger.Client.Line;

/// <summary>The commands about who one is. The password at hand is only used when nobody is there to be asked.</summary>
internal sealed class AccountCommands(
    MessengerSession session, ILineConsole console, EventPump pump, OpenAnswers open, Addressees addressees, ReadMarker marker, string? passwordAtHand)
{
    private delegate Task<LoginResult> Entry(string name, string password, CancellationToken cancellation);

    public async Task RegisterAsync(IReadOnlyList<string> words, CancellationToken stop)
    {
        // Told before a password is thought up.
        if (!Wire.Fields.Names.IsValid(words[0]))
            throw new RefusedException(ErrorCode.NameInvalid, "a name is 1 to 32 of A-Z a-z 0-9 . _ - with a letter first");
        string? password = await PasswordAsync($"password for {words[0]} (8 bytes or more): ", stop).ConfigureAwait(false);
        if (password is null)
            return;
        RequireLength(password);
        if (!await IsSameAgainAsync(password, stop).ConfigureAwait(false))
            return;
        await OpenAsync(session.RegisterAsync, "registered and logged in", words[0], password, stop).ConfigureAwait(false);
    }

    public async Task LoginAsync(IReadOnlyList<string> words, CancellationToken stop)
    {
        if (await PasswordAsync($"password for {SafeText.Line(words[0])}: ", stop).ConfigureAwait(false) is { } password)
            await LoginAsync(words[0], password, stop).ConfigureAwait(false);
    }

    public Task LoginAsync(string name, string password, CancellationToken stop) =>
        OpenAsync(session.LoginAsync, "logged in", name, password, stop);

    public async Task LogoutAsync(IReadOnlyList<string> words, CancellationToken stop)
    {
        // What was shown is confirmed before, and what came meanwhile is shown before the answer.
        await pump.CaughtUpAsync(stop).ConfigureAwait(false);
        await marker.FlushAsync(stop).ConfigureAwait(false);
        await session.LogoutAsync(stop).ConfigureAwait(false);
        // Sends were answered before, and what became of them is told before.
        await open.NoneAsync().WaitAsync(stop).ConfigureAwait(false);
        await pump.CaughtUpAsync(stop).ConfigureAwait(false);
        console.Print("logged out");
    }

    public Task WhoAmIAsync(IReadOnlyList<string> words, CancellationToken stop)
    {
        console.Print(session.Account is { } name ? $"you are {name}" : "not logged in; /login NAME or /register NAME");
        return Task.CompletedTask;
    }

    public async Task ChangePasswordAsync(IReadOnlyList<string> words, CancellationToken stop)
    {
        if (session.Account is null)
            throw RefusedException.NotLoggedIn();
        if (await PasswordAsync("present password: ", stop).ConfigureAwait(false) is not { } password)
            return;
        // A password at hand is the present one; the new one is always asked for or read.
        string? changed = await console.AskAsync("new password (8 bytes or more): ", secret: true, stop).ConfigureAwait(false);
        if (changed is null)
        {
            console.Print("no new password given; nothing changed");
            return;
        }
        RequireLength(changed);
        if (await IsSameAgainAsync(changed, stop).ConfigureAwait(false))
            await ChangeAsync(password, changed, stop).ConfigureAwait(false);
    }

    public async Task DeleteAccountAsync(IReadOnlyList<string> words, CancellationToken stop)
    {
        DeletePreviewAnswer preview = await session.DeletePreviewAsync(stop).ConfigureAwait(false);
        string name = session.Account ?? throw RefusedException.NotLoggedIn();
        string lost = preview.Undelivered.Total == 0
            ? "nothing undelivered would be lost"
            : $"{Wording.Count(preview.Undelivered.Total, "undelivered message")} would be lost: {Wording.Senders(preview.Undelivered)}";
        console.Print($"this deletes the account {name} for good");
        console.Print(lost);
        if (preview.GroupsOwned.Count > 0)
            console.Print($"{Wording.Names(preview.GroupsOwned)} would go to another member");
        string? typed = await console.AskAsync("type the account's name to delete it: ", secret: false, stop).ConfigureAwait(false);
        if (typed is null || !string.Equals(typed.Trim(), name, StringComparison.OrdinalIgnoreCase))
        {
            console.Print($"that is not {name}; nothing deleted");
            return;
        }
        if (await PasswordAsync($"password for {name}: ", stop).ConfigureAwait(false) is not { } password)
            return;
        await session.DeleteAccountAsync(typed.Trim(), password, stop).ConfigureAwait(false);
        console.Print($"the account {name} is deleted");
    }

    private async Task ChangeAsync(string password, string changed, CancellationToken stop)
    {
        await session.ChangePasswordAsync(password, changed, stop).ConfigureAwait(false);
        console.Print("password changed; other terminals of this account are logged out");
    }

    private async Task OpenAsync(Entry enter, string done, string name, string password, CancellationToken stop)
    {
        if (session.Account is { } already)
            throw new RefusedException(ErrorCode.AlreadyLoggedIn, $"you are logged in as {already}; /logout first");
        await pump.CaughtUpAsync(stop).ConfigureAwait(false);
        // A message may be pushed right behind the answer; it is shown after what waits.
        using IDisposable hold = await pump.HoldAsync(stop).ConfigureAwait(false);
        LoginResult login = await enter(name, password, stop).ConfigureAwait(false);
        addressees.Forget();
        marker.Forget();
        console.Print($"{done} as {login.Name}");
        console.Print(login.Held.Total == 0
            ? "nothing undelivered"
            : $"{Wording.Undelivered(login.Held)} (/read shows them)");
        if (login.Keep is { } keep)
            console.Print($"the server keeps delivered messages for {Wording.Duration(keep)}");
    }

    /// <summary>From a person, if there is one; else what is at hand; else the next line. Null, and said so, when there is none.</summary>
    private async Task<string?> PasswordAsync(string question, CancellationToken stop)
    {
        string? password = !console.HasPerson && passwordAtHand is not null
            ? passwordAtHand
            : await console.AskAsync(question, secret: true, stop).ConfigureAwait(false);
        if (password is null)
            console.Print("no password given; the command is dropped");
        return password;
    }

    /// <summary>Told before it has to be typed again.</summary>
    private static void RequireLength(string password)
    {
        if (Utf8Strict.Password(password, ErrorCode.PasswordInvalid).Length < Limits.PasswordBytesMin)
            throw new RefusedException(ErrorCode.PasswordInvalid, "a password has 8 to 256 bytes; choose another");
    }

    private async Task<bool> IsSameAgainAsync(string password, CancellationToken stop)
    {
        if (!console.HasPerson || await console.AskAsync("the same again: ", secret: true, stop).ConfigureAwait(false) == password)
            return true;
        console.Print("the two passwords differ; nothing changed, try again");
        return false;
    }
}
