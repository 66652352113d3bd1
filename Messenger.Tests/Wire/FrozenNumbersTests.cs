using FluentAssertions;
using Messenger.Wire;
using Messenger.Wire.Messages;
using NUnit.Framework;

namespace Messenger.Tests.Wire;

/// <summary>Numbers that are on the wire never change: whoever adds one adds a line here, and no line is ever edited.</summary>
public sealed class FrozenNumbersTests
{
    private static readonly Dictionary<Opcode, byte> FrozenOpcodes = new()
    {
        [Opcode.Hello] = 0x01,
        [Opcode.Ping] = 0x02,
        [Opcode.Register] = 0x03,
        [Opcode.Login] = 0x04,
        [Opcode.Resume] = 0x05,
        [Opcode.Logout] = 0x06,
        [Opcode.ChangePassword] = 0x07,
        [Opcode.DeletePreview] = 0x08,
        [Opcode.DeleteAccount] = 0x09,
        [Opcode.List] = 0x0A,
        [Opcode.Send] = 0x10,
        [Opcode.Confirm] = 0x11,
        [Opcode.Unread] = 0x12,
        [Opcode.Read] = 0x13,
        [Opcode.History] = 0x14,
        [Opcode.Find] = 0x15,
        [Opcode.MarkRead] = 0x16,
        [Opcode.Edit] = 0x17,
        [Opcode.Unsend] = 0x18,
        [Opcode.Conversations] = 0x19,
        [Opcode.Why] = 0x1A,
        [Opcode.GroupCreate] = 0x20,
        [Opcode.GroupShow] = 0x21,
        [Opcode.GroupAdd] = 0x22,
        [Opcode.GroupRemove] = 0x23,
        [Opcode.GroupRename] = 0x24,
        [Opcode.GroupLeave] = 0x25,
        [Opcode.GroupDelete] = 0x26,
        [Opcode.Groups] = 0x27,
        [Opcode.Block] = 0x30,
        [Opcode.Unblock] = 0x31,
        [Opcode.Blocks] = 0x32,
        [Opcode.Sessions] = 0x33,
        [Opcode.SessionEnd] = 0x34,
        [Opcode.Settings] = 0x35,
        [Opcode.Message] = 0x40,
        [Opcode.UnreadChanged] = 0x41,
        [Opcode.Changed] = 0x42,
        [Opcode.Receipt] = 0x43,
        [Opcode.ReadUpTo] = 0x44,
        [Opcode.Presence] = 0x45,
        [Opcode.GroupChanged] = 0x46,
        [Opcode.Goodbye] = 0x7F,
        [Opcode.Error] = 0x80,
        [Opcode.HelloAnswer] = 0x81,
        [Opcode.Pong] = 0x82,
        [Opcode.RegisterAnswer] = 0x83,
        [Opcode.LoginAnswer] = 0x84,
        [Opcode.ResumeAnswer] = 0x85,
        [Opcode.LogoutAnswer] = 0x86,
        [Opcode.ChangePasswordAnswer] = 0x87,
        [Opcode.DeletePreviewAnswer] = 0x88,
        [Opcode.DeleteAccountAnswer] = 0x89,
        [Opcode.ListAnswer] = 0x8A,
        [Opcode.SendAnswer] = 0x90,
        [Opcode.ConfirmAnswer] = 0x91,
        [Opcode.UnreadAnswer] = 0x92,
        [Opcode.ReadAnswer] = 0x93,
        [Opcode.HistoryAnswer] = 0x94,
        [Opcode.FindAnswer] = 0x95,
        [Opcode.MarkReadAnswer] = 0x96,
        [Opcode.EditAnswer] = 0x97,
        [Opcode.UnsendAnswer] = 0x98,
        [Opcode.ConversationsAnswer] = 0x99,
        [Opcode.WhyAnswer] = 0x9A,
        [Opcode.GroupCreateAnswer] = 0xA0,
        [Opcode.GroupShowAnswer] = 0xA1,
        [Opcode.GroupAddAnswer] = 0xA2,
        [Opcode.GroupRemoveAnswer] = 0xA3,
        [Opcode.GroupRenameAnswer] = 0xA4,
        [Opcode.GroupLeaveAnswer] = 0xA5,
        [Opcode.GroupDeleteAnswer] = 0xA6,
        [Opcode.GroupsAnswer] = 0xA7,
        [Opcode.BlockAnswer] = 0xB0,
        [Opcode.UnblockAnswer] = 0xB1,
        [Opcode.BlocksAnswer] = 0xB2,
        [Opcode.SessionsAnswer] = 0xB3,
        [Opcode.SessionEndAnswer] = 0xB4,
        [Opcode.SettingsAnswer] = 0xB5,
    };

    private static readonly Dictionary<string, ushort> FrozenErrors = new()
    {
        ["name-taken"] = 1,
        ["name-invalid"] = 2,
        ["bad-credentials"] = 3,
        ["throttled"] = 4,
        ["registration-closed"] = 5,
        ["not-logged-in"] = 6,
        ["already-logged-in"] = 7,
        ["no-such-account"] = 8,
        ["self-send"] = 9,
        ["too-large"] = 10,
        ["not-accepted"] = 11,
        ["rate-limited"] = 12,
        ["mailbox-full"] = 13,
        ["no-such-group"] = 14,
        ["not-a-member"] = 15,
        ["not-owner"] = 16,
        ["no-such-message"] = 17,
        ["bad-pattern"] = 18,
        ["bad-command"] = 19,
        ["confirmation-needed"] = 20,
        ["version-unsupported"] = 21,
        ["malformed"] = 22,
        ["frame-too-large"] = 23,
        ["unknown-opcode"] = 24,
        ["password-invalid"] = 25,
        ["text-invalid"] = 26,
        ["id-reused"] = 27,
        ["not-connected"] = 28,
        ["tls-required"] = 29,
        ["fingerprint-unknown"] = 30,
        ["too-many-connections"] = 31,
        ["store-failed"] = 32,
        ["shutting-down"] = 33,
        ["forbidden"] = 34,
        ["internal"] = 35,
        ["resumed-elsewhere"] = 101,
        ["password-changed"] = 102,
        ["account-deleted"] = 103,
        ["session-ended"] = 104,
        ["slow-consumer"] = 105,
        ["deadline-missed"] = 106,
    };

    [Test]
    public void Opcodes_keep_their_numbers()
    {
        Enum.GetValues<Opcode>().Where(opcode => opcode != Opcode.None).Order().Should().Equal(FrozenOpcodes.Keys.Order());
        foreach ((Opcode opcode, byte number) in FrozenOpcodes)
            ((byte)opcode).Should().Be(number);
    }

    [Test]
    public void Error_codes_keep_their_numbers_and_words()
    {
        Dictionary<string, ushort> now = Enum.GetValues<ErrorCode>().Where(code => code != ErrorCode.None).ToDictionary(code => code.Word(), code => (ushort)code);
        now.Should().BeEquivalentTo(FrozenErrors);
        foreach ((string word, ushort number) in FrozenErrors)
        {
            ErrorCodes.TryParse(word, out ErrorCode code).Should().BeTrue();
            ((ushort)code).Should().Be(number);
        }
    }

    [Test]
    public void A_number_that_is_not_known_still_has_a_word() => ((ErrorCode)999).Word().Should().Be("error-999");

    [Test]
    public void Bits_and_choices_keep_their_numbers()
    {
        Numbers<Capabilities>().Should().Equal("Conversations=1", "Receipts=2", "Presence=4");
        Numbers<MessageMarks>().Should().Equal("Queued=1", "SenderDeleted=2", "Own=4", "Edited=8");
        Numbers<HistoryMarks>().Should().Equal("Own=1", "SenderDeleted=2", "Edited=4", "Unsent=8", "Delivered=16", "Read=32");
        Numbers<ChangeMarks>().Should().Equal("Unsent=1", "Own=2");
        Numbers<WayMarks>().Should().Equal("TimesKnown=1", "Durable=2", "Edited=4", "Unsent=8", "Large=16");
        Numbers<AccountSettings>().Should().Equal("ReadMarks=1");
        Numbers<ReceiptState>().Should().Equal("Delivered=1", "Read=2");
        Numbers<GroupChange>().Should().Equal("Joined=1", "Members=2", "Renamed=3", "Owner=4", "Out=5", "Deleted=6");
    }

    private static IEnumerable<string> Numbers<T>()
        where T : struct, Enum =>
        Enum.GetNames<T>().Where(name => name is not ("None" or "All")).Select(name => $"{name}={Enum.Parse<T>(name):D}");

    [Test]
    public void The_preamble_and_the_version_stay()
    {
        Preamble.Bytes.ToArray().Should().Equal(0x4D, 0x53, 0x47, 0x52);
        ProtocolVersion.Choose(1, 1).Should().Be(1);
        ProtocolVersion.Choose(0, 9).Should().Be(1);
        ProtocolVersion.Choose(2, 9).Should().BeNull();
        ProtocolVersion.Choose(0, 0).Should().BeNull();
    }
}
