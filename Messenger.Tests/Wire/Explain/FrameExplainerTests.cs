using FluentAssertions;
using Messenger.Wire;
using Messenger.Wire.Explain;
using Messenger.Wire.Fields;
using Messenger.Wire.Framing;
using Messenger.Wire.Messages;
using NUnit.Framework;

namespace Messenger.Tests.Wire.Explain;

public sealed class FrameExplainerTests
{
    private static readonly Guid Id = new("01890a5d-ac96-774b-bcce-b302099a8057");

    [Test]
    public void A_send_is_one_line_and_its_text_only_a_size()
    {
        byte[] frame = Frame(Opcode.Send, 7, new SendRequest(Id, "bob"u8, "hello"u8));
        FrameExplainer.Line(frame, bodies: false)
            .Should().Be("SEND #7 39 bytes id=01890a5d-ac96-774b-bcce-b302099a8057 to=\"bob\" text=<5 bytes>");
        FrameExplainer.Line(frame, bodies: true).Should().EndWith("text=\"hello\"");
    }

    [Test]
    public void Passwords_and_tokens_are_never_shown_even_with_bodies()
    {
        byte[] login = Frame(Opcode.Login, 2, new Credentials("alice"u8, "correct horse"u8));
        FrameExplainer.Line(login, bodies: true).Should().Be("LOGIN #2 31 bytes name=\"alice\" password=***");

        byte[] token = Enumerable.Repeat((byte)'Z', Limits.TokenBytes).ToArray();
        byte[] resume = Frame(Opcode.Resume, 3, new ResumeRequest(token));
        FrameExplainer.Line(resume, bodies: true).Should().Be("RESUME #3 41 bytes token=***");
        FrameExplainer.Explain(resume).Fields.SelectMany(field => field.Bytes).Should().NotContain((byte)'Z');
    }

    [Test]
    public void What_peers_write_cannot_move_the_cursor_or_forge_a_line()
    {
        byte[] frame = Frame(Opcode.Send, 1, new SendRequest(Id, "b\u001b[2J\u202e"u8, "a\r\n\"\u009b\u2028\\"u8));
        FrameExplainer.Line(frame, bodies: true)
            .Should().EndWith("to=\"b\\u{1b}[2J\\u{202e}\" text=\"a\\r\\n\\\"\\u{9b}\\u{2028}\\\\\"");
    }

    [Test]
    public void Bytes_that_are_not_utf8_are_shown_as_bytes()
    {
        byte[] frame = Frame(Opcode.Send, 1, new SendRequest(Id, [0x62, 0xFF, 0xC3], "x"u8));
        FrameExplainer.Line(frame, bodies: false).Should().Contain("to=\"b\\xff\\xc3\"");
    }

    [Test]
    public void Flags_times_and_errors_are_told_by_name()
    {
        FrameExplainer.Line(Frame(Opcode.Message, 0, new MessagePush(9, Id, 1_700_000_000_123, MessageMarks.Queued, "bob"u8, "alice"u8, "x"u8)), false)
            .Should().Contain("number=9").And.Contain("at=2023-11-14T22:13:20.123Z").And.Contain("flags=0x01(queued)");
        FrameExplainer.Line(Frame(Opcode.Error, 4, new Refusal(ErrorCode.Throttled, TimeSpan.FromSeconds(2), "wait")), false)
            .Should().Be("ERROR #4 21 bytes code=throttled(4) retry_after_ms=2000 message=\"wait\"");
    }

    [Test]
    public void Every_bit_and_choice_of_groups_and_conversations_has_its_name()
    {
        FrameExplainer.Line(Frame(Opcode.Hello, 1, new HelloRequest(1, 1, Capabilities.All, 64, "x")), false)
            .Should().Contain("capabilities=0x00000007(conversations,receipts,presence)");
        FrameExplainer.Line(Frame(Opcode.LoginAnswer, 1, new SessionOpened(true, true, new byte[32], "bob", 60, Undelivered.None)), false)
            .Should().Contain("flags=0x03(resumed,read_marks)").And.Contain("keep=60");
        FrameExplainer.Line(Frame(Opcode.Message, 0, new MessagePush(9, Id, 0, MessageMarks.All, "bob"u8, "alice"u8, "x"u8)), false)
            .Should().Contain("flags=0x0f(queued,sender_deleted,own,edited)");
        HistoryItem item = new(7, Id, 0, HistoryMarks.All, "bob", "#lunch", "secret"u8.ToArray());
        FrameExplainer.Line(Frame(Opcode.HistoryAnswer, 1, new HistoryAnswer([item], 7)), false)
            .Should().Contain("messages[0].flags=0x3f(own,sender_deleted,edited,unsent,delivered,read)").And.Contain("messages[0].text=<6 bytes> next=7");
        FrameExplainer.Line(Frame(Opcode.ConversationsAnswer, 1, new ConversationsAnswer([new("bob", true, true, 0, 1, 0, 0, 0)], 0)), false)
            .Should().Contain("conversations[0].flags=0x03(online,deleted)");
        FrameExplainer.Line(Frame(Opcode.BlocksAnswer, 1, new BlocksAnswer([new("bob", true)])), false).Should().Contain("flags=0x01(deleted)");
        FrameExplainer.Line(Frame(Opcode.SessionsAnswer, 1, new SessionsAnswer([new(1, true, true, 0, "::1")])), false)
            .Should().Contain("flags=0x03(this,attached)");
        FrameExplainer.Line(Frame(Opcode.Settings, 1, new SettingsRequest(AccountSettings.ReadMarks, AccountSettings.None)), false)
            .Should().EndWith("mask=0x01(read_marks) values=0x00");
        FrameExplainer.Line(Frame(Opcode.WhyAnswer, 1, new WhyAnswer(7, WayMarks.All, "bob", 0, 0)), false)
            .Should().Contain("flags=0x1f(times_known,durable,edited,unsent,large)");
        FrameExplainer.Line(Frame(Opcode.Changed, 0, new ChangedPush(2, 1, Id, 0, ChangeMarks.All, "bob"u8, "alice"u8, "x"u8)), false)
            .Should().Contain("flags=0x03(unsent,own)").And.EndWith("text=<1 byte>");
        FrameExplainer.Line(Frame(Opcode.Receipt, 0, new ReceiptPush(ReceiptState.Read, Id, 7, "bob", "bob")), false).Should().Contain("state=read(2)");
        FrameExplainer.Line(Frame(Opcode.GroupChanged, 0, new GroupChangedPush((GroupChange)9, "#a", "", "", "bob", 1)), false).Should().Contain("change=9 ");
        FrameExplainer.Line(Frame(Opcode.GroupChanged, 0, new GroupChangedPush(GroupChange.Out, "#a", "", "", "bob", 1)), false)
            .Should().Contain("change=out(5)");
        FrameExplainer.Line(Frame(Opcode.Presence, 0, new PresencePush("bob", true, 0)), false).Should().Contain("flags=0x01(online)");
    }

    [Test]
    public void What_is_searched_for_is_shown_only_with_bodies()
    {
        byte[] frame = Frame(Opcode.Find, 1, new FindRequest("divorce lawyer"u8, 0, 0));
        FrameExplainer.Line(frame, bodies: false).Should().Contain("query=<14 bytes>");
        FrameExplainer.Line(frame, bodies: true).Should().Contain("query=\"divorce lawyer\"");
    }

    [Test]
    public void Every_cut_of_a_frame_is_described_and_nothing_is_thrown()
    {
        byte[] frame = Frame(Opcode.Send, 7, new SendRequest(Id, "bob"u8, "hello"u8));
        for (int size = 0; size < frame.Length; size++)
        {
            FrameExplanation cut = FrameExplainer.Explain(frame.AsSpan(0, size));
            cut.Fault.Should().NotBeNull();
            cut.Fault!.Offset.Should().Be(size);
            FrameExplainer.Line(frame.AsSpan(0, size), bodies: true).Should().Contain("malformed at byte");
        }
    }

    [Test]
    public void A_long_list_does_not_make_a_long_line()
    {
        ListedAccount[] accounts = Enumerable.Range(0, 500).Select(i => new ListedAccount($"name{i}", true)).ToArray();
        string line = FrameExplainer.Line(Frame(Opcode.ListAnswer, 5, new ListAnswer(accounts, "")), bodies: true);
        line.Should().Contain("accounts[0].flags=0x01(online)").And.EndWith("(1002 fields in all)");
        line.Length.Should().BeLessThan(2000);
    }

    [Test]
    public void A_request_with_id_0_and_a_push_with_another_are_faults()
    {
        FrameExplainer.Explain(Frame(Opcode.Unread, 0, default(Empty))).Fault!.Offset.Should().Be(5);
        FrameExplainer.Explain(Frame(Opcode.UnreadChanged, 1, Undelivered.None)).Fault!.Code.Should().Be(ErrorCode.Malformed);
    }

    internal static byte[] Frame<T>(Opcode opcode, uint requestId, T message)
        where T : IWireMessage<T>, allows ref struct
    {
        using FrameBuffer buffer = new();
        buffer.Write(opcode, requestId, message);
        return buffer.Written.ToArray();
    }
}
