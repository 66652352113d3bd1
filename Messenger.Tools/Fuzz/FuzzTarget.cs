using System.Globalization;
using Messenger.Wire;
using Messenger.Wire.Explain;
using Messenger.Wire.Framing;
using Messenger.Wire.Messages;

namespace Messenger.Tools.Fuzz;

/// <summary>Something the wire must never do, and did.</summary>
internal sealed class FuzzFinding(string what) : Exception(what);

/// <summary>What must hold for any bytes whatever. A function over a span: tests run it on the vectors, <c>fuzz</c> on mutations.</summary>
internal static class FuzzTarget
{
    /// <summary>Whole frames found, and those among them whose body was good.</summary>
    public readonly record struct Count(int Frames, int Good);

    /// <exception cref="FuzzFinding">The wire broke one of its promises.</exception>
    public static Count Run(ReadOnlySpan<byte> bytes, Random random)
    {
        List<Range> frames = Frames(bytes, bytes.Length, Limits.FrameAfterLogin, out FrameOutcome end);
        SameHoweverSplit(bytes, frames, end, random);
        int good = 0;
        foreach (Range range in frames)
        {
            if (Body(bytes[range]))
                good++;
        }
        Describe(bytes);
        return new Count(frames.Count, good);
    }

    /// <summary>Frames from the start of what has arrived, and how the search ended.</summary>
    private static List<Range> Frames(ReadOnlySpan<byte> bytes, int arrived, int limit, out FrameOutcome end)
    {
        List<Range> frames = [];
        int position = 0;
        ErrorCode error;
        while ((end = FrameReader.Read(bytes[position..arrived], limit, out Frame frame, out error)) == FrameOutcome.Frame)
        {
            frames.Add(new Range(position, position + frame.Size));
            position += frame.Size;
        }
        if (end == FrameOutcome.Malformed && error is not (ErrorCode.Malformed or ErrorCode.FrameTooLarge))
            throw new FuzzFinding($"a broken frame is called {error.Word()}");
        return frames;
    }

    /// <summary>Gives the bytes in random portions, as reads do, and demands the same frames at the same places and the same end.</summary>
    private static void SameHoweverSplit(ReadOnlySpan<byte> bytes, List<Range> whole, FrameOutcome wholeEnd, Random random)
    {
        int seen = 0;
        int position = 0;
        FrameOutcome end = FrameOutcome.NotYet;
        for (int arrived = 0; end != FrameOutcome.Malformed;)
        {
            List<Range> found = Frames(bytes[position..], arrived - position, Limits.FrameAfterLogin, out end);
            foreach (Range range in found)
            {
                if (seen == whole.Count || whole[seen].Start.Value != position + range.Start.Value || whole[seen].End.Value != position + range.End.Value)
                    throw new FuzzFinding("a split of the same bytes gives other frames");
                seen++;
            }
            position = seen == 0 ? 0 : whole[seen - 1].End.Value;
            if (arrived == bytes.Length)
                break;
            arrived += Math.Min(bytes.Length - arrived, random.Next(4) == 0 ? 1 : random.Next(1, 1 + Math.Max(1, bytes.Length / 2)));
        }
        if (seen != whole.Count || end != wholeEnd)
            throw new FuzzFinding("a split of the same bytes ends otherwise");
    }

    /// <summary>Reads a body twice, behind it other bytes each time, and writes it again.</summary>
    private static bool Body(ReadOnlySpan<byte> frame)
    {
        Opcode opcode = (Opcode)frame[FrameHeader.LengthSize];
        if (Catalog.Find(opcode) is not { } entry)
            return false;
        (ErrorCode code, int offset) = Outcome(entry, frame, guard: 0x00);
        if ((code, offset) != Outcome(entry, frame, guard: 0xFF))
            throw new FuzzFinding($"{entry.Name}: what stands behind the frame changes what comes of it");
        if (code != ErrorCode.None)
        {
            if (code != ErrorCode.Malformed || offset < FrameHeader.Size || offset > frame.Length)
                throw new FuzzFinding(string.Create(CultureInfo.InvariantCulture, $"{entry.Name}: {code.Word()} at byte {offset} of {frame.Length}"));
            return false;
        }
        using FrameBuffer again = new();
        FrameReader.Read(frame, Limits.FrameAfterLogin, out Frame parsed, out _);
        entry.Copy(opcode, parsed.RequestId, parsed.Body, again);
        if (!again.Written.SequenceEqual(frame))
            throw new FuzzFinding($"{entry.Name}: read and written again it is another frame");
        return true;
    }

    private static (ErrorCode Code, int Offset) Outcome(Catalog.Entry entry, ReadOnlySpan<byte> frame, byte guard)
    {
        const int GuardBytes = 64;
        byte[] guarded = new byte[frame.Length + GuardBytes];
        guarded.AsSpan().Fill(guard);
        frame.CopyTo(guarded);
        try
        {
            entry.Read(guarded.AsSpan(FrameHeader.Size, frame.Length - FrameHeader.Size), null);
            return (ErrorCode.None, 0);
        }
        catch (WireException wrong)
        {
            return (wrong.Code, wrong.Offset);
        }
    }

    /// <summary>The trace and <c>decode</c> take the same bytes, and a line stays a line.</summary>
    private static void Describe(ReadOnlySpan<byte> bytes)
    {
        string line = FrameExplainer.Line(bytes, bodies: true);
        if (line.Any(char.IsControl))
            throw new FuzzFinding("a trace line has control characters");
        DecodeProgram.Run(Convert.ToHexString(bytes), TextWriter.Null, TextWriter.Null);
    }
}
