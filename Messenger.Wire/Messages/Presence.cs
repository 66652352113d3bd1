using Messenger.Wire.Fields;

namespace Messenger.Wire.Messages;

/// <summary>PRESENCE, a push: somebody with whom this account shares a conversation came or went (PROTOCOL.md §6.7).</summary>
/// <param name="Name">Whose.</param>
/// <param name="Online">Someone is logged in to that account.</param>
/// <param name="LastSeen">When it was last online, milliseconds since 1970-01-01 UTC; 0 when it is, or when that is not known.</param>
public sealed record PresencePush(string Name, bool Online, ulong LastSeen) : IWireMessage<PresencePush>
{
    private const byte OnlineFlag = 1;

    public static PresencePush Read(scoped ref FieldReader reader)
    {
        string name = reader.String("name", Limits.NameLength);
        byte flags = reader.Flags("flags", OnlineFlag);
        return new(name, (flags & OnlineFlag) != 0, reader.Time("last_seen"));
    }

    public void Write(ref FieldWriter writer)
    {
        writer.String(Name);
        writer.U8(Online ? OnlineFlag : (byte)0);
        writer.U64(LastSeen);
    }
}
