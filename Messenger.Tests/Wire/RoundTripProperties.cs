using System.Text;
using System.Text.RegularExpressions;
using FluentAssertions;
using FsCheck;
using FsCheck.Fluent;
using Messenger.Wire;
using Messenger.Wire.Explain;
using Messenger.Wire.Fields;
using Messenger.Wire.Framing;
using Messenger.Wire.Messages;
using NUnit.Framework;

namespace Messenger.Tests.Wire;

/// <summary>What holds for every value, tried with values that FsCheck makes up and shrinks.</summary>
public sealed partial class RoundTripProperties
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    [Test]
    public void Any_send_comes_back_as_it_was() => Holds<(Guid Id, byte[] To, byte[] Text, uint RequestId)>(x =>
    {
        byte[] body = Body(Opcode.Send, x.RequestId, new SendRequest(x.Id, x.To, x.Text));
        SendRequest read = FieldReader.ReadWhole<SendRequest>(body);
        return read.Id == x.Id && read.To.SequenceEqual(x.To) && read.Text.SequenceEqual(x.Text);
    });

    [Test]
    public void Any_message_comes_back_as_it_was() => Holds<(ulong Number, Guid Id, uint At, byte Flags, byte[] From, byte[] Text)>(x =>
    {
        MessageMarks marks = (MessageMarks)x.Flags & MessageMarks.All;
        byte[] body = Body(Opcode.Message, 0, new MessagePush(x.Number, x.Id, x.At * 1000UL, marks, x.From, x.Text, x.Text));
        MessagePush read = FieldReader.ReadWhole<MessagePush>(body);
        return read.Number == x.Number && read.Id == x.Id && read.At == x.At * 1000UL && read.Marks == marks
            && read.From.SequenceEqual(x.From) && read.To.SequenceEqual(x.Text) && read.Text.SequenceEqual(x.Text);
    });

    [Test]
    public void Any_answer_to_a_send_comes_back_as_it_was() => Holds<(ulong Number, uint At, bool Delivered, bool Duplicate)>(x =>
    {
        SendAnswer read = FieldReader.ReadWhole<SendAnswer>(Body(Opcode.SendAnswer, 1, new SendAnswer(x.Number, x.At, x.Delivered, x.Duplicate)));
        return read.Number == x.Number && read.At == x.At && read.Delivered == x.Delivered && read.Duplicate == x.Duplicate;
    });

    [Test]
    public void Any_numbers_are_confirmed_as_they_were() => Holds<ulong[]>(numbers =>
    {
        ConfirmRequest read = FieldReader.ReadWhole<ConfirmRequest>(Body(Opcode.Confirm, 1, ConfirmRequest.Of(numbers, new byte[numbers.Length * 8])));
        for (int i = 0; i < numbers.Length; i++)
        {
            if (read[i] != numbers[i])
                return false;
        }
        return read.Count == numbers.Length;
    });

    [Test]
    public void Any_refusal_comes_back_and_never_says_to_wait_less_than_was_meant() => Holds<(ushort Code, uint Ticks)>(x =>
    {
        TimeSpan wait = TimeSpan.FromTicks(x.Ticks);
        Refusal read = FieldReader.ReadWhole<Refusal>(Body(Opcode.Error, 1, new Refusal((ErrorCode)x.Code, wait, "no")));
        return (ushort)read.Code == x.Code && read.RetryAfter >= wait && read.RetryAfter - wait < TimeSpan.FromMilliseconds(1);
    });

    [Test]
    public void Any_page_of_history_comes_back_as_it_was() => Holds<(ulong Number, Guid Id, uint At, byte Flags, NonNull<string> Text)[]>(x =>
    {
        HistoryItem[] items = [.. x.Select(i => new HistoryItem(
            i.Number, i.Id, i.At * 1000UL, (HistoryMarks)i.Flags & HistoryMarks.All, "bob", "#lunch", Encoding.UTF8.GetBytes(i.Text.Get)))];
        FindAnswer read = FieldReader.ReadWhole<FindAnswer>(Body(Opcode.FindAnswer, 1, new FindAnswer(items, 7, 9)));
        int size = Body(Opcode.FindAnswer, 1, read).Length;
        return read.Next == 7 && read.Searched == 9 && read.Messages.Count == items.Length
            && read.Messages.Zip(items).All(pair => pair.First with { Text = default } == pair.Second with { Text = default }
                && pair.First.Text.Span.SequenceEqual(pair.Second.Text.Span))
            && items.Sum(item => item.Size) - size == FindAnswer.Room + FrameHeader.CountedSize - Limits.FrameAfterLogin;
    });

    [Test]
    public void Any_names_come_back_as_they_were() => Holds<NonNull<string>[]>(x =>
    {
        // Lone surrogates are no characters, and become one on the way.
        string[] names = [.. x.Select(name => Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(name.Get)))];
        GroupMembersRequest read = FieldReader.ReadWhole<GroupMembersRequest>(
            Body(Opcode.GroupCreate, 1, new GroupMembersRequest("#lunch"u8, NameList.Of(names))));
        return read.Group.SequenceEqual("#lunch"u8) && read.Members.Count == names.Length && read.Members.ToArray().SequenceEqual(names);
    });

    [Test]
    public void Any_change_comes_back_as_it_was() => Holds<(ulong Number, ulong Message, Guid Id, uint At, byte Flags, byte[] From, byte[] Text)>(x =>
    {
        ChangeMarks marks = (ChangeMarks)x.Flags & ChangeMarks.All;
        byte[] body = Body(Opcode.Changed, 0, new ChangedPush(x.Number, x.Message, x.Id, x.At * 1000UL, marks, x.From, x.From, x.Text));
        ChangedPush read = FieldReader.ReadWhole<ChangedPush>(body);
        return read.Number == x.Number && read.Message == x.Message && read.Id == x.Id && read.At == x.At * 1000UL && read.Marks == marks
            && read.From.SequenceEqual(x.From) && read.To.SequenceEqual(x.From) && read.Text.SequenceEqual(x.Text);
    });

    [Test]
    public void Any_receipt_comes_back_as_it_was_whatever_its_state() => Holds<(byte State, Guid Id, ulong Number)>(x =>
    {
        ReceiptPush receipt = new((ReceiptState)x.State, x.Id, x.Number, "#lunch", "bob");
        return FieldReader.ReadWhole<ReceiptPush>(Body(Opcode.Receipt, 0, receipt)) == receipt;
    });

    [Test]
    public void Frames_behind_each_other_are_found_one_by_one() => Holds<byte[][]>(texts =>
    {
        using FrameBuffer buffer = new();
        foreach (byte[] text in texts)
            buffer.Write(Opcode.Read, 1, new ReadRequest(text, (uint)text.Length));
        ReadOnlySpan<byte> rest = buffer.Written;
        foreach (byte[] text in texts)
        {
            if (FrameReader.Read(rest, Limits.FrameAfterLogin, out Frame frame, out _) != FrameOutcome.Frame)
                return false;
            ReadRequest read = FieldReader.ReadWhole<ReadRequest>(frame.Body);
            if (!read.From.SequenceEqual(text) || read.Count != text.Length)
                return false;
            rest = rest[frame.Size..];
        }
        return rest.IsEmpty;
    });

    [Test]
    public void The_rule_of_texts_is_strict_utf8() => Holds<byte[]>(bytes =>
    {
        bool valid;
        try
        {
            valid = Strict.GetString(bytes).Length > 0 && !bytes.Contains((byte)0);
        }
        catch (DecoderFallbackException)
        {
            valid = false;
        }
        return Texts.Check(bytes) == (valid ? ErrorCode.None : ErrorCode.TextInvalid);
    });

    [Test]
    public void Any_text_of_whole_characters_is_taken() => Holds<NonEmptyString>(text =>
    {
        string whole = text.Get.Replace("\0", "", StringComparison.Ordinal);
        byte[] utf8 = Encoding.UTF8.GetBytes(whole);
        return Texts.Check(utf8) == (whole.Length == 0 ? ErrorCode.TextInvalid : ErrorCode.None);
    });

    [Test]
    public void The_rule_of_names_is_its_regular_expression() => Holds<string>(name =>
        Names.IsValid(name ?? "") == NameRule().IsMatch(name ?? "") && Names.IsValid("a" + name) == NameRule().IsMatch("a" + name));

    [Test]
    public void Any_bytes_are_described_in_one_printable_line() => Holds<byte[]>(bytes =>
        !FrameExplainer.Line(bytes, bodies: true).Any(char.IsControl)
        && !FrameExplainer.Line(Frame(Opcode.Send, 1, new SendRequest(Guid.Empty, bytes, bytes)), bodies: true).Any(char.IsControl));

    [TestCase(16_384, ErrorCode.None)]
    [TestCase(16_385, ErrorCode.TooLarge)]
    public void The_longest_text(int size, ErrorCode expected) => Texts.Check(Encoding.ASCII.GetBytes(new string('x', size))).Should().Be(expected);

    [Test]
    public void A_page_that_fills_its_room_fills_a_frame()
    {
        HistoryItem item = new(1, Guid.Empty, 0, HistoryMarks.None, "", "", default);
        HistoryItem[] items = [.. Enumerable.Repeat(item with { Text = new byte[HistoryAnswer.Room / 4 - item.Size] }, 3), item];
        items[3] = item with { Text = new byte[HistoryAnswer.Room - items.Sum(i => i.Size)] };
        Frame(Opcode.HistoryAnswer, 1, new HistoryAnswer(items, 0)).Length.Should().Be(FrameHeader.LengthSize + Limits.FrameAfterLogin);
        items[3] = item with { Text = new byte[items[3].Text.Length - 8] };
        Frame(Opcode.FindAnswer, 1, new FindAnswer(items, 0, 0)).Length.Should().Be(FrameHeader.LengthSize + Limits.FrameAfterLogin);
    }

    [Test]
    public void The_largest_group_fits_in_a_frame()
    {
        string longest = new('a', Limits.NameLength);
        string[] members = [.. Enumerable.Repeat(longest, Limits.GroupMembers)];
        Frame(Opcode.GroupShowAnswer, 1, new GroupBody($"#{longest}", longest, 0, members)).Length.Should().BeLessThan(Limits.FrameAfterLogin);
        NameList.Of(members).ToArray().Should().Equal(members);
    }

    [Test]
    public void Bytes_of_a_name_that_are_not_utf8_make_a_name_that_nobody_has()
    {
        GroupMembersRequest read = FieldReader.ReadWhole<GroupMembersRequest>(
            Body(Opcode.GroupAdd, 1, new GroupMembersRequest("x"u8, new NameList([0, 2, 0x62, 0xFF, 0, 0], 2))));
        read.Members.ToArray().Should().Equal("b\uFFFD", "").And.NotContain(name => Names.IsValid(name));
    }

    private static void Holds<T>(Func<T, bool> property) =>
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(500), Prop.ForAll(ArbMap.Default.ArbFor<T>(), property));

    private static byte[] Body<T>(Opcode opcode, uint requestId, T message)
        where T : IWireMessage<T>, allows ref struct => Frame(opcode, requestId, message)[FrameHeader.Size..];

    private static byte[] Frame<T>(Opcode opcode, uint requestId, T message)
        where T : IWireMessage<T>, allows ref struct
    {
        using FrameBuffer buffer = new();
        buffer.Write(opcode, requestId, message);
        return buffer.Written.ToArray();
    }

    [GeneratedRegex(@"\A[A-Za-z][A-Za-z0-9._-]{0,31}\z")]
    private static partial Regex NameRule();
}
