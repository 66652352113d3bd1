using Messenger.Client.Chat.Keeping;
using Messenger.Client.Chat.Overlays;
using Messenger.Client.Session;
using Messenger.Wire;

namespace Messenger.Client.Chat;

/// <summary>
/// The way in: the menu of the first start, and the forms behind it. Nobody has to know a command. Used on the loop's thread.
/// </summary>
internal sealed class Entry(MessengerSession session, OverlayStack overlays, Work work, EventPump pump, LocalKeeper keeper, Terminal.Screen.ScreenLoop loop)
{
    private delegate Task<LoginResult> Way(string name, string password, CancellationToken cancellation);

    private Menu? _menu;

    /// <summary>Somebody is logged in. What was pushed behind the answer comes after it.</summary>
    public required Action<LoginResult, LocalStateFile?> LoggedIn { get; init; }

    /// <summary>Another server was chosen.</summary>
    public required Action<string, int> ServerChosen { get; init; }

    public required Action Quit { get; init; }

    /// <param name="reason">Why somebody has to log in, or nothing.</param>
    public void ShowMenu(params string[] reason)
    {
        _menu?.Close();
        _menu = new Menu("Messenger", [
            new MenuEntry("Log in", () => LogIn()),
            new MenuEntry("Make an account", () => Register()),
            new MenuEntry("Another server", AskServer) { Hint = session.Server },
            new MenuEntry("Quit", Quit) { Hint = "Ctrl-C" },
        ])
        {
            Lines = [.. reason, $"Server: {session.Server}"],
            MayClose = false,
        };
        overlays.Open(_menu);
    }

    /// <summary>The connection could not be made.</summary>
    public void ShowUnreachable(string reason, Action again)
    {
        _menu?.Close();
        _menu = new Menu("No connection", [
            new MenuEntry("Try again", () =>
            {
                _menu!.Close();
                again();
            }),
            new MenuEntry("Another server", AskServer) { Hint = session.Server },
            new MenuEntry("Quit", Quit) { Hint = "Ctrl-C" },
        ])
        {
            Lines = [reason],
            MayClose = false,
        };
        overlays.Open(_menu);
    }

    public void LogIn(string name = "")
    {
        Field who = Name(name);
        Field password = new("Password", Limits.PasswordBytesMax) { IsSecret = true };
        Form form = new("Log in", [who, password], "Log in", filled => Enter(filled, session.LoginAsync, who, password));
        if (name.Length > 0)
            form.Focus(password);
        overlays.Open(form);
    }

    public void Register(string name = "")
    {
        Field who = Name(name);
        Field password = new("Password", Limits.PasswordBytesMax) { IsSecret = true, Check = CheckPassword };
        Field again = new("The same again", Limits.PasswordBytesMax)
        {
            IsSecret = true,
            Check = text => text == password.Text ? null : Hint.Error("the two passwords differ"),
        };
        Form form = new("Make an account", [who, password, again], "Make it", filled => Enter(filled, session.RegisterAsync, who, password))
        {
            Lines = ["Nobody can look the password up for you later."],
        };
        if (name.Length > 0)
            form.Focus(password);
        overlays.Open(form);
    }

    /// <summary>Logs in with what is at hand; when that fails, the form says why.</summary>
    public void LogInAtStart(string name, string password)
    {
        Field who = Name(name);
        Field secret = new("Password", Limits.PasswordBytesMax, password) { IsSecret = true };
        Form form = new("Log in", [who, secret], "Log in", filled => Enter(filled, session.LoginAsync, who, secret));
        // A password that is typed anew must not go where it can be read.
        form.Focus(secret);
        overlays.Open(form);
        Enter(form, session.LoginAsync, who, secret);
    }

    private void Enter(Form form, Way way, Field name, Field password)
    {
        form.Busy = "one moment …";
        work.Start(
            async stop =>
            {
                // What is left of a login before is told before.
                await pump.CaughtUpAsync(stop).ConfigureAwait(false);
                using IDisposable hold = await pump.HoldAsync(stop).ConfigureAwait(false);
                LoginResult login = await way(name.Text.Trim(), password.Text, stop).ConfigureAwait(false);
                // Before what is pushed behind the answer.
                LocalStateFile? kept = keeper.Load(login.Name);
                await loop.PostAsync(() => Entered(form, login, kept), stop).ConfigureAwait(false);
            },
            () => { },
            failure => form.Error = failure.Reason);
    }

    private void Entered(Form form, LoginResult login, LocalStateFile? kept)
    {
        form.Close();
        _menu?.Close();
        overlays.CloseAll();
        LoggedIn(login, kept);
    }

    private void AskServer()
    {
        Field server = new("Server", Limits.NameLength * 8, session.Server)
        {
            Check = text => TryServer(text, out _, out _) ? null : Hint.Error("a host, or host:port as in chat.example:5050"),
        };
        overlays.Open(new Form("Another server", [server], "Connect", form =>
        {
            TryServer(server.Text, out string host, out int port);
            form.Close();
            ServerChosen(host, port);
        }));
    }

    /// <summary>A host alone has the usual port.</summary>
    private static bool TryServer(string text, out string host, out int port)
    {
        if (HostPort.TryParse(text.Trim(), out host, out port))
            return true;
        return HostPort.TryParse($"{text.Trim()}:{SessionOptions.DefaultPort}", out host, out port);
    }

    private static Field Name(string name) => new("Name", Limits.NameLength, name)
    {
        Check = text => Wire.Fields.Names.IsValid(text.Trim()) ? null : Hint.Error("1 to 32 of A-Z a-z 0-9 . _ -, a letter first"),
    };

    private static Hint? CheckPassword(string text) => System.Text.Encoding.UTF8.GetByteCount(text) < Limits.PasswordBytesMin
        ? Hint.Error($"at least {Limits.PasswordBytesMin} bytes")
        : null;
}
