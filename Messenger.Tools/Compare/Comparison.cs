using System.Text.Json.Serialization;

namespace Messenger.Tools.Compare;

// The result of a comparison, as --json writes it; docs/protocols-compared.md says what is meant.

/// <param name="Machine">Where.</param>
/// <param name="Settings">How.</param>
/// <param name="Operations">In the order of <see cref="CompareOperation"/>; without load.</param>
/// <param name="Texts">Bytes of the operations that carry texts.</param>
/// <param name="Load">By door; empty when that was not asked for.</param>
/// <param name="Lines">By door.</param>
/// <param name="Connecting">By door: bytes on the socket until something could be asked.</param>
internal sealed record Comparison(
    Machine Machine,
    Settings Settings,
    IReadOnlyList<ComparedOperation> Operations,
    IReadOnlyList<ComparedText> Texts,
    IReadOnlyList<ComparedLoad> Load,
    IReadOnlyList<ComparedLines> Lines,
    IReadOnlyList<ComparedConnecting> Connecting);

internal sealed record Machine(string System, int Cores, string Runtime, DateTimeOffset At);

/// <param name="Tls">And HTTP/2; else HTTP/1.1 for REST.</param>
/// <param name="Durable">What is acknowledged is on disk; null when the server is not ours.</param>
/// <param name="Rounds">In turns.</param>
/// <param name="Samples">Of a latency in a round.</param>
/// <param name="TextBytes">Of latencies and load.</param>
/// <param name="LoadSeconds">In a round.</param>
/// <param name="Outstanding">Under load.</param>
/// <param name="NumberDigits">Of the numbers of messages while bytes were counted, which are the same in every run with as many; null: they became longer.</param>
internal sealed record Settings(bool Tls, bool? Durable, int Rounds, int Samples, int TextBytes, double LoadSeconds, int Outstanding, int? NumberDigits);

internal sealed record ComparedOperation(string Operation, string Sentence, IReadOnlyList<DoorOperation> Doors);

/// <param name="Door">Which.</param>
/// <param name="Bytes">Of one.</param>
/// <param name="Milliseconds">Of one, out of all rounds.</param>
/// <param name="P50">By round.</param>
/// <param name="Ratio">Of that to the first door's, by round.</param>
internal sealed record DoorOperation(string Door, ComparedBytes? Bytes, Percentiles? Milliseconds, Spread? P50, Spread? Ratio);

internal sealed record ComparedBytes(long ApplicationSent, long ApplicationReceived, long SocketSent, long SocketReceived)
{
    [JsonIgnore]
    public long Application => ApplicationSent + ApplicationReceived;

    [JsonIgnore]
    public long Socket => SocketSent + SocketReceived;
}

/// <param name="Operation">That carries it.</param>
/// <param name="Script">Of the text.</param>
/// <param name="TextBytes">Of the text.</param>
/// <param name="Doors">By door.</param>
internal sealed record ComparedText(string Operation, string Script, int TextBytes, IReadOnlyList<DoorBytes> Doors);

internal sealed record DoorBytes(string Door, ComparedBytes Bytes);

/// <param name="Door">Which.</param>
/// <param name="MessagesPerSecond">Acknowledged, delivered and confirmed.</param>
/// <param name="Ratio">Of that to the first door's, by round.</param>
/// <param name="ServerMicroseconds">Processor time of the server for a message; null when it is not ours.</param>
/// <param name="ServerRatio">Of that to the first door's, by round.</param>
/// <param name="ClientMicroseconds">Processor time of sender and recipient together for a message.</param>
/// <param name="Connections">That the two had open.</param>
internal sealed record ComparedLoad(
    string Door, Spread MessagesPerSecond, Spread Ratio, Spread? ServerMicroseconds, Spread? ServerRatio, Spread ClientMicroseconds, long Connections);

/// <param name="Door">Which.</param>
/// <param name="Own">That no other door has.</param>
/// <param name="All">That it needs.</param>
internal sealed record ComparedLines(string Door, int Own, int All);

internal sealed record ComparedConnecting(string Door, long SocketBytes);

/// <summary>Code that writes it, generated at build time.</summary>
[JsonSourceGenerationOptions(WriteIndented = true, PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(Comparison))]
internal sealed partial class ComparisonJson : JsonSerializerContext;
