using System.Text.Unicode;

namespace Messenger.Wire.Fields;

/// <summary>The rule for message texts (PROTOCOL.md §3.5): 1 byte to 16 KiB of strict UTF-8 without U+0000.</summary>
public static class Texts
{
    /// <returns><see cref="ErrorCode.None"/>, <see cref="ErrorCode.TooLarge"/> or <see cref="ErrorCode.TextInvalid"/>.</returns>
    public static ErrorCode Check(ReadOnlySpan<byte> text)
    {
        if (text.Length > Limits.TextBytes)
            return ErrorCode.TooLarge;
        return text.IsEmpty || text.Contains((byte)0) || !Utf8.IsValid(text) ? ErrorCode.TextInvalid : ErrorCode.None;
    }
}
