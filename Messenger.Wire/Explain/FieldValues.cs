using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using Messenger.Wire.Fields;

namespace Messenger.Wire.Explain;

/// <summary>Field values as one line of printable characters.</summary>
internal static class FieldValues
{
    private const int NumbersShown = 8;

    /// <summary>Most characters of a text that is no message body: a peer may put 64 KiB where a name belongs.</summary>
    private const int TextCharacters = 200;

    public static string Of(Opcode opcode, string name, FieldKind kind, ReadOnlySpan<byte> value) => kind switch
    {
        FieldKind.Flags => FlagNames.Of(opcode, name, value),
        FieldKind.Choice => FlagNames.OfChoice(opcode, value[0]),
        FieldKind.Uuid => new Guid(value, bigEndian: true).ToString(),
        FieldKind.Time => Time(BinaryPrimitives.ReadUInt64BigEndian(value)),
        FieldKind.Error => Error(BinaryPrimitives.ReadUInt16BigEndian(value)),
        FieldKind.Text => Quote(value, TextCharacters),
        FieldKind.Body => Quote(value, int.MaxValue),
        FieldKind.Secret => Count(value.Length) + ", hidden",
        FieldKind.Reserved => value.ContainsAnyExcept((byte)0) ? "not zero" : "zero",
        _ => Number(value),
    };

    public static string Count(int bytes) => bytes == 1 ? "1 byte" : string.Create(CultureInfo.InvariantCulture, $"{bytes} bytes");

    /// <summary>
    /// A string in quotes. Whatever could move a cursor, forge a line or turn the writing direction is written as an escape;
    /// so are bytes that are not UTF-8.
    /// </summary>
    public static string Quote(ReadOnlySpan<byte> utf8, int mostCharacters)
    {
        StringBuilder text = new("\"");
        while (!utf8.IsEmpty && text.Length < mostCharacters)
        {
            bool valid = Rune.DecodeFromUtf8(utf8, out Rune rune, out int consumed) == System.Buffers.OperationStatus.Done;
            if (valid)
                Append(text, rune);
            else
                foreach (byte b in utf8[..consumed])
                    text.Append(CultureInfo.InvariantCulture, $"\\x{b:x2}");
            utf8 = utf8[consumed..];
        }
        return text.Append(utf8.IsEmpty ? "\"" : "\"…").ToString();
    }

    private static void Append(StringBuilder text, Rune rune)
    {
        switch (rune.Value)
        {
            case '\n': text.Append("\\n"); break;
            case '\r': text.Append("\\r"); break;
            case '\t': text.Append("\\t"); break;
            case '"': text.Append("\\\""); break;
            case '\\': text.Append("\\\\"); break;
            default:
                if (IsPrintable(rune))
                    text.Append(rune);
                else
                    text.Append(CultureInfo.InvariantCulture, $"\\u{{{rune.Value:x}}}");
                break;
        }
    }

    private static bool IsPrintable(Rune rune) => Rune.GetUnicodeCategory(rune) is not (
        UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.Surrogate or UnicodeCategory.PrivateUse
        or UnicodeCategory.OtherNotAssigned or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator
        or UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark);

    private static string Number(ReadOnlySpan<byte> value) => value.Length switch
    {
        1 => value[0].ToString(CultureInfo.InvariantCulture),
        2 => BinaryPrimitives.ReadUInt16BigEndian(value).ToString(CultureInfo.InvariantCulture),
        4 => BinaryPrimitives.ReadUInt32BigEndian(value).ToString(CultureInfo.InvariantCulture),
        _ => Numbers(value),
    };

    private static string Numbers(ReadOnlySpan<byte> value)
    {
        int count = value.Length / sizeof(ulong);
        if (count == 0)
            return "none";
        StringBuilder text = new();
        for (int i = 0; i < Math.Min(count, NumbersShown); i++)
            text.Append(i == 0 ? "" : ",").Append(BinaryPrimitives.ReadUInt64BigEndian(value[(i * sizeof(ulong))..]));
        if (count > NumbersShown)
            text.Append(CultureInfo.InvariantCulture, $",… ({count} in all)");
        return text.ToString();
    }

    private static string Time(ulong milliseconds) =>
        milliseconds > (ulong)DateTimeOffset.MaxValue.ToUnixTimeMilliseconds()
            ? milliseconds.ToString(CultureInfo.InvariantCulture)
            : DateTimeOffset.FromUnixTimeMilliseconds((long)milliseconds).ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture);

    private static string Error(ushort code) => string.Create(CultureInfo.InvariantCulture, $"{((ErrorCode)code).Word()}({code})");
}
