using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;

namespace Messenger.Gateway.Representation.Protobuf;

/// <summary>What protocol buffers have another form for: ids, times, and words out of a list.</summary>
internal static class ProtobufFields
{
    /// <summary>Of an id: a UUID in network order. All fields of type <c>bytes</c> are ids.</summary>
    public const int IdBytes = 16;

    public static ByteString Id(Guid id) => ByteString.CopyFrom(id.ToByteArray(bigEndian: true));

    /// <param name="id">16 bytes.</param>
    public static Guid Id(ByteString id) => new(id.Span, bigEndian: true);

    public static Timestamp Time(DateTimeOffset time) => Timestamp.FromDateTimeOffset(time);

    public static Timestamp? Time(DateTimeOffset? time) => time is { } known ? Time(known) : null;

    public static V1.MessageState State(string? state) => state switch
    {
        "stored" => V1.MessageState.Stored,
        "delivered" => V1.MessageState.Delivered,
        "read" => V1.MessageState.Read,
        _ => V1.MessageState.Unspecified,
    };

    public static V1.GroupChange Change(string change) => change switch
    {
        "joined" => V1.GroupChange.Joined,
        "members" => V1.GroupChange.Members,
        "renamed" => V1.GroupChange.Renamed,
        "owner" => V1.GroupChange.Owner,
        "out" => V1.GroupChange.Out,
        "deleted" => V1.GroupChange.Deleted,
        _ => V1.GroupChange.Unspecified,
    };
}
