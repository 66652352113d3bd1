using System.Text;
using Messenger.Wire;

namespace Messenger.Client.Session;

/// <summary>Makes the bytes that go on the wire from strings, refusing what is not Unicode instead of repairing it.</summary>
internal static class Utf8Strict
{
    private static readonly UTF8Encoding Encoding = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>A password, in normal form C, so that the same characters are the same password from every keyboard.</summary>
    /// <exception cref="RefusedException">Longer than any password may be, or not Unicode.</exception>
    public static byte[] Password(string password, ErrorCode refusal = ErrorCode.BadCredentials)
    {
        const string Rule = "a password has 8 to 256 bytes of UTF-8";
        // Checked before normalising, which costs more than linear time on hostile input; NFC at most triples UTF-8's length.
        if (password.Length > Limits.PasswordBytesMax * 4)
            throw new RefusedException(refusal, Rule);
        try
        {
            return Bytes(password.Normalize(NormalizationForm.FormC), Limits.PasswordBytesMax, refusal, Rule);
        }
        catch (ArgumentException)
        {
            throw new RefusedException(refusal, Rule);
        }
    }

    /// <exception cref="RefusedException">More than <paramref name="most"/> bytes, or not Unicode.</exception>
    public static byte[] Bytes(string text, int most, ErrorCode refusal, string rule)
    {
        try
        {
            byte[] bytes = Encoding.GetBytes(text);
            return bytes.Length <= most ? bytes : throw new RefusedException(refusal, rule);
        }
        catch (EncoderFallbackException)
        {
            throw new RefusedException(refusal, rule);
        }
    }
}
