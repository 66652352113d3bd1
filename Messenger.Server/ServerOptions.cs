using System.Net;
using Messenger.Server.Engine;
using Messenger.Server.Security;
using Messenger.Server.Service;

namespace Messenger.Server;

/// <summary>What an operator may set; each has its option on the command line and its row in docs/operating.md.</summary>
public sealed record ServerOptions
{
    /// <summary>The port when none is named.</summary>
    public const int DefaultPort = 5050;

    /// <summary>Address to listen on; null means all interfaces, IPv4 and IPv6.</summary>
    public IPAddress? Host { get; init; }

    /// <summary>Port to listen on; 0 picks a free one.</summary>
    public int Port { get; init; } = DefaultPort;

    /// <summary>Where the key is kept; null means the user's data directory.</summary>
    public string? DataDirectory { get; init; }

    /// <summary>Accounts and messages in memory only, by choice.</summary>
    public bool Ephemeral { get; init; }

    /// <summary>Take plaintext from other machines too.</summary>
    public bool AllowPlaintext { get; init; }

    /// <summary>PEM files of an own certificate and its key; both or neither.</summary>
    public string? CertificateFile { get; init; }
    public string? KeyFile { get; init; }

    public bool RegistrationOpen { get; init; } = true;

    /// <summary>Rounds of the password hash for new passwords.</summary>
    public int PasswordRounds { get; init; } = PasswordHasher.DefaultRounds;

    /// <summary>Lifts the limits on rates, connections and registrations, for load tests. Mailbox caps stay.</summary>
    public bool NoRateLimits { get; init; }

    /// <summary>Sends an account may make each second in the long run.</summary>
    public int SendsPerSecond { get; init; } = 200;

    /// <summary>Sends an account may make at once after a quiet time.</summary>
    public int SendBurst { get; init; } = 1_000;

    /// <summary>New accounts from one address in an hour; loopback is exempt.</summary>
    public int RegistrationsPerHour { get; init; } = 300;

    /// <summary>Messages that may wait for one account.</summary>
    public int MailboxMessages { get; init; } = 10_000;

    /// <summary>Keep an index of all words, so that messages can be found.</summary>
    public bool Search { get; init; } = true;

    /// <summary>For how long delivered messages are kept in history; null for ever.</summary>
    public TimeSpan? Keep { get; init; }

    /// <summary>Bytes of text that may wait for one account.</summary>
    public long MailboxBytes { get; init; } = 16 * 1024 * 1024;

    /// <summary>Connections in all; null means as many as descriptors allow.</summary>
    public int? MaxConnections { get; init; }

    /// <summary>Connections from one address; loopback is exempt.</summary>
    public int MaxConnectionsPerAddress { get; init; } = 1_024;

    /// <summary>Least severe level that is logged.</summary>
    public Serilog.Events.LogEventLevel LogLevel { get; init; } = Serilog.Events.LogEventLevel.Information;

    /// <summary>One JSON object an event instead of a line of text.</summary>
    public bool LogJson { get; init; }

    /// <summary>A file to log to besides stderr.</summary>
    public string? LogFile { get; init; }

    /// <summary>Log every frame, without bodies and secrets.</summary>
    public bool Trace { get; init; }

    /// <summary>What the engine is to allow an account.</summary>
    internal EngineLimits EngineLimits() => new()
    {
        MailboxMessages = MailboxMessages,
        MailboxBytes = MailboxBytes,
        SendsPerSecond = NoRateLimits ? null : SendsPerSecond,
        SendBurst = SendBurst,
    };

    /// <summary>What is decided about accounts.</summary>
    internal ServiceOptions ServiceOptions() => new()
    {
        RegistrationOpen = RegistrationOpen,
        RegistrationsPerHour = NoRateLimits ? null : RegistrationsPerHour,
    };
}
