using Messenger.Wire.Fields;

namespace Messenger.Wire.Messages;

/// <summary>The body of REGISTER (PROTOCOL.md §5.3), LOGIN (§5.4) and DELETE_ACCOUNT (§5.9): a name and a password, both unchecked UTF-8.</summary>
public readonly ref struct Credentials(ReadOnlySpan<byte> name, ReadOnlySpan<byte> password) : IWireMessage<Credentials>
{
    public ReadOnlySpan<byte> Name { get; } = name;

    public ReadOnlySpan<byte> Password { get; } = password;

    public static Credentials Read(scoped ref FieldReader reader)
    {
        ReadOnlySpan<byte> name = reader.RawString("name");
        ReadOnlySpan<byte> password = reader.RawString("password", FieldKind.Secret);
        return new(name, password);
    }

    public void Write(ref FieldWriter writer)
    {
        writer.String(Name);
        writer.String(Password);
    }
}
