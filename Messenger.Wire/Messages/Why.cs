using Messenger.Wire.Fields;

namespace Messenger.Wire.Messages;

/// <summary>What there is to say of a message's way besides its times (PROTOCOL.md §5.35).</summary>
[Flags]
public enum WayMarks : byte
{
    None = 0,

    /// <summary>The server remembers its times: what has none has not happened. Without it only <see cref="WhyAnswer.AcceptedAt"/> is known.</summary>
    TimesKnown = 1,

    /// <summary>Stored means on disk; without it the server keeps things in memory only.</summary>
    Durable = 2,

    /// <summary>Its text is not the first one.</summary>
    Edited = 4,

    /// <summary>It was taken back; who had confirmed or read it is not told any more.</summary>
    Unsent = 8,

    /// <summary>It went to a group of more than <see cref="Limits.ReceiptMembers"/>: 0 have confirmed or read it until all have.</summary>
    Large = 16,

    All = TimesKnown | Durable | Edited | Unsent | Large,
}

/// <summary>WHY: what became of a message of one's own, and when (PROTOCOL.md §5.35).</summary>
/// <param name="id">As in the SEND of it.</param>
public readonly struct WhyRequest(Guid id) : IWireMessage<WhyRequest>
{
    public Guid Id { get; } = id;

    public static WhyRequest Read(scoped ref FieldReader reader) => new(reader.Uuid("id"));

    public void Write(ref FieldWriter writer) => writer.Uuid(Id);
}

/// <summary>
/// The answer to WHY (PROTOCOL.md §5.35). Times are milliseconds since 1970-01-01 UTC; 0 means that it has not happened, or that one does not
/// know when.
/// </summary>
/// <param name="Number">The server's number of the message.</param>
/// <param name="Marks">What there is to say besides.</param>
/// <param name="To">The recipient's name, or the group's with <c>#</c>.</param>
/// <param name="AcceptedAt">The server took it up.</param>
/// <param name="StoredAt">It was stored: from then on it is not lost.</param>
public sealed record WhyAnswer(ulong Number, WayMarks Marks, string To, ulong AcceptedAt, ulong StoredAt) : IWireMessage<WhyAnswer>
{
    /// <summary>It was first handed to a terminal of a recipient.</summary>
    public ulong PushedAt { get; init; }

    /// <summary>To how many terminals of recipients it was handed.</summary>
    public uint Terminals { get; init; }

    /// <summary>How many accounts count (§8.8).</summary>
    public uint Recipients { get; init; }

    /// <summary>One of them first confirmed it.</summary>
    public ulong ConfirmedAt { get; init; }

    /// <summary>How many of them have confirmed it.</summary>
    public uint ConfirmedBy { get; init; }

    /// <summary>One of them first read it.</summary>
    public ulong ReadAt { get; init; }

    /// <summary>How many of them have read it and let it be known.</summary>
    public uint ReadBy { get; init; }

    public static WhyAnswer Read(scoped ref FieldReader reader)
    {
        ulong number = reader.U64("number");
        var marks = (WayMarks)reader.Flags("flags", (byte)WayMarks.All);
        ulong acceptedAt = reader.Time("accepted_at");
        ulong storedAt = reader.Time("stored_at");
        ulong pushedAt = reader.Time("pushed_at");
        uint terminals = reader.U32("terminals");
        uint recipients = reader.U32("recipients");
        ulong confirmedAt = reader.Time("confirmed_at");
        uint confirmedBy = reader.U32("confirmed_by");
        ulong readAt = reader.Time("read_at");
        uint readBy = reader.U32("read_by");
        return new WhyAnswer(number, marks, reader.String("to", Limits.TargetLength), acceptedAt, storedAt)
        {
            PushedAt = pushedAt,
            Terminals = terminals,
            Recipients = recipients,
            ConfirmedAt = confirmedAt,
            ConfirmedBy = confirmedBy,
            ReadAt = readAt,
            ReadBy = readBy,
        };
    }

    public void Write(ref FieldWriter writer)
    {
        writer.U64(Number);
        writer.U8((byte)Marks);
        writer.U64(AcceptedAt);
        writer.U64(StoredAt);
        writer.U64(PushedAt);
        writer.U32(Terminals);
        writer.U32(Recipients);
        writer.U64(ConfirmedAt);
        writer.U32(ConfirmedBy);
        writer.U64(ReadAt);
        writer.U32(ReadBy);
        writer.String(To);
    }
}
