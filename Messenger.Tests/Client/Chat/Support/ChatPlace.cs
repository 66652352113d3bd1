using Messenger.Client.Session;

namespace Messenger.Tests.Client.Chat.Support;

/// <summary>Where a client of a test runs: the server, the screen, and the directory that is its user's home.</summary>
/// <param name="Home">Outlasts clients: a second one finds what the first has kept.</param>
/// <param name="Port">Of the server.</param>
internal sealed record ChatPlace(string Home, int Port)
{
    public string Host { get; init; } = "127.0.0.1";

    public int Columns { get; init; } = 80;

    public int Rows { get; init; } = 24;

    public TransportSecurity Security { get; init; }

    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>The pane of frames is open from the beginning.</summary>
    public bool Trace { get; init; }

    /// <summary>As on the command line.</summary>
    public string? User { get; init; }

    public string? Password { get; init; }

    public KnownServers KnownServers => new(In("known"));

    public string In(string name) => Path.Combine(Home, name);
}
