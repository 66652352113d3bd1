using System.Text.Json.Nodes;
using FluentAssertions;
using Messenger.Wire;
using Messenger.Wire.Explain;
using Messenger.Wire.Framing;
using Messenger.Wire.Messages;
using NUnit.Framework;

namespace Messenger.Tests.Wire.Vectors;

[TestFixtureSource(typeof(VectorFiles), nameof(VectorFiles.Good))]
public sealed class GoodVectorTests(Vector vector)
{
    [Test]
    public void Its_bytes_give_its_fields()
    {
        FrameReader.Read(vector.Bytes, Limits.FrameAfterLogin, out Frame frame, out _).Should().Be(FrameOutcome.Frame);
        frame.Opcode.Should().Be(vector.Opcode);
        frame.RequestId.Should().Be(vector.RequestId);
        Catalog.NameOf(frame.Opcode).Should().Be(vector.OpcodeName);

        FieldsAsJson fields = new();
        Catalog.Find(frame.Opcode)!.Read(frame.Body, fields);
        JsonObject expected = VectorValues.Plain(vector.Fields);
        JsonNode.DeepEquals(fields.Fields, expected)
            .Should().BeTrue("the fields should be {0} and are {1}", expected.ToJsonString(), fields.Fields.ToJsonString());
    }

    [Test]
    public void Its_fields_give_its_bytes() =>
        Convert.ToHexStringLower(VectorEncoder.Encode(vector)).Should().Be(Convert.ToHexStringLower(vector.Bytes));

    [Test]
    public void Read_and_written_again_it_is_the_same()
    {
        FrameReader.Read(vector.Bytes, Limits.FrameAfterLogin, out Frame frame, out _);
        using FrameBuffer buffer = new();
        Catalog.Find(frame.Opcode)!.Copy(frame.Opcode, frame.RequestId, frame.Body, buffer);
        buffer.Written.SequenceEqual(vector.Bytes).Should().BeTrue();
    }

    [Test]
    public void However_it_is_split_it_is_not_there_until_it_is_whole()
    {
        // Behind what has arrived stand 0xFF bytes, as in a buffer used before: nothing may look at them.
        byte[] guarded = new byte[vector.Bytes.Length + 64];
        for (int arrived = 0; arrived <= vector.Bytes.Length; arrived = Next(arrived))
        {
            guarded.AsSpan().Fill(0xFF);
            vector.Bytes.AsSpan(0, arrived).CopyTo(guarded);
            FrameOutcome outcome = FrameReader.Read(guarded.AsSpan(0, arrived), Limits.FrameAfterLogin, out Frame frame, out _);
            if (arrived < vector.Bytes.Length)
            {
                outcome.Should().Be(FrameOutcome.NotYet, "{0} bytes have arrived", arrived);
                continue;
            }
            outcome.Should().Be(FrameOutcome.Frame);
            frame.Size.Should().Be(vector.Bytes.Length);
        }

        FrameReader.Read(guarded, Limits.FrameAfterLogin, out Frame first, out _).Should().Be(FrameOutcome.Frame, "bytes behind a frame are not its own");
        first.Body.SequenceEqual(vector.Bytes.AsSpan(FrameHeader.Size)).Should().BeTrue();
    }

    [Test]
    public void A_body_cut_anywhere_or_with_a_byte_too_many_is_malformed()
    {
        byte[] body = vector.Bytes[FrameHeader.Size..];
        for (int size = 0; size < body.Length; size = Next(size))
            Refused(body.AsSpan(0, size)).Should().Be(ErrorCode.Malformed, "only {0} of {1} bytes are there", size, body.Length);
        Refused([.. body, 0xFF]).Should().Be(ErrorCode.Malformed);
        Refused(body).Should().Be(ErrorCode.None);
    }

    [Test]
    public void It_is_explained_byte_by_byte_without_a_gap()
    {
        FrameExplanation explained = FrameExplainer.Explain(vector.Bytes);
        int next = 0;
        foreach (ExplainedField field in explained.Fields)
        {
            field.Offset.Should().Be(next);
            next += field.Size;
        }
        next.Should().Be(vector.Bytes.Length);
        if (!(vector.Opcode.IsRequest() && vector.RequestId == 0))
            explained.Fault.Should().BeNull();
    }

    private ErrorCode Refused(ReadOnlySpan<byte> body)
    {
        try
        {
            Catalog.Find(vector.Opcode)!.Read(body, null);
            return ErrorCode.None;
        }
        catch (WireException wrong)
        {
            return wrong.Code;
        }
    }

    /// <summary>Every split of short frames; of very long ones every split near the ends and some between.</summary>
    private int Next(int position) =>
        position < 2_000 || position >= vector.Bytes.Length - 200 ? position + 1 : Math.Min(position + 97, vector.Bytes.Length - 200);
}
