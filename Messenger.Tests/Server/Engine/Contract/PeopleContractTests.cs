using FluentAssertions;
using Messenger.Server.Engine;
using Messenger.Server.Engine.Commands;
using Messenger.Tests.Support;
using Messenger.Wire;
using NUnit.Framework;

namespace Messenger.Tests.Server.Engine.Contract;

/// <summary>Whom an account takes messages from, who hears that it came or went, and where it is logged in.</summary>
internal sealed class PeopleContractTests(JournalKind kind) : ContractTest(kind)
{
    private readonly Dictionary<EngineHarness.Login, int> _heard = [];

    [Test]
    public async Task Who_is_blocked_sends_nothing_and_adds_nobody_and_may_again_when_he_is_not()
    {
        EngineHarness engine = StartEngine();
        EngineHarness.Login alice = await engine.OpenAsync(await engine.CreateAsync("alice"));
        EngineHarness.Login bob = await engine.OpenAsync(await engine.CreateAsync("bob"));
        Group group = await engine.CreateGroupAsync(bob, "lunch");
        (await engine.BlockAsync(alice, bob.Account)).Should().Be(ErrorCode.None);
        (await engine.BlockAsync(alice, bob.Account)).Should().Be(ErrorCode.None, "idempotent");

        (await engine.SendAsync(bob, alice.Account, "hello?")).Result.Should().Be(ErrorCode.NotAccepted);
        (await engine.AddAsync(bob, group, alice.Account)).Should().Be(ErrorCode.NotAccepted);
        (await engine.SendAsync(alice, bob.Account, "I may")).Result.Should().Be(ErrorCode.None);
        alice.Terminal.Pushes.Should().BeEmpty();

        await engine.BlockAsync(alice, bob.Account, on: false);
        (await engine.SendAsync(bob, alice.Account, "hello")).Result.Should().Be(ErrorCode.None);
        (await engine.AddAsync(bob, group, alice.Account)).Should().Be(ErrorCode.None);
        await engine.BlockAsync(alice, bob.Account);
        (await engine.SendAsync(bob, group, "in a group they meet")).Result.Should().Be(ErrorCode.None);
        alice.Terminal.Texts.Should().Equal("hello", "in a group they meet");
    }

    [Test]
    public async Task So_many_may_be_blocked_and_no_more_however_many_ask_at_once()
    {
        GatedJournal journal = NewGate();
        EngineHarness engine = StartEngine(journal);
        Account[] accounts = await engine.CreateManyAsync(Block.Most + 4);
        EngineHarness.Login login = await engine.OpenAsync(await engine.CreateAsync("alice"));
        await Task.WhenAll(accounts[..(Block.Most - 2)].Select(account => engine.BlockAsync(login, account)));
        ErrorCode[] results = [];

        await TogetherAsync(engine, journal, login, async () =>
            results = await Task.WhenAll(accounts[(Block.Most - 3)..].Select(account => engine.BlockAsync(login, account))));

        results.Should().Equal(
            ErrorCode.None, ErrorCode.None, ErrorCode.None, ErrorCode.TooLarge, ErrorCode.TooLarge, ErrorCode.TooLarge, ErrorCode.TooLarge);
        login.Account.Blocked.Should().HaveCount(Block.Most);
        await engine.BlockAsync(login, accounts[0], on: false);
        (await engine.BlockAsync(login, accounts[^1])).Should().Be(ErrorCode.None);
    }

    [Test]
    public async Task Those_who_share_a_conversation_hear_who_came_and_went_but_not_of_a_blink()
    {
        ManualClock clock = new();
        EngineHarness engine = StartEngine(clock: clock);
        EngineHarness.Login writer = await OpenAsync(engine, "writer");
        EngineHarness.Login member = await OpenAsync(engine, "member");
        EngineHarness.Login stranger = await OpenAsync(engine, "stranger");
        Account alice = await engine.CreateAsync("alice");
        await engine.SendAsync(writer, alice, "hello");
        await engine.CreateGroupAsync(member, "lunch", alice);
        await AnnounceAsync(engine, writer);
        News(writer, member, stranger);

        EngineHarness.Login login = await OpenAsync(engine, "alice", alice);
        News(writer, member, stranger).Should().Equal(["", "", ""], "they are told by and by");
        await AnnounceAsync(engine, writer);
        News(writer, member, stranger).Should().Equal("alice True 0", "alice True 0", "");

        engine.Cut(login);
        engine.Resume(login, new FakeTerminal { Features = TerminalFeatures.Presence });
        await AnnounceAsync(engine, writer);
        News(writer, member, stranger).Should().Equal(["", "", ""], "it was gone for a moment only");

        EngineHarness.Login second = await OpenAsync(engine, "alice", alice);
        await engine.LogOutAsync(login);
        await AnnounceAsync(engine, writer);
        News(writer, member, stranger).Should().Equal(["", "", ""], "she is still there");

        long left = clock.GetUtcNow().ToUnixTimeMilliseconds();
        await engine.LogOutAsync(second);
        clock.Advance(TimeSpan.FromMinutes(1));
        await AnnounceAsync(engine, writer);
        News(writer, member, stranger).Should().Equal($"alice False {left}", $"alice False {left}", "");
        alice.LastSeen.Should().Be(left);
    }

    [Test]
    public async Task Of_whom_has_blocked_him_nobody_hears_that_he_came()
    {
        EngineHarness engine = StartEngine();
        EngineHarness.Login bob = await OpenAsync(engine, "bob");
        Account alice = await engine.CreateAsync("alice");
        EngineHarness.Login login = await engine.OpenAsync(alice);
        await engine.SendAsync(bob, alice, "hello");
        await engine.BlockAsync(login, bob.Account);
        await AnnounceAsync(engine, bob);

        bob.Terminal.NoticesOf<PresenceNotice>().Should().BeEmpty();
    }

    [Test]
    public async Task Another_terminal_is_logged_out_and_told_so()
    {
        EngineHarness engine = StartEngine();
        Account alice = await engine.CreateAsync("alice");
        EngineHarness.Login one = await engine.OpenAsync(alice, new FakeTerminal { Address = "192.0.2.1" });
        EngineHarness.Login two = await engine.OpenAsync(alice, new FakeTerminal { Address = "192.0.2.2" });
        one.Session.Address.Should().Be("192.0.2.1");

        (await engine.Engine.EndSessionAsync(one.Session, ErrorCode.SessionEnded).Within("it")).Should().Be(ErrorCode.None);

        one.Terminal.ClosedFor.Should().Be(ErrorCode.SessionEnded);
        two.Terminal.ClosedFor.Should().Be(ErrorCode.None);
        alice.Sessions.Should().Equal(two.Session);
        engine.Resume(one, new FakeTerminal()).Should().BeNull();
        (await engine.SendAsync(one, await engine.CreateAsync("bob"), "too late")).Result.Should().Be(ErrorCode.NotLoggedIn);
        (await engine.Engine.EndSessionAsync(one.Session, ErrorCode.SessionEnded).Within("it")).Should().Be(ErrorCode.None, "it is over already");
    }

    private static async Task<EngineHarness.Login> OpenAsync(EngineHarness engine, string name, Account? account = null) =>
        await engine.OpenAsync(account ?? await engine.CreateAsync(name), TerminalFeatures.Presence);

    /// <summary>What each heard of alice since the last time.</summary>
    private string[] News(params EngineHarness.Login[] logins) => [.. logins.Select(login =>
    {
        string[] all = [.. login.Terminal.NoticesOf<PresenceNotice>().Where(notice => notice.Who.Name == "alice")
            .Select(notice => $"{notice.Who.Name} {notice.Online} {notice.LastSeen}")];
        string news = string.Join(", ", all[_heard.GetValueOrDefault(login)..]);
        _heard[login] = all.Length;
        return news;
    })];

    /// <summary>An announcement is a command that nobody waits for; an answer behind it says that it is over.</summary>
    private static async Task AnnounceAsync(EngineHarness engine, EngineHarness.Login any)
    {
        engine.Engine.AnnouncePresence();
        await engine.ConfirmAsync(any);
    }
}
