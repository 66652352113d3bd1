using Messenger.Client.Session;
using Messenger.Wire.Messages;

namespace Messenger.Client.Json;

/// <summary>The commands about who one is: register, login, logout, change-password, whoami, delete-account.</summary>
internal sealed class JsonAccounts(MessengerSession session, JsonOutput output, EventPump pump, KnownMessages known)
{
    private delegate Task<LoginResult> OpenSession(string name, string password, CancellationToken cancellation);

    public Task RegisterAsync(JsonCommand command, CancellationToken stop) => OpenAsync(command, session.RegisterAsync, stop);

    public Task LoginAsync(JsonCommand command, CancellationToken stop) => OpenAsync(command, session.LoginAsync, stop);

    /// <summary>Logs in as the command line says.</summary>
    public Task LoginAsync(string user, string password, CancellationToken stop) =>
        OpenAsync("login", null, user, password, session.LoginAsync, stop);

    public async Task LogoutAsync(JsonCommand command, CancellationToken stop)
    {
        // What was shown is confirmed before, and what came meanwhile is shown before the answer.
        await pump.CaughtUpAsync(stop).ConfigureAwait(false);
        await session.LogoutAsync(stop).ConfigureAwait(false);
        await pump.CaughtUpAsync(stop).ConfigureAwait(false);
        output.Write("ok", command);
    }

    public async Task ChangePasswordAsync(JsonCommand command, CancellationToken stop)
    {
        await session.ChangePasswordAsync(command.Text("password"), command.Text("new"), stop).ConfigureAwait(false);
        output.Write("ok", command);
    }

    public Task WhoAmIAsync(JsonCommand command, CancellationToken stop)
    {
        string name = session.Account ?? throw RefusedException.NotLoggedIn();
        output.Write("ok", command, json => json.WriteString("name", name));
        return Task.CompletedTask;
    }

    public async Task DeleteAccountAsync(JsonCommand command, CancellationToken stop)
    {
        string? confirm = command.OptionalText("confirm");
        string? password = command.OptionalText("password");
        if (confirm is null && password is null)
        {
            DeletePreviewAnswer preview = await session.DeletePreviewAsync(stop).ConfigureAwait(false);
            output.Write("confirm", command, json =>
            {
                JsonOutput.WriteSenders(json, "undelivered", preview.Undelivered);
                json.WriteNumber("total", preview.Undelivered.Total);
                JsonOutput.WriteTexts(json, "groupsOwned", preview.GroupsOwned);
            });
            return;
        }
        await session.DeleteAccountAsync(command.Text("confirm"), command.Text("password"), stop).ConfigureAwait(false);
        known.Forget();
        output.Write("ok", command);
    }

    private Task OpenAsync(JsonCommand command, OpenSession open, CancellationToken stop) =>
        OpenAsync(command.Name, command.Reference, command.Text("name"), command.Text("password"), open, stop);

    private async Task OpenAsync(string command, string? reference, string name, string password, OpenSession open, CancellationToken stop)
    {
        await pump.CaughtUpAsync(stop).ConfigureAwait(false);
        // A message may be pushed right behind the answer; it is shown after the answer and the count.
        using IDisposable hold = await pump.HoldAsync(stop).ConfigureAwait(false);
        LoginResult login = await open(name, password, stop).ConfigureAwait(false);
        known.TakeAccount(login.Name);
        output.Write("ok", command, reference, json =>
        {
            json.WriteString("name", login.Name);
            if (login.Keep is { } keep)
                json.WriteNumber("keepSeconds", (long)keep.TotalSeconds);
        });
        output.Unread(login.Held);
    }
}
