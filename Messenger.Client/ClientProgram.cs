using System.Runtime.InteropServices;
using Messenger.Client.Json;
using Messenger.Client.Line;
using Messenger.Client.Session;
using Messenger.Client.Terminal;

namespace Messenger.Client;

/// <summary><c>messenger client</c>: composes a session and the front end that suits, and runs it.</summary>
public static class ClientProgram
{
    /// <param name="options">What the command line says.</param>
    /// <param name="cancellation">Ends the client, as Ctrl-C does.</param>
    /// <returns>The exit code.</returns>
    public static async Task<int> RunAsync(ClientOptions options, CancellationToken cancellation)
    {
        if (options.Fingerprint is { } fingerprint && Fingerprint.Normalise(fingerprint) is null)
        {
            await Console.Error.WriteLineAsync($"--fingerprint {SafeText.Line(fingerprint)} is no fingerprint: it has sha256: and 64 hex digits").ConfigureAwait(false);
            return ExitCodes.WrongUsage;
        }
        string? password;
        TraceFile? traceFile;
        try
        {
            password = PasswordSource.AtHand(options.PasswordFile);
            traceFile = options.Trace && options.TraceFile is { } file ? new TraceFile(file, Console.Error.WriteLine) : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            await Console.Error.WriteLineAsync($"cannot start: {e.Message}").ConfigureAwait(false);
            return ExitCodes.WrongUsage;
        }
        using (traceFile)
        {
            // The full screen has its own way with signals: it gives the terminal back first.
            if (!options.Json && !options.Plain && Chat.ChatProgram.CanRun)
                return await Chat.ChatProgram.RunAsync(options, password, traceFile, cancellation).ConfigureAwait(false);
            return await RunPlainAsync(options, password, traceFile, cancellation).ConfigureAwait(false);
        }
    }

    /// <summary>What the command line says about the connection.</summary>
    internal static SessionOptions SessionOptionsOf(ClientOptions options, FrameTrace? trace) => new()
    {
        Host = options.Host,
        Port = options.Port,
        Door = options.Door,
        Security = options.Security,
        Fingerprint = options.Fingerprint,
        Trace = trace,
    };

    private static async Task<int> RunPlainAsync(ClientOptions options, string? password, TraceFile? traceFile, CancellationToken cancellation)
    {
        using CancellationTokenSource interrupt = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        using PosixSignalRegistration onInterrupt = OnSignal(PosixSignal.SIGINT, interrupt);
        using PosixSignalRegistration onTerminate = OnSignal(PosixSignal.SIGTERM, interrupt);
        using PosixSignalRegistration onHangUp = OnSignal(PosixSignal.SIGHUP, interrupt);
        try
        {
            // Without a terminal there is nobody to ask; the command `login` still may.
            if (options.User is { } user && password is null && (options.Json || Console.IsInputRedirected))
                await Console.Error.WriteLineAsync($"not logged in as {SafeText.Line(user)}: no password at hand, use --password-file or {PasswordSource.Variable}").ConfigureAwait(false);
            return options.Json
                ? await RunJsonAsync(options, password, traceFile, interrupt.Token).ConfigureAwait(false)
                : await RunLinesAsync(options, password, traceFile, interrupt).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (interrupt.IsCancellationRequested)
        {
            return ExitCodes.Interrupted;
        }
    }

    private static async Task<int> RunJsonAsync(ClientOptions options, string? password, TraceFile? traceFile, CancellationToken cancellation)
    {
        await using MessengerSession session = new(SessionOptionsOf(options, Tracer(options, traceFile, Console.Error.WriteLine)) with
        {
            Window = options.ConfirmManually ? JsonClient.ManualWindow : SessionOptions.DefaultWindow,
        });
        using JsonOutput output = new(StandardOutput.Open());
        try
        {
            await session.ConnectAsync(cancellation).ConfigureAwait(false);
        }
        catch (ConnectFailedException e)
        {
            output.Error(null, e.Code, e.Message);
            await Console.Error.WriteLineAsync(SafeText.Line(e.Message)).ConfigureAwait(false);
            return ExitCodes.CannotReach;
        }
        using JsonClient client = new(
            session, StandardInput.Open(), output, Console.Error, options.ConfirmManually, TimeProvider.System);
        return await client.RunAsync(options.User, password, cancellation).ConfigureAwait(false);
    }

    private static async Task<int> RunLinesAsync(ClientOptions options, string? password, TraceFile? traceFile, CancellationTokenSource interrupt)
    {
        await using ILineConsole console = (ILineConsole?)TerminalConsole.TryOpen(interrupt.Cancel)
            ?? new PlainConsole(StandardInput.Open(), StandardOutput.Open(), hasPerson: !Console.IsInputRedirected);
        // On a terminal both are the same screen, so the trace goes where the line being typed is respected.
        Action<string> toScreen = console is TerminalConsole ? console.Print : Console.Error.WriteLine;
        await using MessengerSession session = new(SessionOptionsOf(options, Tracer(options, traceFile, toScreen)) with
        {
            ApproveServer = console.HasPerson ? (server, stop) => ApproveAsync(console, server, stop) : null,
        });
        try
        {
            await session.ConnectAsync(interrupt.Token).ConfigureAwait(false);
        }
        catch (ConnectFailedException e)
        {
            await console.DisposeAsync().ConfigureAwait(false);
            await Console.Error.WriteLineAsync(SafeText.Line(e.Message)).ConfigureAwait(false);
            return ExitCodes.CannotReach;
        }
        StringWriter diagnostics = new();
        int exitCode;
        using (LineClient client = new(session, console, diagnostics, password, TimeProvider.System))
            exitCode = await client.RunAsync(options.User, password, interrupt.Token).ConfigureAwait(false);
        // Only once the terminal is as it was.
        await console.DisposeAsync().ConfigureAwait(false);
        await Console.Error.WriteAsync(diagnostics.ToString()).ConfigureAwait(false);
        return exitCode;
    }

    private static async ValueTask<bool> ApproveAsync(ILineConsole console, UnknownServer server, CancellationToken cancellation)
    {
        console.Print($"the key of {server.Server} is not known here:");
        console.Print($"  {server.Fingerprint}");
        console.Print("compare it with the end of the first line that the server printed");
        string? answer = await console.AskAsync("trust it from now on? (yes or no) ", secret: false, cancellation).ConfigureAwait(false);
        return answer?.Trim().ToUpperInvariant() is "YES" or "Y";
    }

    private static FrameTrace? Tracer(ClientOptions options, TraceFile? file, Action<string> toScreen) =>
        options.Trace ? new TraceWriter(file is null ? toScreen : file.WriteLine, options.TraceBodies).Write : null;

    private static PosixSignalRegistration OnSignal(PosixSignal signal, CancellationTokenSource interrupt) =>
        PosixSignalRegistration.Create(signal, context =>
        {
            context.Cancel = true;
            interrupt.Cancel();
        });
}
