using System.Buffers.Text;

namespace Messenger.Tools.Doors.Rest;

/// <summary>One event of a <c>text/event-stream</c>, in place. Our server writes one line of data.</summary>
/// <param name="id">0: none.</param>
/// <param name="type">Empty: it is a comment.</param>
/// <param name="data">JSON.</param>
internal readonly ref struct ServerSentEvent(ulong id, ReadOnlySpan<byte> type, ReadOnlySpan<byte> data)
{
    public ulong Id { get; } = id;

    public ReadOnlySpan<byte> Type { get; } = type;

    public ReadOnlySpan<byte> Data { get; } = data;

    /// <param name="lines">Without the empty line at the end.</param>
    public static ServerSentEvent Parse(ReadOnlySpan<byte> lines)
    {
        ulong id = 0;
        ReadOnlySpan<byte> type = default;
        ReadOnlySpan<byte> data = default;
        foreach (Range range in lines.Split((byte)'\n'))
        {
            ReadOnlySpan<byte> line = lines[range];
            if (line.StartsWith("id: "u8))
                _ = Utf8Parser.TryParse(line["id: ".Length..], out id, out _);
            else if (line.StartsWith("event: "u8))
                type = line["event: ".Length..];
            else if (line.StartsWith("data: "u8))
                data = line["data: ".Length..];
        }
        return new ServerSentEvent(id, type, data);
    }
}
