using System.Globalization;
using Messenger.Wire;
using Messenger.Wire.Explain;

namespace Messenger.Tools;

/// <summary>
/// <c>messenger decode HEX</c>: explains frames byte by byte, or says at which byte they are wrong and why.
/// Message bodies are shown, for the caller has them anyway; of passwords and tokens only the length.
/// </summary>
public static class DecodeProgram
{
    public const int Good = 0;
    public const int BadFrame = 1;
    public const int NotHex = 2;

    private const int BytesInRow = 16;
    private const int RowsOfAField = 64;

    /// <param name="hex">Spaces, newlines, colons and <c>0x</c> are passed over; a preamble may stand before, frames one behind the other.</param>
    /// <param name="output">Takes the explanation.</param>
    /// <param name="errors">Takes the complaint when there is nothing to explain.</param>
    /// <returns>0 when every frame is good, 1 when one is bad, 2 when the argument is not hex.</returns>
    public static int Run(string hex, TextWriter output, TextWriter errors)
    {
        if (!HexText.TryParse(hex, out byte[] bytes, out string complaint))
        {
            errors.WriteLine($"cannot decode: {complaint}");
            return NotHex;
        }

        int position = 0;
        if (bytes.AsSpan().StartsWith(Preamble.Bytes))
        {
            output.WriteLine("preamble (PROTOCOL.md §2.2)");
            Row(output, 0, bytes.AsSpan(0, Preamble.Size), "preamble", "\"MSGR\"");
            position = Preamble.Size;
        }
        for (int number = 1; position < bytes.Length; number++)
        {
            FrameExplanation frame = FrameExplainer.Explain(bytes.AsSpan(position));
            Print(output, frame, number, position, bytes.AsSpan(position));
            if (frame.Fault is not null)
                return BadFrame;
            position += frame.Size;
        }
        return Good;
    }

    private static void Print(TextWriter output, FrameExplanation frame, int number, int position, ReadOnlySpan<byte> bytes)
    {
        string place = position == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $", from byte {position} of the input");
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"frame {number}: {frame.Name}, request id {frame.RequestId}, {frame.Size} bytes{place} (PROTOCOL.md §{frame.Section})"));
        int explained = 0;
        foreach (ExplainedField field in frame.Fields)
        {
            explained = field.Offset + field.Size;
            PrintField(output, field);
        }
        if (frame.Fault is not { } fault)
            return;
        // What follows an unreadable place may hold a secret that no field has claimed: its size must do.
        int unexplained = Math.Min(frame.Size, bytes.Length) - explained;
        if (unexplained > 0)
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{explained,6}  … {unexplained} bytes that no field explains"));
        string inInput = position == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $" (byte {position + fault.Offset} of the input)");
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"wrong at byte {fault.Offset}{inInput}: {fault.Reason}; refused with {fault.Code.Word()}"));
    }

    private static void PrintField(TextWriter output, ExplainedField field)
    {
        ReadOnlySpan<byte> bytes = field.Bytes;
        int hidden = field.Size - bytes.Length;
        if (field.IsString)
        {
            int length = field.Size - ExplainedField.StringLengthSize;
            string meaning = string.Create(CultureInfo.InvariantCulture, $"length {length}");
            Row(output, field.Offset, bytes[..ExplainedField.StringLengthSize], field.Name, meaning);
            bytes = bytes[ExplainedField.StringLengthSize..];
        }
        int offset = field.Offset + field.Size - hidden - bytes.Length;
        if (hidden > 0)
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{offset,6}  {"**",-(BytesInRow * 3)} {field.Name} = {field.Value}"));
        for (int row = 0; row * BytesInRow < bytes.Length; row++)
        {
            ReadOnlySpan<byte> part = bytes.Slice(row * BytesInRow, Math.Min(BytesInRow, bytes.Length - (row * BytesInRow)));
            Row(output, offset + (row * BytesInRow), part, row == 0 ? field.Name : "", row == 0 ? field.Value : "");
            if (row + 1 == RowsOfAField && bytes.Length > RowsOfAField * BytesInRow)
            {
                int more = bytes.Length - (RowsOfAField * BytesInRow);
                output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"        … {more} more bytes of {field.Name}"));
                break;
            }
        }
    }

    private static void Row(TextWriter output, int offset, ReadOnlySpan<byte> bytes, string name, string value)
    {
        string hex = string.Join(' ', Convert.ToHexStringLower(bytes).Chunk(2).Select(pair => new string(pair)));
        string meaning = name.Length == 0 ? "" : $" {name} = {value}";
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{offset,6}  {hex,-(BytesInRow * 3)}{meaning}").TrimEnd());
    }
}
