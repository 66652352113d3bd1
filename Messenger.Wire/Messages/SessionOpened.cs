using Messenger.Wire.Fields;

namespace Messenger.Wire.Messages;

/// <summary>The success answer to REGISTER, LOGIN and RESUME (PROTOCOL.md §5.3).</summary>
/// <param name="Resumed">The terminal goes on where it was cut off (§8.5); otherwise everything undelivered is held.</param>
/// <param name="ReadMarks">Others are told what this account has read (§5.34).</param>
/// <param name="Token">The session's resume token, <see cref="Limits.TokenBytes"/> bytes.</param>
/// <param name="Name">The account's name as registered.</param>
/// <param name="Keep">For how many seconds delivered messages are kept in history; 0: for ever.</param>
/// <param name="Held">What waits and is shown only when asked for.</param>
public sealed record SessionOpened(bool Resumed, bool ReadMarks, byte[] Token, string Name, uint Keep, Undelivered Held)
    : IWireMessage<SessionOpened>
{
    private const byte ResumedFlag = 1;
    private const byte ReadMarksFlag = 2;

    public static SessionOpened Read(scoped ref FieldReader reader)
    {
        byte flags = reader.Flags("flags", ResumedFlag | ReadMarksFlag);
        reader.Reserved(1);
        byte[] token = reader.Token("token").ToArray();
        string name = reader.String("name", Limits.NameLength);
        uint keep = reader.U32("keep");
        Undelivered held = Undelivered.Read(ref reader);
        return new((flags & ResumedFlag) != 0, (flags & ReadMarksFlag) != 0, token, name, keep, held);
    }

    public void Write(ref FieldWriter writer)
    {
        writer.U8((byte)((Resumed ? ResumedFlag : 0) | (ReadMarks ? ReadMarksFlag : 0)));
        writer.Reserved(1);
        writer.Token(Token);
        writer.String(Name);
        writer.U32(Keep);
        Held.Write(ref writer);
    }
}
