using Messenger.Client.Session;
using Messenger.Tools.Doors;

namespace Messenger.Tools.Compare;

/// <summary>How the result of a comparison is written.</summary>
public enum CompareFormat
{
    /// <summary>For people at a terminal.</summary>
    Text,

    /// <summary>One document.</summary>
    Json,

    /// <summary>The tables of docs/protocols-compared.md.</summary>
    Markdown,
}

/// <summary>What <c>messenger compare</c> runs.</summary>
public sealed record CompareOptions
{
    /// <summary>Which ways are taken. Ratios are against the first one.</summary>
    public IReadOnlyList<DoorKind> Doors { get; init; } = DoorKinds.All;

    public IReadOnlyList<CompareOperation> Operations { get; init; } = CompareOperations.All;

    /// <summary>Everything by TLS, and HTTP as HTTP/2; otherwise nothing, and REST by HTTP/1.1.</summary>
    public bool Tls { get; init; } = true;

    /// <summary>The server that is started keeps things in memory only; otherwise what it acknowledges is on disk.</summary>
    public bool Ephemeral { get; init; }

    /// <summary>How often each way is measured, in turns. Many short rounds rather than few long ones: with five, ratios of two runs differed by up to 20 %.</summary>
    public int Rounds { get; init; } = 25;

    /// <summary>Times each operation is done in a round, one after the other; a tenth of it for what is slow to prepare.</summary>
    public int Samples { get; init; } = 100;

    /// <summary>Times each operation is done to count its bytes; the least count.</summary>
    public int ByteSamples { get; init; } = 25;

    /// <summary>Bytes of the texts of latencies and load, in ASCII.</summary>
    public int TextBytes { get; init; } = 100;

    /// <summary>How long each way is under load in a round, and before the first one.</summary>
    public TimeSpan Load { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Messages under way at once under load.</summary>
    public int Outstanding { get; init; } = 64;

    public CompareFormat Format { get; init; }

    /// <summary>What bytes are counted with.</summary>
    internal IReadOnlyList<SampleText> Texts { get; init; } = SampleText.All;

    /// <summary>A server that runs already; null starts one.</summary>
    internal DoorAddresses? Server { get; init; }

    /// <summary>The same against a server that runs already.</summary>
    public CompareOptions At(string host, int port, int? http, int? grpc, string? fingerprint) =>
        this with { Server = new DoorAddresses(host, port, http, grpc, Tls, fingerprint is null ? null : Fingerprint.Normalise(fingerprint)) };

    /// <summary>The same in a few seconds, to see that it works; its times say little.</summary>
    public CompareOptions Brief() => this with { Rounds = 1, Samples = 20, ByteSamples = 15, Load = TimeSpan.FromMilliseconds(200) };
}
