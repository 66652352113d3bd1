using FluentAssertions;
using Messenger.Wire;
using Messenger.Wire.Framing;
using Messenger.Wire.Messages;
using NUnit.Framework;

namespace Messenger.Tests.Wire.Vectors;

public sealed class RejectVectorTests
{
    [TestCaseSource(typeof(VectorFiles), nameof(VectorFiles.RejectedFrames))]
    public void A_length_that_ends_the_connection_is_told_from_its_four_bytes(Vector vector)
    {
        ReadOnlySpan<byte> bytes = vector.Bytes;
        if (vector.Behind > 0)
        {
            FrameReader.Read(bytes, vector.LengthLimit, out Frame good, out _).Should().Be(FrameOutcome.Frame);
            good.Size.Should().Be(vector.Behind);
        }
        ReadOnlySpan<byte> bad = bytes[vector.Behind..];
        for (int arrived = 0; arrived < FrameHeader.LengthSize; arrived++)
            FrameReader.Read(bad[..arrived], vector.LengthLimit, out _, out _).Should().Be(FrameOutcome.NotYet);
        for (int arrived = FrameHeader.LengthSize; arrived <= bad.Length; arrived++)
        {
            FrameReader.Read(bad[..arrived], vector.LengthLimit, out _, out ErrorCode error).Should().Be(FrameOutcome.Malformed);
            error.Word().Should().Be(vector.Error);
        }
        vector.Closes.Should().BeTrue();
        vector.Offset.Should().Be(0);
    }

    [TestCaseSource(typeof(VectorFiles), nameof(VectorFiles.RejectedBodies))]
    public void A_malformed_body_is_refused_at_the_stated_byte(Vector vector)
    {
        FrameReader.Read(vector.Bytes, vector.LengthLimit, out Frame frame, out _).Should().Be(FrameOutcome.Frame);
        Catalog.NameOf(frame.Opcode).Should().Be(vector.OpcodeName);
        Catalog.Entry entry = Catalog.Find(frame.Opcode)!;
        if (vector.Offset is null)
        {
            frame.RequestId.Should().Be(0, "nothing else is wrong with a body that is whole");
            frame.Opcode.IsRequest().Should().BeTrue();
            entry.Read(frame.Body, null);
            return;
        }
        WireException wrong = Refused(entry, frame);
        wrong.Code.Word().Should().Be(vector.Error);
        wrong.Offset.Should().Be(vector.Offset);
        vector.Closes.Should().BeFalse();
    }

    [TestCaseSource(typeof(VectorFiles), nameof(VectorFiles.RejectedStates))]
    public void A_frame_refused_for_the_state_is_a_good_one(Vector vector)
    {
        FrameReader.Read(vector.Bytes, vector.LengthLimit, out Frame frame, out _).Should().Be(FrameOutcome.Frame);
        ErrorCodes.TryParse(vector.Error, out _).Should().BeTrue();
        if (Catalog.Find(frame.Opcode) is { } entry)
            entry.Read(frame.Body, null);
        else
            vector.Error.Should().Be(ErrorCode.UnknownOpcode.Word());
    }

    private static WireException Refused(Catalog.Entry entry, Frame frame)
    {
        try
        {
            entry.Read(frame.Body, null);
        }
        catch (WireException wrong)
        {
            return wrong;
        }
        throw new AssertionException("the body was taken for a good one");
    }
}
