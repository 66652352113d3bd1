namespace Messenger.Tools.Bench;

/// <summary>What <c>messenger bench</c> runs.</summary>
public sealed record BenchOptions
{
    /// <summary>A server to load; null starts one of this program. Loopback only.</summary>
    public int? Port { get; init; }

    /// <summary>The server that is started keeps things in memory only; otherwise what it acknowledges is on disk.</summary>
    public bool Ephemeral { get; init; }

    /// <summary>The server that is started keeps an index of words.</summary>
    public bool Search { get; init; } = true;

    /// <summary>Accounts in the directory of the workload of that name.</summary>
    public int Accounts { get; init; } = 100_000;

    /// <summary>Pairs of accounts; each of the two sends to the other.</summary>
    public int Pairs { get; init; } = 50;

    /// <summary>Unacknowledged sends each connection keeps in flight.</summary>
    public int InFlight { get; init; } = 32;

    /// <summary>Bytes of each text.</summary>
    public int TextBytes { get; init; } = 100;

    /// <summary>How long to send.</summary>
    public TimeSpan Duration { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How the server that is started is.</summary>
    internal IEnumerable<string> ServerArguments()
    {
        if (Ephemeral)
            yield return "--ephemeral";
        if (!Search)
            yield return "--no-search";
        foreach (string argument in "--password-rounds 1000 --no-rate-limits --log-level warning".Split(' '))
            yield return argument;
    }
}
