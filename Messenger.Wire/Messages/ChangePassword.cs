using Messenger.Wire.Fields;

namespace Messenger.Wire.Messages;

/// <summary>CHANGE_PASSWORD (PROTOCOL.md §5.7); its answer is empty.</summary>
public readonly ref struct ChangePasswordRequest(ReadOnlySpan<byte> password, ReadOnlySpan<byte> newPassword) : IWireMessage<ChangePasswordRequest>
{
    public ReadOnlySpan<byte> Password { get; } = password;

    public ReadOnlySpan<byte> NewPassword { get; } = newPassword;

    public static ChangePasswordRequest Read(scoped ref FieldReader reader)
    {
        ReadOnlySpan<byte> password = reader.RawString("password", FieldKind.Secret);
        ReadOnlySpan<byte> newPassword = reader.RawString("new_password", FieldKind.Secret);
        return new(password, newPassword);
    }

    public void Write(ref FieldWriter writer)
    {
        writer.String(Password);
        writer.String(NewPassword);
    }
}
