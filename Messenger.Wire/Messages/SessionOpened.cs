using Messenger.Wire.Fields;

namespace Messenger.Wire.Messages;

/// <summary>The success answer to REGISTER, LOGIN and RESUME (PROTOCOL.md §5.3).</summary>
/// <param name="Resumed">The terminal goes on where it was cut off (§8.5); otherwise everything undelivered is held.</param>
/// <param name="Token">The session's resume token, <see cref="Limits.TokenBytes"/> bytes.</param>
/// <param name="Name">The account's name as registered.</param>
/// <param name="Held">What waits and is shown only when asked for.</param>
public sealed record SessionOpened(bool Resumed, byte[] Token, string Name, Undelivered Held) : IWireMessage<SessionOpened>
{
    private const byte ResumedFlag = 1;

    public static SessionOpened Read(scoped ref FieldReader reader)
    {
        byte flags = reader.Flags("flags", ResumedFlag);
        reader.Reserved(1);
        byte[] token = reader.Token("token").ToArray();
        string name = reader.String("name", Limits.NameLength);
        Undelivered held = Undelivered.Read(ref reader);
        return new((flags & ResumedFlag) != 0, token, name, held);
    }

    public void Write(ref FieldWriter writer)
    {
        writer.U8(Resumed ? ResumedFlag : (byte)0);
        writer.Reserved(1);
        writer.Token(Token);
        writer.String(Name);
        Held.Write(ref writer);
    }
}
