using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using Messenger.Wire.Fields;
using Messenger.Wire.Framing;
using Messenger.Wire.Messages;

namespace Messenger.Wire.Explain;

/// <summary>
/// Takes frames apart for people: the trace and <c>decode</c>. Goes by <see cref="Catalog"/>, so it knows what the wire knows.
/// Takes any bytes and never throws on them; never shows a password or a token. Any thread may call it.
/// </summary>
public static class FrameExplainer
{
    /// <summary>A list in a frame can hold hundreds of fields; a trace line names so many of them.</summary>
    private const int FieldsInLine = 32;

    private const string UnknownSection = "3.1";
    private const string HeadSection = "3.2";

    /// <summary>
    /// One line for the trace: name, <c>#requestId</c>, size and <c>field=value …</c>, without control characters.
    /// </summary>
    /// <param name="frame">One whole frame; anything else is described as far as it goes.</param>
    /// <param name="bodies">Whether to show what people wrote; otherwise only its size.</param>
    public static string Line(ReadOnlySpan<byte> frame, bool bodies)
    {
        FrameExplanation explained = Explain(frame);
        StringBuilder line = new();
        line.Append(CultureInfo.InvariantCulture, $"{explained.Name} #{explained.RequestId} {FieldValues.Count(explained.Size)}");
        int shown = 0;
        foreach (ExplainedField field in explained.Fields)
        {
            if (field.Offset < FrameHeader.Size || field.Kind == FieldKind.Reserved)
                continue;
            if (++shown <= FieldsInLine)
                line.Append(' ').Append(field.Name).Append('=').Append(InLine(field, bodies));
        }
        if (shown > FieldsInLine)
            line.Append(CultureInfo.InvariantCulture, $" … ({shown} fields in all)");
        if (explained.Fault is { } fault)
            line.Append(CultureInfo.InvariantCulture, $" [{fault.Code.Word()} at byte {fault.Offset}: {fault.Reason}]");
        if (explained.Size < frame.Length)
            line.Append(CultureInfo.InvariantCulture, $" [{FieldValues.Count(frame.Length - explained.Size)} behind it]");
        return line.ToString();
    }

    /// <summary>Explains the frame at the start of <paramref name="bytes"/>; what stands behind it is left alone.</summary>
    public static FrameExplanation Explain(ReadOnlySpan<byte> bytes)
    {
        List<ExplainedField> fields = [];
        if (bytes.Length < FrameHeader.LengthSize)
            return Headless(fields, bytes.Length, new(ErrorCode.Malformed, bytes.Length, "the frame ends within its length field"));

        uint length = BinaryPrimitives.ReadUInt32BigEndian(bytes);
        fields.Add(Head("length", 0, bytes[..FrameHeader.LengthSize], length.ToString(CultureInfo.InvariantCulture)));
        if (length > Limits.FrameAfterLogin)
            return WrongLength(fields, ErrorCode.FrameTooLarge, $"length: {length}, at most {Limits.FrameAfterLogin} is allowed");
        if (length < FrameHeader.CountedSize)
        {
            string reason = $"length: {length}, at least {FrameHeader.CountedSize} is needed for opcode and request id";
            return WrongLength(fields, ErrorCode.Malformed, reason);
        }

        int size = FrameHeader.LengthSize + (int)length;
        ReadOnlySpan<byte> frame = bytes[..Math.Min(size, bytes.Length)];
        if (frame.Length < FrameHeader.Size)
            return Headless(fields, frame.Length, new(ErrorCode.Malformed, frame.Length, "the frame ends within its head"));

        Opcode opcode = (Opcode)frame[FrameHeader.LengthSize];
        uint requestId = BinaryPrimitives.ReadUInt32BigEndian(frame[(FrameHeader.LengthSize + 1)..]);
        Catalog.Entry? entry = Catalog.Find(opcode);
        fields.Add(Head("opcode", FrameHeader.LengthSize, frame.Slice(FrameHeader.LengthSize, 1), Catalog.NameOf(opcode)));
        fields.Add(Head(
            "request_id", FrameHeader.LengthSize + 1, frame[(FrameHeader.LengthSize + 1)..FrameHeader.Size],
            requestId.ToString(CultureInfo.InvariantCulture)));

        FrameFault? inBody = entry is null
            ? new FrameFault(ErrorCode.UnknownOpcode, FrameHeader.LengthSize, $"opcode 0x{(byte)opcode:X2} is not one of this version")
            : ReadBody(entry, opcode, frame[FrameHeader.Size..], fields);
        FrameFault? fault = CutShort(frame.Length, size) ?? WrongId(opcode, requestId) ?? inBody;
        return new FrameExplanation(Catalog.NameOf(opcode), entry?.Section ?? UnknownSection, requestId, frame.Length, fields, fault);
    }

    private static FrameExplanation WrongLength(List<ExplainedField> fields, ErrorCode code, string reason) =>
        Headless(fields, FrameHeader.LengthSize, new FrameFault(code, 0, reason));

    private static FrameExplanation Headless(List<ExplainedField> fields, int present, FrameFault fault) =>
        new("?", HeadSection, 0, present, fields, fault);

    private static FrameFault? ReadBody(Catalog.Entry entry, Opcode opcode, ReadOnlySpan<byte> body, List<ExplainedField> fields)
    {
        try
        {
            entry.Read(body, new FieldCollector(opcode, fields));
            return null;
        }
        catch (WireException wrong)
        {
            return new FrameFault(wrong.Code, wrong.Offset, wrong.Message);
        }
    }

    private static FrameFault? CutShort(int present, int announced) => present < announced
        ? new FrameFault(ErrorCode.Malformed, present, $"the frame is not whole: its length field announces {announced} bytes, {present} are here")
        : null;

    private static FrameFault? WrongId(Opcode opcode, uint requestId)
    {
        if (opcode.IsRequest() && requestId == 0)
            return new FrameFault(ErrorCode.Malformed, FrameHeader.LengthSize + 1, "request_id: 0 is for pushes, a request needs another");
        if (opcode.IsPush() && requestId != 0)
            return new FrameFault(ErrorCode.Malformed, FrameHeader.LengthSize + 1, "request_id: a push has 0");
        return null;
    }

    private static ExplainedField Head(string name, int offset, ReadOnlySpan<byte> bytes, string value) =>
        new(name, offset, bytes.Length, FieldKind.Number, bytes.ToArray(), value) { IsString = false };

    private static string InLine(ExplainedField field, bool bodies) => field.Kind switch
    {
        FieldKind.Secret => "***",
        FieldKind.Body when !bodies => $"<{FieldValues.Count(field.Size - ExplainedField.StringLengthSize)}>",
        _ => field.Value,
    };
}
