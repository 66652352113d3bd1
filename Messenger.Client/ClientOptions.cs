namespace Messenger.Client;

/// <summary>What the command line of <c>messenger client</c> says. Each option has the default that a bare command has.</summary>
public sealed record ClientOptions
{
    public string Host { get; init; } = "localhost";

    public int Port { get; init; } = Session.SessionOptions.DefaultPort;

    public Session.Door Door { get; init; }

    public Session.TransportSecurity Security { get; init; }

    /// <summary>The key that the server must have; null when pins and questions decide.</summary>
    public string? Fingerprint { get; init; }

    /// <summary>Logs in at start, if a password is at hand.</summary>
    public string? User { get; init; }

    /// <summary>Its first line is the password.</summary>
    public string? PasswordFile { get; init; }

    /// <summary>Lines, also where there might be a full screen.</summary>
    public bool Plain { get; init; }

    public bool Json { get; init; }

    /// <summary>Over JSON: only the <c>confirm</c> command confirms; otherwise a line that was written counts as shown.</summary>
    public bool ConfirmManually { get; init; }

    /// <summary>Print every frame as it passes.</summary>
    public bool Trace { get; init; }

    /// <summary>Where to; null for stderr.</summary>
    public string? TraceFile { get; init; }

    /// <summary>The texts of messages too. Passwords and tokens never.</summary>
    public bool TraceBodies { get; init; }
}
