using Messenger.Wire.Fields;

namespace Messenger.Wire.Messages;

/// <summary>HELLO, the first frame of a client (PROTOCOL.md §5.1).</summary>
/// <param name="LowestVersion">Lowest protocol version the client speaks.</param>
/// <param name="HighestVersion">Highest protocol version the client speaks.</param>
/// <param name="Capabilities">Bits of what the client can do beyond the version; bits that this program does not know are kept.</param>
/// <param name="Window">Most MESSAGE pushes that the client takes before it has confirmed one of them; at least 1 (§8.3).</param>
/// <param name="Agent">Name and version of the program, for logs.</param>
public sealed record HelloRequest(byte LowestVersion, byte HighestVersion, Capabilities Capabilities, ushort Window, string Agent)
    : IWireMessage<HelloRequest>
{
    public static HelloRequest Read(scoped ref FieldReader reader)
    {
        byte lowest = reader.U8("lowest_version");
        int offset = reader.Offset;
        byte highest = reader.U8("highest_version");
        if (lowest > highest)
            throw new WireException(ErrorCode.Malformed, offset, "highest_version: below lowest_version");
        var capabilities = (Capabilities)reader.U32("capabilities", FieldKind.Flags);
        offset = reader.Offset;
        ushort window = reader.U16("window");
        if (window == 0)
            throw new WireException(ErrorCode.Malformed, offset, "window: 0, at least 1 is needed");
        reader.Reserved(2);
        string agent = reader.String("agent", Limits.AgentBytes);
        return new(lowest, highest, capabilities, window, agent);
    }

    public void Write(ref FieldWriter writer)
    {
        writer.U8(LowestVersion);
        writer.U8(HighestVersion);
        writer.U32((uint)Capabilities);
        writer.U16(Window);
        writer.Reserved(2);
        writer.String(Agent);
    }
}

/// <summary>The server's answer to HELLO (PROTOCOL.md §5.1).</summary>
/// <param name="Version">The version both will speak from here on.</param>
/// <param name="Capabilities">The bits that both ends know.</param>
/// <param name="FrameLimit">Largest length field after login, in bytes.</param>
/// <param name="TextLimit">Largest message text, in bytes.</param>
/// <param name="ServerId">Names this server's store. Message numbers mean something only together with it.</param>
/// <param name="Agent">Name and version of the program.</param>
public sealed record HelloAnswer(byte Version, Capabilities Capabilities, uint FrameLimit, uint TextLimit, Guid ServerId, string Agent)
    : IWireMessage<HelloAnswer>
{
    public static HelloAnswer Read(scoped ref FieldReader reader)
    {
        byte version = reader.U8("version");
        reader.Reserved(1);
        var capabilities = (Capabilities)reader.U32("capabilities", FieldKind.Flags);
        uint frameLimit = reader.U32("frame_limit");
        uint textLimit = reader.U32("text_limit");
        Guid serverId = reader.Uuid("server_id");
        string agent = reader.String("agent", Limits.AgentBytes);
        return new(version, capabilities, frameLimit, textLimit, serverId, agent);
    }

    public void Write(ref FieldWriter writer)
    {
        writer.U8(Version);
        writer.Reserved(1);
        writer.U32((uint)Capabilities);
        writer.U32(FrameLimit);
        writer.U32(TextLimit);
        writer.Uuid(ServerId);
        writer.String(Agent);
    }
}
