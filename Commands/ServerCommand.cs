using System.CommandLine;
using System.CommandLine.Parsing;
using System.Net;
using Messenger.Gateway;
using Messenger.Server;
using Serilog.Events;

namespace Messenger.Commands;

/// <summary>The options of <c>messenger server</c>; the meaning of each is in docs/operating.md.</summary>
internal static class ServerCommand
{
    private static readonly ServerOptions Defaults = new();

    public static Command Create()
    {
        Option<IPAddress?> host = new("--host")
        {
            Description = "Address to listen on (default: all interfaces, IPv4 and IPv6)",
            CustomParser = ParseAddress,
        };
        Option<int> port = Numbers.Option("--port", "Port to listen on; 0 picks a free one", Defaults.Port, 0, IPEndPoint.MaxPort);
        Option<IPEndPoint?> http = Port("--http", "Serve HTTP as well, on [HOST:]PORT (host: loopback)");
        Option<IPEndPoint?> grpc = Port("--grpc", "Serve gRPC without TLS too, on [HOST:]PORT (host: loopback); with TLS it is on --http as well");
        Option<string?> data = Paths.Option("--data", "Directory for the store and the server's key (default: the user's data directory)");
        Option<bool> ephemeral = new("--ephemeral") { Description = "Keep accounts and messages in memory only" };
        Option<bool> plaintext = new("--allow-plaintext") { Description = "Take connections without TLS from other machines too" };
        Option<string?> certificate = Paths.Option("--cert", "PEM file of an own certificate (with --key)");
        Option<string?> key = Paths.Option("--key", "PEM file of its key (with --cert)");
        Option<string> registration = Words.Option("--registration", "Whether strangers may register", "open", "closed");
        Option<int> rounds = Numbers.Option("--password-rounds", "Rounds of the password hash; fewer with --ephemeral or on loopback only", Defaults.PasswordRounds, 1, 100_000_000);
        Option<bool> noLimits = new("--no-rate-limits") { Description = "Lift the limits on rates, connections and registrations (load tests)" };
        Option<int> sends = Numbers.Option("--sends-per-second", "Sends an account may make each second in the long run", Defaults.SendsPerSecond, 1, 1_000_000);
        Option<int> burst = Numbers.Option("--send-burst", "Sends an account may make at once after a quiet time", Defaults.SendBurst, 1, 1_000_000);
        Option<int> registrations = Numbers.Option("--registrations-per-hour", "New accounts from one address other than loopback", Defaults.RegistrationsPerHour, 1, 1_000_000);
        Option<int> mailboxMessages = Numbers.Option("--mailbox-messages", "Messages that may wait for one account", Defaults.MailboxMessages, 1, int.MaxValue);
        Option<int> mailboxBytes = Numbers.Option("--mailbox-bytes", "Bytes of text that may wait for one account", (int)Defaults.MailboxBytes, 1, int.MaxValue);
        Option<TimeSpan?> keep = Durations.Optional("--keep", "How long delivered messages stay in history, such as 30d (default: for ever)");
        Option<bool> noSearch = new("--no-search") { Description = "Keep no index of words; messages cannot be searched" };
        Option<int?> maxConnections = Numbers.Optional("--max-connections", "Connections in all (default: what the descriptor limit allows)", 1, 1_000_000);
        Option<int> perAddress = Numbers.Option("--max-connections-per-address", "Connections from one address other than loopback", Defaults.MaxConnectionsPerAddress, 1, 1_000_000);
        Option<string> level = Words.Option("--log-level", "Least severe events to log", "information", "debug", "warning", "error");
        Option<string> format = Words.Option("--log-format", "Lines for people, or a JSON object a line", "text", "json");
        Option<string?> logFile = Paths.Option("--log-file", "Log to this file as well");
        Option<bool> trace = new("--trace") { Description = "Log every frame as it passes, without bodies and secrets" };

        Command command = new("server", Help.Text(
            "Run the server.",
            "messenger server",
            "messenger server --port 6000 --registration closed",
            "messenger server --http 8080",
            "messenger server --http 8080 --grpc 50051",
            "messenger server --ephemeral --host 127.0.0.1 --port 0"))
        {
            host, port, http, grpc, data, ephemeral, plaintext, certificate, key, registration, rounds, noLimits, sends, burst, registrations,
            mailboxMessages, mailboxBytes, keep, noSearch, maxConnections, perAddress, level, format, logFile, trace,
        };
        command.SetAction((parsed, _) =>
        {
            ServerOptions options = new()
            {
                Host = parsed.GetValue(host),
                Port = parsed.GetValue(port),
                DataDirectory = parsed.GetValue(data),
                Ephemeral = parsed.GetValue(ephemeral),
                AllowPlaintext = parsed.GetValue(plaintext),
                CertificateFile = parsed.GetValue(certificate),
                KeyFile = parsed.GetValue(key),
                RegistrationOpen = parsed.GetValue(registration) == "open",
                PasswordRounds = parsed.GetValue(rounds),
                NoRateLimits = parsed.GetValue(noLimits),
                SendsPerSecond = parsed.GetValue(sends),
                SendBurst = parsed.GetValue(burst),
                RegistrationsPerHour = parsed.GetValue(registrations),
                MailboxMessages = parsed.GetValue(mailboxMessages),
                MailboxBytes = parsed.GetValue(mailboxBytes),
                Search = !parsed.GetValue(noSearch),
                Keep = parsed.GetValue(keep),
                MaxConnections = parsed.GetValue(maxConnections),
                MaxConnectionsPerAddress = parsed.GetValue(perAddress),
                LogLevel = Enum.Parse<LogEventLevel>(parsed.GetValue(level)!, ignoreCase: true),
                LogJson = parsed.GetValue(format) == "json",
                LogFile = parsed.GetValue(logFile),
                Trace = parsed.GetValue(trace),
            };
            GatewayOptions gateway = new() { Http = parsed.GetValue(http), Grpc = parsed.GetValue(grpc) };
            return gateway is not { Http: null, Grpc: null }
                ? GatewayProgram.RunAsync(options, gateway, Console.Out, Console.Error)
                : ServerProgram.RunAsync(options, Console.Out, Console.Error);
        });
        return command;
    }

    private static IPAddress? ParseAddress(ArgumentResult result)
    {
        string text = result.Tokens[0].Value;
        if (text == "localhost")
            return IPAddress.Loopback;
        if (IPAddress.TryParse(text, out IPAddress? address))
            return address;
        result.AddError($"--host takes an address of this machine such as 127.0.0.1 or ::1, not \"{text}\"");
        return null;
    }

    /// <summary>An option that opens a port of the HTTP door.</summary>
    private static Option<IPEndPoint?> Port(string name, string description) => new(name)
    {
        Description = description,
        CustomParser = result =>
        {
            string text = result.Tokens[0].Value;
            if (GatewayOptions.Parse(text) is { } port)
                return port;
            result.AddError($"{name} takes a port, or an address of this machine and a port, such as 8080, 0.0.0.0:8080 or [::1]:8080, not \"{text}\"");
            return null;
        },
    };
}
