using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Messenger.Server.Search;
using Messenger.Server.Security;
using Messenger.Server.Storage;
using Messenger.Server.Storage.Sqlite;
using Messenger.Wire;
using Serilog;
using Serilog.Core;
using Serilog.Formatting.Json;

namespace Messenger.Server;

/// <summary>The command <c>server</c>: checks what it was asked, runs the server, and stops it on SIGTERM and Ctrl-C.</summary>
public static class ServerProgram
{
    private const int Well = 0;
    private const int CannotStart = 2;

    /// <summary>Runs until told to stop.</summary>
    /// <returns>The exit code of product rule §2: 0 well, 2 cannot start.</returns>
    public static Task<int> RunAsync(ServerOptions options, TextWriter output, TextWriter errors) => RunAsync(options, output, errors, openDoor: null);

    /// <summary>As the other one, with another door.</summary>
    /// <param name="options">What it is asked to be.</param>
    /// <param name="output">Where the first lines go.</param>
    /// <param name="errors">Where sentences for people go.</param>
    /// <param name="openDoor">Opens the door once the server listens; a <see cref="DoorException"/> is told, and the server stops.</param>
    internal static async Task<int> RunAsync(
        ServerOptions options, TextWriter output, TextWriter errors, Func<MessengerServer, Task<IDoor>>? openDoor)
    {
        if (Problem(options) is { } problem)
        {
            await errors.WriteLineAsync(problem);
            return CannotStart;
        }
        string data = options.DataDirectory ?? DefaultDataDirectory();
        await using Logger logger = CreateLogger(options);
        TaskCompletionSource stop = new(TaskCreationOptions.RunContinuationsAsynchronously);
        using PosixSignalRegistration terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, context => OnSignal(context, stop));
        using PosixSignalRegistration interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, context => OnSignal(context, stop));
        using IDisposable? fileSize = FileSizeSignal.Survive();
        try
        {
            using TlsIdentity identity = LoadIdentity(options, data);
            using DataDirectory? directory = options.Ephemeral ? null : DataDirectory.Take(data);
            Database? database = directory is null ? null : Database.Open(Path.Combine(data, Database.FileName));
            if (database?.Loss is { } loss)
                new Log(logger).CommitsLost(loss);
            IJournal journal = database is null ? new MemoryJournal() : new SqliteJournal(database, TimeProvider.System);
            await using MessengerServer server = MessengerServer.Start(options, identity, journal, logger, TimeProvider.System,
                options.Ephemeral ? null : Path.Combine(data, SearchIndex.FileName));
            if (options.Ephemeral)
                new Log(logger).KeepsInMemory();
            if (options.PasswordRounds < PasswordHasher.DefaultRounds)
                new Log(logger).HashesFewRounds(options.PasswordRounds);
            IDoor? door = openDoor is null ? null : await openDoor(server);
            if (door is not null)
                server.Add(door);
            await output.WriteLineAsync(Greeting(server, options, data));
            if (door is not null)
                await output.WriteLineAsync(door.Greeting);
            await output.FlushAsync();
            await stop.Task;
            await server.StopAsync();
            return Well;
        }
        catch (SocketException error)
        {
            await errors.WriteLineAsync(CannotListen(options, error));
        }
        catch (DoorException error)
        {
            await errors.WriteLineAsync(error.Message);
        }
        catch (StoreRefusedException refused)
        {
            await errors.WriteLineAsync(refused.Message);
        }
        catch (CryptographicException error)
        {
            await errors.WriteLineAsync(error.Message);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            await errors.WriteLineAsync($"cannot use the data directory {data} or the key: {error.Message} (choose another with --data)");
        }
        return CannotStart;
    }

    /// <summary>Where a user's data belongs: XDG on Linux, the system's place elsewhere.</summary>
    public static string DefaultDataDirectory() =>
        Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify), "messenger");

    private static string? Problem(ServerOptions options)
    {
        if ((options.CertificateFile is null) != (options.KeyFile is null))
            return "--cert and --key belong together: name both PEM files, or neither";
        bool harmless = options.Ephemeral || (options.Host is not null && IPAddress.IsLoopback(options.Host));
        if (options.PasswordRounds < PasswordHasher.DefaultRounds && !harmless)
            return $"--password-rounds below {PasswordHasher.DefaultRounds} is for tests: add --ephemeral, or --host 127.0.0.1";
        return null;
    }

    private static TlsIdentity LoadIdentity(ServerOptions options, string data)
    {
        if (options is { CertificateFile: { } certificate, KeyFile: { } key })
            return TlsIdentity.Load(certificate, key);
        if (OperatingSystem.IsWindows())
            Directory.CreateDirectory(data);
        else
            Directory.CreateDirectory(data, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        return TlsIdentity.LoadOrCreate(data, TimeProvider.System);
    }

    /// <summary>The first signal stops in order; a second ends the process at once. Nothing acknowledged is lost either way.</summary>
    private static void OnSignal(PosixSignalContext context, TaskCompletionSource stop) => context.Cancel = stop.TrySetResult();

    private static Logger CreateLogger(ServerOptions options)
    {
        Serilog.Formatting.ITextFormatter formatter = options.LogJson ? new JsonFormatter(renderMessage: true) : new LineFormatter();
        LoggerConfiguration configuration = new LoggerConfiguration()
            .MinimumLevel.Is(options.LogLevel)
            .WriteTo.Console(formatter, standardErrorFromLevel: Serilog.Events.LogEventLevel.Verbose);
        if (options.LogFile is { } file)
            configuration = configuration.WriteTo.File(formatter, file);
        return configuration.CreateLogger();
    }

    /// <summary>The first line on stdout; programs that start a server read the port from it.</summary>
    private static string Greeting(MessengerServer server, ServerOptions options, string data)
    {
        IPAddress shown = options.Host ?? IPAddress.Any;
        string reach = string.Join(", ", ReachableAddresses(options.Host).Select(address => new IPEndPoint(address, server.EndPoint.Port)));
        string kept = options.Ephemeral ? "in memory" : data;
        return $"listening on {new IPEndPoint(shown, server.EndPoint.Port)} · reach it at {reach} · data {kept} "
            + $"· protocol {ProtocolVersion.Highest} · key {server.Fingerprint}";
    }

    /// <summary>Where others can reach what listens on this address; null stands for all.</summary>
    internal static IPAddress[] ReachableAddresses(IPAddress? host)
    {
        if (host is not null && !host.Equals(IPAddress.Any) && !host.Equals(IPAddress.IPv6Any))
            return [host];
        IPAddress[] others = [.. NetworkInterface.GetAllNetworkInterfaces()
            .Where(network => network.OperationalStatus is OperationalStatus.Up)
            .SelectMany(network => network.GetIPProperties().UnicastAddresses)
            .Select(unicast => unicast.Address)
            .Where(address => !IPAddress.IsLoopback(address) && !address.IsIPv6LinkLocal)];
        return others.Length > 0 ? others : [IPAddress.Loopback];
    }

    private static string CannotListen(ServerOptions options, SocketException error)
    {
        string where = $"{options.Host ?? IPAddress.Any}:{options.Port}";
        return error.SocketErrorCode switch
        {
            SocketError.AddressAlreadyInUse =>
                $"cannot listen on {where}: address in use (another server? try --port {options.Port % IPEndPoint.MaxPort + 1})",
            SocketError.AccessDenied => $"cannot listen on {where}: not allowed (ports below 1024 need rights; try --port {ServerOptions.DefaultPort})",
            SocketError.AddressNotAvailable => $"cannot listen on {where}: this machine does not have that address (leave --host away for all)",
            _ => $"cannot listen on {where}: {error.Message}",
        };
    }
}
