using System.Reflection;
using Messenger.Wire;

namespace Messenger.Client.Session;

/// <summary>How the way to the server is secured (PROTOCOL.md §2.1).</summary>
public enum TransportSecurity
{
    /// <summary>Plaintext to this machine, TLS to everything else.</summary>
    Auto,

    /// <summary>TLS always. Never falls back.</summary>
    Tls,

    /// <summary>Plaintext always: only for networks that one trusts.</summary>
    Plaintext,
}

/// <summary>By which of a server's doors a session goes in.</summary>
public enum Door
{
    /// <summary>The wire protocol of docs/PROTOCOL.md.</summary>
    Wire,

    /// <summary>gRPC (docs/grpc.md), on the port of the server's <c>--grpc</c>, or with TLS on that of its <c>--http</c>.</summary>
    Grpc,
}

/// <summary>A server whose key nobody has approved yet.</summary>
/// <param name="Server">Host and port.</param>
/// <param name="Fingerprint">Of its key.</param>
public sealed record UnknownServer(string Server, string Fingerprint);

/// <summary>Is told of every frame, from the thread that reads or writes it; must be quick. The bytes are only valid during the call.</summary>
/// <param name="outgoing">From this client to the server.</param>
/// <param name="elapsed">Since the session was made.</param>
/// <param name="frame">The whole frame, passwords and tokens included.</param>
public delegate void FrameTrace(bool outgoing, TimeSpan elapsed, ReadOnlySpan<byte> frame);

/// <summary>What a <see cref="MessengerSession"/> needs to know; everything has a default.</summary>
public sealed record SessionOptions
{
    public const int DefaultPort = 5050;
    public const ushort DefaultWindow = 1024;

    public string Host { get; init; } = "localhost";

    public int Port { get; init; } = DefaultPort;

    public Door Door { get; init; }

    public TransportSecurity Security { get; init; }

    /// <summary>The key the server must have, see <see cref="Session.Fingerprint"/>; null when pins and questions decide.</summary>
    public string? Fingerprint { get; init; }

    /// <summary>Most messages that the server may push before one of them is confirmed; at least 1 (PROTOCOL.md §8.3).</summary>
    public ushort Window { get; init; } = DefaultWindow;

    /// <summary>
    /// What the server may tell beside messages. Without <see cref="Capabilities.Conversations"/> what other terminals of the account send, and edits,
    /// do not come; a program that takes them confirms them as messages.
    /// </summary>
    public Capabilities Capabilities { get; init; } = Capabilities.All;

    /// <summary>Name and version of the program, for the server's log; at most 64 bytes.</summary>
    public string Agent { get; init; } =
        "messenger-client/" + (typeof(SessionOptions).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "0");

    /// <summary>
    /// How long after a small read the next one waits, so that of many messages a second several are taken by one wake-up. It never begins while an
    /// answer is awaited, and the first message after a silence never waits. Zero, the default, for programs to which each millisecond counts.
    /// </summary>
    public TimeSpan ReadPause { get; init; }

    /// <summary>The clock that waits and deadlines go by.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Asks somebody about an unknown key; a yes pins it. Null: there is nobody to ask, and the answer is no.</summary>
    public Func<UnknownServer, CancellationToken, ValueTask<bool>>? ApproveServer { get; init; }

    /// <summary>Where approved keys are kept.</summary>
    public KnownServers KnownServers { get; init; } = KnownServers.OfUser();

    /// <summary>
    /// Where sends without an answer are kept, so that they outlast this process: a directory, made when it is not there, with a file for each
    /// server and account. <see cref="UserOutboxDirectory"/> is the usual one. Null: in memory only. A send then leaves only once it is on disk; what an
    /// earlier run left is sent after the login of its account, in order and under its ids, and its answers come as <see cref="EarlierSent"/> and
    /// <see cref="EarlierRefused"/>. One process has the outbox of an account; a second goes on in memory (<see cref="OutboxNotice"/>).
    /// </summary>
    public string? OutboxDirectory { get; init; }

    /// <summary><c>outbox</c> in $XDG_STATE_HOME/messenger, by default ~/.local/state/messenger.</summary>
    public static string UserOutboxDirectory => Path.Combine(PrivateFiles.StateDirectory, "outbox");

    public FrameTrace? Trace { get; init; }

    /// <summary>How outbox files are opened; tests put disks here that fail.</summary>
    internal Func<string, FileStream>? OpenOutboxFile { get; init; }
}
