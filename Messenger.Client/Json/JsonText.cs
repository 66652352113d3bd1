using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;

namespace Messenger.Client.Json;

/// <summary>
/// Escapes in JSON only what JSON demands, and what some readers take for the end of a line; the framework's own encoders escape every
/// emoji as well.
/// </summary>
internal sealed class JsonText : JavaScriptEncoder
{
    private const int LongestEscape = 6;

    public static JsonText Encoder { get; } = new();

    public override int MaxOutputCharactersPerInputCharacter => LongestEscape;

    public override bool WillEncode(int unicodeScalar) =>
        unicodeScalar is < 0x20 or '"' or '\\' or (>= 0x7F and <= 0x9F) or 0x2028 or 0x2029;

    public override unsafe int FindFirstCharacterToEncode(char* text, int textLength)
    {
        ReadOnlySpan<char> rest = new(text, textLength);
        for (int at = 0; at < rest.Length;)
        {
            // What is no character stops here as well; the caller replaces it.
            if (Rune.DecodeFromUtf16(rest[at..], out Rune rune, out int length) != System.Buffers.OperationStatus.Done || WillEncode(rune.Value))
                return at;
            at += length;
        }
        return -1;
    }

    public override unsafe bool TryEncodeUnicodeScalar(int unicodeScalar, char* buffer, int bufferLength, out int numberOfCharactersWritten)
    {
        Span<char> room = new(buffer, bufferLength);
        string escape = unicodeScalar switch
        {
            '"' => "\\\"",
            '\\' => "\\\\",
            '\n' => "\\n",
            '\r' => "\\r",
            '\t' => "\\t",
            _ when WillEncode(unicodeScalar) => string.Create(CultureInfo.InvariantCulture, $"\\u{unicodeScalar:x4}"),
            _ => new Rune(unicodeScalar).ToString(),
        };
        numberOfCharactersWritten = escape.TryCopyTo(room) ? escape.Length : 0;
        return numberOfCharactersWritten > 0;
    }
}
