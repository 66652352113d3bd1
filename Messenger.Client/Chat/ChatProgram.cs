using System.Text;
using Messenger.Client.Chat.Keeping;
using Messenger.Client.Chat.Model;
using Messenger.Client.Chat.Views;
using Messenger.Client.Line;
using Messenger.Client.Session;
using Messenger.Client.Terminal;
using Messenger.Client.Terminal.Screen;

namespace Messenger.Client.Chat;

/// <summary><c>messenger client</c> on a terminal: takes the screen, runs the chat on it, and gives it back whatever happens.</summary>
internal static class ChatProgram
{
    /// <summary>
    /// Its threads look for work so many times before they sleep, by default 70. Messages come one by one here, with pauses in which looking is in vain:
    /// at 1,000 a second that took more than everything else (docs/performance.md).
    /// </summary>
    private const string SpinLimit = "System.Threading.ThreadPool.UnfairSemaphoreSpinLimit";

    /// <summary>Half the time between two pictures: nobody sees it (docs/performance.md).</summary>
    private static readonly TimeSpan ReadPause = ScreenLoop.DrawEvery;

    /// <summary>There is a terminal that can do more than lines.</summary>
    public static bool CanRun => !OperatingSystem.IsWindows() && StandardTerminal.CanMoveCursor;

    /// <param name="options">What the command line says.</param>
    /// <param name="password">At hand, or null.</param>
    /// <param name="traceFile">Where the trace goes; null: a pane of the screen.</param>
    /// <param name="cancellation">Ends it, as a signal does.</param>
    /// <returns>The exit code.</returns>
    public static async Task<int> RunAsync(ClientOptions options, string? password, TraceFile? traceFile, CancellationToken cancellation)
    {
        // In time as long as nothing has used the pool; afterwards it changes nothing.
        AppContext.SetData(SpinLimit, 0);
        ChatClient? client = null;
        // A signal may come before there is a client, or between two: the next one is told too.
        using CancellationTokenSource ending = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        using TerminalScreen screen = TerminalScreen.TryOpen(mouse: false, ending.Cancel)
            ?? throw new InvalidOperationException("the terminal was there a moment ago");
        Renderer renderer = new(screen, ColourDepths.Detect(Environment.GetEnvironmentVariable));
        Preferences preferences = new(new SettingsFile(SettingsFile.UserPath), renderer, screen.SetMouse, TimeProvider.System);
        IReadOnlyList<string> warnings = preferences.Load();
        TracePane pane = new(options.TraceBodies) { IsOpen = options.Trace && traceFile is null };
        DrawFirst(HostPort.Format(options.Host, options.Port), renderer, pane, preferences);
        using KeyReader keys = new(StandardInput.Open(), TimeProvider.System, ChatKeys.IsBound, () => Volatile.Read(ref client)?.Loop.Wake());
        keys.Start();
        StringBuilder parting = new();
        FrameTrace trace = traceFile is null ? pane.Frame : pane.Frame + new FrameTrace(new TraceWriter(traceFile.WriteLine, options.TraceBodies).Write);
        while (true)
        {
            ChatClient next = new(
                ClientProgram.SessionOptionsOf(options, trace) with { OutboxDirectory = SessionOptions.UserOutboxDirectory, ReadPause = ReadPause }, screen, renderer, pane, preferences, LocalStateFile.UserDirectory);
            next.Tell(warnings);
            warnings = [];
            Volatile.Write(ref client, next);
            ChatEnd end;
            await using (next.ConfigureAwait(false))
            {
                await using CancellationTokenRegistration interrupting = ending.Token.Register(next.Interrupt);
                end = await next.RunAsync(keys.Keys, options.User, password).ConfigureAwait(false);
            }
            parting.Append(Parting(next));
            if (end.NextServer is not { } server)
            {
                screen.Dispose();
                // Not by the console, which would switch the keypad to another mode.
                StandardOutput.Open().Write(Encoding.UTF8.GetBytes(parting.ToString()));
                return end.ExitCode;
            }
            options = options with { Host = server.Host, Port = server.Port, Fingerprint = null };
            renderer.Forget();
        }
    }

    /// <summary>What the screen shows first does not wait for what stands behind it: that takes a while to load.</summary>
    private static void DrawFirst(string server, Renderer renderer, TracePane trace, Preferences preferences)
    {
        ChatState state = new(server, new ItemRows(() => preferences.Look).Rows);
        ChatView view = new(state, trace, () => preferences.Look) { Status = ChatApp.Connecting(server) };
        try
        {
            renderer.Draw(view.Draw);
        }
        catch (IOException)
        {
            // The terminal is gone; who reads its keys learns that as well.
        }
    }

    /// <summary>Nobody leaves believing that all was sent when it was not.</summary>
    private static string Parting(ChatClient client)
    {
        if (client.Unsent.Count == 0)
            return "";
        return client.UnsentIsOnDisk
            ? $"{Wording.Count(client.Unsent.Count, "message")} not sent yet: kept, and sent after the next login\n"
            : string.Concat(client.Unsent.Select(message => $"not sent: {Wording.Unsent(message)}\n"));
    }
}
