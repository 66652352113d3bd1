using System.Text;
using FluentAssertions;
using Messenger.Tests.Support;
using Messenger.Wire;
using Messenger.Wire.Messages;
using NUnit.Framework;

namespace Messenger.Tests.Server.EndToEnd;

/// <summary>PROTOCOL.md §3.5: what breaks a rule is refused by the rule's name and never repaired.</summary>
internal sealed class FieldRuleTests : ServerTest
{
    /// <summary>Every way in which bytes are not UTF-8, between letters that would be fine.</summary>
    private static readonly byte[][] NotUtf8 =
    [
        [0x80], [0xBF], [0xC3], [0xC3, 0x28], [0xC0, 0xAF], [0xC1, 0xBF], [0xE0, 0x80, 0xAF], [0xE2, 0x82], [0xE2, 0x28, 0xA1],
        [0xED, 0xA0, 0x80], [0xED, 0xBF, 0xBF], [0xF0, 0x80, 0x80, 0xAF], [0xF0, 0x9F, 0x91], [0xF4, 0x90, 0x80, 0x80], [0xF5, 0x80, 0x80, 0x80],
        [0xF8, 0x88, 0x80, 0x80, 0x80], [0xFE], [0xFF], [0xFF, 0xFE],
    ];

    [Test]
    public async Task What_is_not_utf8_is_refused_by_name([Range(0, 18)] int form)
    {
        byte[] bad = [.. "abcdefgh"u8, .. NotUtf8[form], .. "ij"u8];
        byte[] atEnd = [.. "abcdefgh"u8, .. NotUtf8[form]];
        ServerFixture server = StartServer();
        await RegisterAsync(server, "bob");
        foreach (byte[] bytes in new[] { bad, atEnd })
        {
            RawClient client = await GreetAsync(server);
            (await client.AskCredentials(Opcode.Register, bytes, "password"u8.ToArray())).Code.Should().Be(ErrorCode.NameInvalid);
            (await client.AskCredentials(Opcode.Register, "alice"u8.ToArray(), bytes)).Code.Should().Be(ErrorCode.PasswordInvalid);
            (await client.AskCredentials(Opcode.Login, bytes, "password"u8.ToArray())).Code.Should().Be(ErrorCode.BadCredentials);
            (await client.AskCredentials(Opcode.Login, "bob"u8.ToArray(), bytes)).Code.Should().Be(ErrorCode.BadCredentials);
            await client.RegisterAsync("alice");
            (await client.AskSend(bytes, "text"u8.ToArray())).Code.Should().Be(ErrorCode.NoSuchAccount);
            (await client.AskSend("bob"u8.ToArray(), bytes)).Code.Should().Be(ErrorCode.TextInvalid);
            (await client.AskList(bytes)).Code.Should().Be(ErrorCode.BadPattern);
            (await client.Ask(Opcode.Read, new ReadRequest(bytes, 0))).Read<ReadAnswer>().Should().Be(new ReadAnswer(0, 0));
            (await client.AskCredentials(Opcode.DeleteAccount, bytes, "password"u8.ToArray())).Code.Should().Be(ErrorCode.ConfirmationNeeded);
            (await client.AskCredentials(Opcode.DeleteAccount, "alice", RawClient.Password)).Code.Should().Be(ErrorCode.None);
        }
    }

    [TestCase("alice", true)]
    [TestCase("A", true)]
    [TestCase("a.b_c-9", true)]
    [TestCase("abcdefghijklmnopqrstuvwxyz123456", true)]
    [TestCase("abcdefghijklmnopqrstuvwxyz1234567", false)]
    [TestCase("", false)]
    [TestCase("9lives", false)]
    [TestCase("_a", false)]
    [TestCase("a b", false)]
    [TestCase("a\0b", false)]
    [TestCase("a\nb", false)]
    [TestCase("ålice", false)]
    [TestCase("#group", false)]
    public async Task A_name_keeps_its_rule(string name, bool allowed)
    {
        RawClient client = await GreetAsync(StartServer());
        Received answer = await client.AskCredentials(Opcode.Register, name);

        answer.Code.Should().Be(allowed ? ErrorCode.None : ErrorCode.NameInvalid);
        if (allowed)
            answer.Read<SessionOpened>().Name.Should().Be(name);
    }

    [TestCase(7, ErrorCode.PasswordInvalid)]
    [TestCase(8, ErrorCode.None)]
    [TestCase(256, ErrorCode.None)]
    [TestCase(257, ErrorCode.PasswordInvalid)]
    [TestCase(3_000, ErrorCode.PasswordInvalid)]
    public async Task A_password_keeps_its_rule(int bytes, ErrorCode expected)
    {
        RawClient client = await GreetAsync(StartServer());
        (await client.AskCredentials(Opcode.Register, "alice", new string('x', bytes))).Code.Should().Be(expected);
    }

    [Test]
    public async Task A_password_with_the_one_character_that_has_no_normal_form_is_refused()
    {
        RawClient client = await GreetAsync(StartServer());
        (await client.AskCredentials(Opcode.Register, "alice", "password\uFFFE")).Code.Should().Be(ErrorCode.PasswordInvalid);
        (await client.AskCredentials(Opcode.Login, "alice", "password\uFFFE")).Code.Should().Be(ErrorCode.BadCredentials);
    }

    [Test]
    public async Task A_password_typed_decomposed_is_the_same()
    {
        ServerFixture server = StartServer();
        RawClient client = await GreetAsync(server);
        await client.AskCredentials(Opcode.Register, "alice", "caf\u00E9-caf\u00E9");
        RawClient mac = await GreetAsync(server);

        (await mac.AskCredentials(Opcode.Login, "ALICE", "cafe\u0301-cafe\u0301")).Opcode.Should().Be(Opcode.LoginAnswer);
    }

    [TestCase(0, ErrorCode.TextInvalid)]
    [TestCase(1, ErrorCode.None)]
    [TestCase(16_384, ErrorCode.None)]
    [TestCase(16_385, ErrorCode.TooLarge)]
    [TestCase(65_000, ErrorCode.TooLarge)]
    public async Task A_text_has_1_byte_to_16_KiB(int bytes, ErrorCode expected)
    {
        ServerFixture server = StartServer();
        RawClient alice = await RegisterAsync(server, "alice");
        RawClient bob = await RegisterAsync(server, "bob");
        string text = new('x', bytes);

        (await alice.AskSend("bob", text)).Code.Should().Be(expected);
        await alice.SendAsync("bob", "behind");

        if (expected is ErrorCode.None)
            (await bob.NextMessageAsync()).Text.Should().Be(text);
        (await bob.NextMessageAsync()).Text.Should().Be("behind");
    }

    [Test]
    public async Task A_text_arrives_byte_for_byte()
    {
        ServerFixture server = StartServer();
        RawClient alice = await RegisterAsync(server, "alice");
        RawClient bob = await RegisterAsync(server, "bob");
        string[] texts =
        [
            "line one\nline two\r\n\tthree\n", "世界 こんにちは 안녕", "👋🏽 👨‍👩‍👧‍👦 🇩🇪", "e\u0301 is not \u00E9", "\u001b[31m \u202E \u200B \uFEFF \uFFFE \u0001", "\"%s %n {0} \\",
            new string('界', 5461),
        ];
        foreach (string text in texts)
        {
            await alice.SendAsync("bob", text);
            (await bob.NextMessageAsync()).TextBytes.Should().Equal(Encoding.UTF8.GetBytes(text));
        }
        (await alice.AskSend("bob", "nul\0")).Code.Should().Be(ErrorCode.TextInvalid);
    }

    [Test]
    public async Task To_oneself_to_nobody_and_to_no_group_nothing_is_sent()
    {
        RawClient alice = await RegisterAsync(StartServer(), "Alice");
        await RegisterAsync(StartServer(), "unrelated");

        (await alice.AskSend("aLiCe", "me")).Code.Should().Be(ErrorCode.SelfSend);
        (await alice.AskSend("#lunch", "all")).Code.Should().Be(ErrorCode.NoSuchGroup);
        (await alice.AskSend("", "who")).Code.Should().Be(ErrorCode.NoSuchAccount);
        (await alice.AskSend(new byte[40_000], "who"u8.ToArray())).Code.Should().Be(ErrorCode.NoSuchAccount);
        Received answer = await alice.AskSend("Alcie", "slip");
        answer.Read<Refusal>().Should().Match<Refusal>(refusal =>
            refusal.Code == ErrorCode.NoSuchAccount && refusal.Message.Contains("did you mean Alice?"));
    }

    [Test]
    public async Task Directories_are_listed_by_pattern_sorted_paged_and_with_who_is_online()
    {
        ServerFixture server = StartServer();
        RawClient alice = await RegisterAsync(server, "Alice");
        RawClient bob = await RegisterAsync(server, "bob");
        await RegisterAsync(server, "anton");
        bob.Dispose();
        await Eventually.Becomes(() => !server.Server.Engine.Find("bob")!.Online, "bob to be away");

        (await alice.ListAsync()).Accounts.Should().Equal(new ListedAccount("Alice", true), new ListedAccount("anton", true), new ListedAccount("bob", false));
        ListAnswer page = await alice.ListAsync("a*", limit: 1);
        page.Accounts.Should().Equal(new ListedAccount("Alice", true));
        page = await alice.ListAsync("a*", page.Next, 1);
        page.Accounts.Should().Equal(new ListedAccount("anton", true));
        page.Next.Should().BeEmpty();
        (await alice.ListAsync("zzz")).Accounts.Should().BeEmpty();
        (await alice.AskList("[ab")).Code.Should().Be(ErrorCode.BadPattern);
        (await alice.AskList(new string('a', 65))).Code.Should().Be(ErrorCode.BadPattern);
        (await alice.AskList(new string('a', 64))).Code.Should().Be(ErrorCode.None);
    }
}
