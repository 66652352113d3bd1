using Messenger.Wire.Fields;

namespace Messenger.Wire.Messages;

/// <summary>RESUME: a login by token instead of a password (PROTOCOL.md §5.5).</summary>
public readonly ref struct ResumeRequest(ReadOnlySpan<byte> token) : IWireMessage<ResumeRequest>
{
    public ReadOnlySpan<byte> Token { get; } = token;

    public static ResumeRequest Read(scoped ref FieldReader reader) => new(reader.Token("token"));

    public void Write(ref FieldWriter writer) => writer.Token(Token);
}
