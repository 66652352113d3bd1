using FluentAssertions;
using Messenger.Tools;
using NUnit.Framework;

namespace Messenger.Tests.Tools;

public sealed class DecodeProgramTests
{
    private const string Ping = "00000005 02 00000003";
    private const string Login = "00000017 04 00000001 0005 616c696365 0009 5345435245545f5f21";

    [Test]
    public void Preamble_and_glued_frames_are_explained_with_their_sections()
    {
        (int code, string text) = Decode("0x4D 0x53 0x47 0x52\n" + Ping + " " + Login.Replace(" ", ":"));
        code.Should().Be(DecodeProgram.Good);
        text.Should().Contain("preamble (PROTOCOL.md §2.2)")
            .And.Contain("frame 1: PING, request id 3, 9 bytes, from byte 4 of the input (PROTOCOL.md §5.2)")
            .And.Contain("frame 2: LOGIN, request id 1, 27 bytes, from byte 13 of the input (PROTOCOL.md §5.4)")
            .And.MatchRegex(@"(?m)^ +9 +00 05 +name = length 5$")
            .And.MatchRegex("(?m)^ +11 +61 6c 69 63 65 +name = \"alice\"$")
            .And.Contain("password = 9 bytes, hidden").And.NotContain("SECRET").And.NotContain("53 45");
    }

    [Test]
    public void A_bad_frame_is_told_by_its_first_wrong_byte()
    {
        (int code, string text) = Decode(Ping + "00000006 02 00000003 00");
        code.Should().Be(DecodeProgram.BadFrame);
        text.Should().Contain("wrong at byte 9 (byte 18 of the input): 1 bytes are left over after the last field; refused with malformed");
    }

    [TestCase("00000005 02 000000", "wrong at byte 8: the frame ends within its head")]
    [TestCase("00000004 02 000000", "wrong at byte 0: length: 4, at least 5 is needed")]
    [TestCase("00010001 02 000000", "wrong at byte 0: length: 65537, at most 65536 is allowed; refused with frame-too-large")]
    [TestCase("00000005 2A 00000001", "wrong at byte 4: opcode 0x2A is not one of this version; refused with unknown-opcode")]
    [TestCase("00000009 10 00000001 01020304", "wrong at byte 9: id: the frame ends before this field does")]
    public void Wrong_frames(string hex, string complaint)
    {
        (int code, string text) = Decode(hex);
        code.Should().Be(DecodeProgram.BadFrame);
        text.Should().Contain(complaint);
    }

    [TestCase("", "there are no hex digits")]
    [TestCase("0x1", "odd number")]
    [TestCase("00 0g", "character 5 is not a hex digit")]
    public void What_is_not_hex_is_a_wrong_use(string hex, string complaint)
    {
        (int code, string text) = Decode(hex);
        code.Should().Be(DecodeProgram.NotHex);
        text.Should().Contain(complaint);
    }

    private static (int Code, string Text) Decode(string hex)
    {
        StringWriter output = new() { NewLine = "\n" };
        return (DecodeProgram.Run(hex, output, output), output.ToString());
    }
}
