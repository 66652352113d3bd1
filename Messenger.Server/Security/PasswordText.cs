using System.Text;
using System.Text.Unicode;
using Messenger.Wire;

namespace Messenger.Server.Security;

/// <summary>The rule for passwords (PROTOCOL.md §3.5): 8 to 256 bytes of UTF-8 after NFC, so that one password typed on two systems is one.</summary>
internal static class PasswordText
{
    /// <summary>No normal form of a password that is allowed comes from more bytes than this; more are not even looked at.</summary>
    private const int RawBytesMax = 4 * Limits.PasswordBytesMax;

    private const char NoCharacter = '\uFFFE';

    /// <returns>The bytes to hash, or null when this cannot be a password.</returns>
    public static byte[]? Normalize(ReadOnlySpan<byte> raw)
    {
        if (raw.Length > RawBytesMax || !Utf8.IsValid(raw))
            return null;
        string text = Encoding.UTF8.GetString(raw);
        // The one character of valid UTF-8 that has no normal form: Normalize throws on it.
        if (text.Contains(NoCharacter))
            return null;
        byte[] normal = Encoding.UTF8.GetBytes(text.Normalize(NormalizationForm.FormC));
        return normal.Length is >= Limits.PasswordBytesMin and <= Limits.PasswordBytesMax ? normal : null;
    }
}
