using FluentAssertions;
using Messenger.Tests.Support;
using Messenger.Wire;
using Messenger.Wire.Messages;
using NUnit.Framework;

namespace Messenger.Tests.Server.EndToEnd;

/// <summary>Blocking, presence, sessions and settings over the wire.</summary>
internal sealed class PeopleWireTests : ServerTest
{
    [Test]
    public async Task Who_is_blocked_learns_no_more_than_that_he_is_not_taken()
    {
        ServerFixture server = StartServer();
        RawClient alice = await RegisterAsync(server, "alice");
        RawClient bob = await RegisterAsync(server, "Bob");
        await RegisterAsync(server, "carol");
        await RawClient.DoneAsync(alice.AskBlock("bob"));
        await RawClient.DoneAsync(alice.AskBlock("BOB"));
        await RawClient.DoneAsync(alice.AskBlock("carol"));

        (await alice.BlocksAsync()).Blocked.Should().Equal(new BlockedAccount("Bob", false), new BlockedAccount("carol", false));
        Received refusal = await bob.AskSend("alice", "hello");
        refusal.Code.Should().Be(ErrorCode.NotAccepted);
        refusal.Read<Refusal>().Message.Should().Contain("does not take messages from you");
        await RawClient.DoneAsync(bob.AskCredentials(Opcode.DeleteAccount, "bob"));
        (await alice.BlocksAsync()).Blocked[0].Should().Be(new BlockedAccount("Bob", true));
        await RawClient.DoneAsync(alice.AskBlock("bob", on: false));
        (await alice.BlocksAsync()).Blocked.Should().Equal(new BlockedAccount("carol", false));

        (await alice.AskBlock("alice")).Code.Should().Be(ErrorCode.SelfSend);
        (await alice.AskBlock("nobody")).Code.Should().Be(ErrorCode.NoSuchAccount);
        (await alice.AskBlock("nobody", on: false)).Code.Should().Be(ErrorCode.NoSuchAccount);
        (await alice.AskBlock("#group")).Code.Should().Be(ErrorCode.NoSuchAccount);
    }

    [Test]
    public async Task Presence_comes_to_those_who_share_a_conversation_and_asked_for_it()
    {
        ServerFixture server = StartServer(clock: new ManualClock());
        RawClient alice = await RegisterAsync(server, "alice", capabilities: Capabilities.Presence);
        RawClient plain = await RegisterAsync(server, "plain");
        RawClient bob = await RegisterAsync(server, "bob");
        await bob.SendAsync("alice", "hello");
        await bob.SendAsync("plain", "hello");
        Task<PresencePush> came = alice.NextPresenceAsync();
        await server.AdvanceUntil(came, "presence");
        (await came).Should().Be(new PresencePush("bob", true, 0));

        ulong left = (ulong)server.Clock.GetUtcNow().ToUnixTimeMilliseconds();
        await RawClient.DoneAsync(bob.AskEmpty(Opcode.Logout));
        Task<PresencePush> went = alice.NextPresenceAsync();
        await server.AdvanceUntil(went, "presence");
        (await went).Should().Be(new PresencePush("bob", false, left));
        ListedConversation listed = (await alice.ConversationsAsync()).Conversations.Single();
        (listed.Name, listed.Online, listed.LastSeen).Should().Be(("bob", false, left));
        await plain.PingAsync();
        plain.Arrived.Select(frame => frame.Opcode).Should().NotContain(Opcode.Presence);
    }

    [Test]
    public async Task Who_came_and_went_within_the_delay_is_told_as_gone_for_a_list_may_have_shown_him()
    {
        ServerFixture server = StartServer(clock: new ManualClock());
        RawClient alice = await RegisterAsync(server, "alice", capabilities: Capabilities.Presence);
        RawClient bob = await RegisterAsync(server, "bob");
        await bob.SendAsync("alice", "bye");
        ulong left = (ulong)server.Clock.GetUtcNow().ToUnixTimeMilliseconds();
        await RawClient.DoneAsync(bob.AskEmpty(Opcode.Logout));

        Task<PresencePush> told = alice.NextPresenceAsync();
        await server.AdvanceUntil(told, "presence");
        (await told).Should().Be(new PresencePush("bob", false, left));
    }

    [Test]
    public async Task Sessions_are_listed_with_address_and_last_activity_and_one_ends_another()
    {
        ManualClock clock = new();
        ServerFixture server = StartServer(clock: clock);
        RawClient one = await RegisterAsync(server, "alice");
        clock.Advance(TimeSpan.FromSeconds(2));
        RawClient two = await LoginAsync(server, "alice");
        ulong twoAt = (ulong)clock.GetUtcNow().ToUnixTimeMilliseconds();
        clock.Advance(TimeSpan.FromSeconds(2));
        // A ping is no activity.
        await two.PingAsync();
        await one.UnreadAsync();

        SessionsAnswer sessions = await one.SessionsAsync();
        ulong now = (ulong)clock.GetUtcNow().ToUnixTimeMilliseconds();
        sessions.Sessions.Select(session => (session.IsThis, session.Attached, session.LastActive, session.Address)).Should().Equal(
            (true, true, now, "127.0.0.1"), (false, true, twoAt, "127.0.0.1"));
        sessions.Sessions.Select(session => session.Id).Should().OnlyHaveUniqueItems();
        ulong other = sessions.Sessions[1].Id;
        (await two.SessionsAsync()).Sessions.Single(session => session.IsThis).Id.Should().Be(other);

        (await one.AskSessionEnd(sessions.Sessions[0].Id)).Code.Should().Be(ErrorCode.BadCommand);
        (await one.AskSessionEnd(other + 1)).Code.Should().Be(ErrorCode.BadCommand);
        await RawClient.DoneAsync(one.AskSessionEnd(other));
        await two.ExpectGoodbyeAsync(ErrorCode.SessionEnded);
        (await one.SessionsAsync()).Sessions.Should().ContainSingle();
        (await (await GreetAsync(server)).AskResume(two.Token)).Code.Should().Be(ErrorCode.BadCredentials);
        (await one.AskSessionEnd(other)).Code.Should().Be(ErrorCode.BadCommand);
    }

    [Test]
    public async Task A_session_that_was_cut_is_listed_as_away()
    {
        ServerFixture server = StartServer();
        RawClient one = await RegisterAsync(server, "alice");
        RawClient two = await LoginAsync(server, "alice");
        two.Reset();
        await Eventually.Becomes(() => server.Server.ConnectionCount == 1, "the connection to be gone");

        (await one.SessionsAsync()).Sessions.Select(session => (session.IsThis, session.Attached)).Should().BeEquivalentTo([(true, true), (false, false)]);
    }

    [Test]
    public async Task Settings_are_asked_for_and_changed_and_told_at_login()
    {
        ServerFixture server = StartServer();
        RawClient alice = await RegisterAsync(server, "alice");
        alice.Opened.ReadMarks.Should().BeTrue();

        (await alice.SettingsAsync()).Should().Be(AccountSettings.ReadMarks);
        (await alice.SettingsAsync(AccountSettings.None, AccountSettings.None)).Should().Be(AccountSettings.ReadMarks, "outside the mask nothing changes");
        (await alice.SettingsAsync(AccountSettings.ReadMarks, AccountSettings.None)).Should().Be(AccountSettings.None);
        (await LoginAsync(server, "alice")).Opened.ReadMarks.Should().BeFalse();
        (await alice.SettingsAsync(AccountSettings.ReadMarks, AccountSettings.ReadMarks)).Should().Be(AccountSettings.ReadMarks);
    }
}
