using System.Runtime.InteropServices;
using Messenger.Client.Json;
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
        using CancellationTokenSource interrupt = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        using PosixSignalRegistration onInterrupt = OnSignal(PosixSignal.SIGINT, interrupt);
        using PosixSignalRegistration onTerminate = OnSignal(PosixSignal.SIGTERM, interrupt);
        string? password;
        try
        {
            password = PasswordSource.AtHand(options.PasswordFile);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            await Console.Error.WriteLineAsync($"cannot read the password from {options.PasswordFile}: {e.Message}").ConfigureAwait(false);
            return ExitCodes.WrongUsage;
        }
        try
        {
            return await RunJsonAsync(options, password, interrupt.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (interrupt.IsCancellationRequested)
        {
            return ExitCodes.Interrupted;
        }
    }

    private static async Task<int> RunJsonAsync(ClientOptions options, string? password, CancellationToken cancellation)
    {
        await using MessengerSession session = new(SessionOptionsOf(options) with
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
            session, Console.OpenStandardInput(), output, Console.Error, options.ConfirmManually, TimeProvider.System);
        return await client.RunAsync(options.User, password, cancellation).ConfigureAwait(false);
    }

    private static SessionOptions SessionOptionsOf(ClientOptions options) => new()
    {
        Host = options.Host,
        Port = options.Port,
        Security = options.Security,
        Fingerprint = options.Fingerprint,
    };

    private static PosixSignalRegistration OnSignal(PosixSignal signal, CancellationTokenSource interrupt) =>
        PosixSignalRegistration.Create(signal, context =>
        {
            context.Cancel = true;
            interrupt.Cancel();
        });
}
