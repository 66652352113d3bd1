using Messenger.Wire.Fields;

namespace Messenger.Wire.Messages;

/// <summary>One session of the account (PROTOCOL.md §5.32).</summary>
/// <param name="Id">Names it in SESSION_END; opaque, and no secret.</param>
/// <param name="IsThis">It is the one that asks.</param>
/// <param name="Attached">A connection is attached to it.</param>
/// <param name="LastActive">When its last request came, milliseconds since 1970-01-01 UTC.</param>
/// <param name="Address">From where it was last used; empty when unknown.</param>
public sealed record ListedSession(ulong Id, bool IsThis, bool Attached, ulong LastActive, string Address);

/// <summary>The answer to SESSIONS (PROTOCOL.md §5.32).</summary>
/// <param name="Sessions">The last active first.</param>
public sealed record SessionsAnswer(IReadOnlyList<ListedSession> Sessions) : IWireMessage<SessionsAnswer>
{
    private const byte ThisFlag = 1;
    private const byte AttachedFlag = 2;
    private const int SmallestItem = 8 + 1 + 8 + 2;

    public static SessionsAnswer Read(scoped ref FieldReader reader)
    {
        var sessions = new ListedSession[reader.Count("count", Limits.SessionsMax, SmallestItem)];
        for (int i = 0; i < sessions.Length; i++)
        {
            reader.Item("sessions", i);
            ulong id = reader.U64("id");
            byte flags = reader.Flags("flags", ThisFlag | AttachedFlag);
            ulong lastActive = reader.Time("last_active");
            string address = reader.String("address", Limits.AddressBytes);
            sessions[i] = new(id, (flags & ThisFlag) != 0, (flags & AttachedFlag) != 0, lastActive, address);
        }
        reader.Item("sessions", -1);
        return new(sessions);
    }

    public void Write(ref FieldWriter writer)
    {
        writer.U16((ushort)Sessions.Count);
        foreach (ListedSession session in Sessions)
        {
            writer.U64(session.Id);
            writer.U8((byte)((session.IsThis ? ThisFlag : 0) | (session.Attached ? AttachedFlag : 0)));
            writer.U64(session.LastActive);
            writer.String(session.Address);
        }
    }
}

/// <summary>SESSION_END: ends another session of the account (PROTOCOL.md §5.33); its answer is empty.</summary>
/// <param name="id">As in <see cref="ListedSession"/>.</param>
public readonly struct SessionEndRequest(ulong id) : IWireMessage<SessionEndRequest>
{
    public ulong Id { get; } = id;

    public static SessionEndRequest Read(scoped ref FieldReader reader) => new(reader.U64("id"));

    public void Write(ref FieldWriter writer) => writer.U64(Id);
}
