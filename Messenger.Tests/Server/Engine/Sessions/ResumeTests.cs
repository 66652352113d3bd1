using FluentAssertions;
using Messenger.Server.Engine;
using Messenger.Tests.Support;
using Messenger.Wire;
using NUnit.Framework;

namespace Messenger.Tests.Server.Engine.Sessions;

internal sealed class ResumeTests : SessionTest
{
    [Test]
    public async Task What_was_unconfirmed_comes_again_with_the_same_numbers_then_what_came_meanwhile()
    {
        EngineHarness.Login alice = await Engine.OpenAsync(Alice, window: 4);
        ulong[] first = await BobSendsAsync(1, 6);
        await Engine.ConfirmAsync(alice, first[1]);
        alice.Terminal.Texts.Should().Equal(Texts(1, 5));
        Engine.Cut(alice);
        ulong[] meanwhile = await BobSendsAsync(7, 8);

        EngineHarness.Resumption back = Engine.Resume(alice, new FakeTerminal())!;

        back.Resumed.Should().BeTrue();
        back.Login.Held.Total.Should().Be(0);
        back.Login.Terminal.Texts.Should().Equal("1", "3", "4", "5", "6", "7", "8");
        back.Login.Terminal.Numbers.Should().Equal([first[0], first[2], first[3], first[4], first[5], .. meanwhile]);
        back.Login.Terminal.Pushes.Should().OnlyContain(push => !push.Queued);
        await BobSendsAsync(9, 9);
        back.Login.Terminal.Texts[^1].Should().Be("9");
    }

    [Test]
    public async Task Held_stays_held_and_a_read_that_was_cut_off_is_over()
    {
        ulong[] numbers = await BobSendsAsync(1, 5);
        EngineHarness.Login alice = await Engine.OpenAsync(Alice, window: 2);
        alice.Session.Read(1, "", 4);
        Engine.Cut(alice);

        EngineHarness.Resumption back = Engine.Resume(alice, new FakeTerminal())!;

        back.Resumed.Should().BeTrue();
        back.Login.Terminal.Numbers.Should().Equal(numbers[..2]);
        back.Login.Terminal.Pushes.Should().OnlyContain(push => push.Queued, "flags are those of before");
        back.Login.Terminal.Reads.Should().BeEmpty();
        back.Login.Held.Total.Should().Be(3);
        back.Login.Session.Read(1, "", 0);
        back.Login.Terminal.Texts.Should().Equal(Texts(1, 5));
    }

    [Test]
    public async Task A_new_connection_begins_with_an_empty_window()
    {
        EngineHarness.Login alice = await Engine.OpenAsync(Alice, window: 3);
        await BobSendsAsync(1, 9);

        EngineHarness.Resumption back = Engine.Resume(alice, new FakeTerminal(), window: 5)!;

        back.Login.Terminal.Texts.Should().Equal(Texts(1, 5));
        await Engine.ConfirmAsync(back.Login, [.. back.Login.Terminal.Numbers]);
        back.Login.Terminal.Texts.Should().Equal(Texts(1, 9));
    }

    [Test]
    public async Task The_connection_before_is_closed_with_the_reason_and_gets_nothing_more()
    {
        EngineHarness.Login alice = await Engine.OpenAsync(Alice);

        EngineHarness.Resumption back = Engine.Resume(alice, new FakeTerminal())!;
        Engine.Cut(alice);
        await BobSendsAsync(1, 1);

        alice.Terminal.ClosedFor.Should().Be(ErrorCode.ResumedElsewhere);
        alice.Terminal.Pushes.Should().BeEmpty();
        back.Login.Terminal.Texts.Should().Equal(["1"], "its late end does not cut off the new one");
        Alice.Online.Should().BeTrue();
        Engine.Cut(back.Login);
        Alice.Online.Should().BeFalse();
    }

    [TestCase(600, true)]
    [TestCase(601, false)]
    public async Task A_terminal_may_resume_for_ten_minutes(int seconds, bool resumed)
    {
        EngineHarness.Login alice = await Engine.OpenAsync(Alice);
        await BobSendsAsync(1, 2);
        Engine.Cut(alice);
        await BobSendsAsync(3, 3);
        Clock.Advance(TimeSpan.FromSeconds(seconds));
        Engine.Engine.CoolDown();

        EngineHarness.Resumption back = Engine.Resume(alice, new FakeTerminal())!;

        back.Resumed.Should().Be(resumed);
        back.Login.Held.Total.Should().Be(resumed ? 0U : 3U);
        back.Login.Terminal.Pushes.Should().HaveCount(resumed ? 3 : 0);
        if (!resumed)
            back.Login.Session.Read(1, "", 0);
        back.Login.Terminal.Texts.Should().Equal(Texts(1, 3));
    }

    [Test]
    public async Task The_wall_clock_decides_nothing_about_resuming()
    {
        EngineHarness.Login alice = await Engine.OpenAsync(Alice);
        await BobSendsAsync(1, 1);
        Engine.Cut(alice);
        Clock.SetUtc(Clock.GetUtcNow().AddDays(1));

        Engine.Resume(alice, new FakeTerminal())!.Resumed.Should().BeTrue();
        Clock.SetUtc(Clock.GetUtcNow().AddDays(-1).AddHours(-1));
        Engine.Resume(alice, new FakeTerminal())!.Resumed.Should().BeTrue();
    }

    [TestCase(10_000, true)]
    [TestCase(10_001, false)]
    public async Task A_terminal_may_resume_with_ten_thousand_waiting(int messages, bool resumed)
    {
        EngineHarness.Login alice = await Engine.OpenAsync(Alice, window: 100);
        await BobSendsAsync(1, 50);
        Engine.Cut(alice);
        await BobSendsAsync(51, messages);

        EngineHarness.Resumption back = Engine.Resume(alice, new FakeTerminal(), window: 65535)!;

        back.Resumed.Should().Be(resumed);
        back.Login.Terminal.Pushes.Count.Should().Be(resumed ? messages : 0);
        back.Login.Held.Total.Should().Be(resumed ? 0U : (uint)messages);
    }

    [Test]
    public async Task A_terminal_that_started_afresh_may_resume_again()
    {
        EngineHarness.Login alice = await Engine.OpenAsync(Alice);
        Engine.Cut(alice);
        Clock.Advance(TimeSpan.FromHours(1));
        Engine.Engine.CoolDown();
        await BobSendsAsync(1, 2);
        alice = Engine.Resume(alice, new FakeTerminal())!.Login;
        await BobSendsAsync(3, 3);
        Engine.Cut(alice);

        EngineHarness.Resumption back = Engine.Resume(alice, new FakeTerminal())!;

        back.Resumed.Should().BeTrue();
        back.Login.Held.Total.Should().Be(2);
        back.Login.Terminal.Texts.Should().Equal("3");
    }

    [Test]
    public async Task What_the_terminal_confirmed_in_time_does_not_come_again()
    {
        EngineHarness.Login alice = await Engine.OpenAsync(Alice);
        ulong[] numbers = await BobSendsAsync(1, 3);
        Engine.Cut(alice);
        // Its confirmation was under way when the connection broke.
        await Engine.ConfirmAsync(alice, numbers[..2]);

        Engine.Resume(alice, new FakeTerminal())!.Login.Terminal.Texts.Should().Equal("3");
    }

    [Test]
    public async Task A_terminal_that_was_cut_off_is_shown_what_another_one_confirmed_meanwhile()
    {
        EngineHarness.Login laptop = await Engine.OpenAsync(Alice);
        EngineHarness.Login phone = await Engine.OpenAsync(Alice);
        Engine.Cut(laptop);
        ulong[] numbers = await BobSendsAsync(1, 2);
        await Engine.ConfirmAsync(phone, numbers);

        // Decision 0003: every terminal is shown what was live for it.
        Engine.Resume(laptop, new FakeTerminal())!.Login.Terminal.Texts.Should().Equal("1", "2");
        Alice.Summarize().Total.Should().Be(0);
    }

    [Test]
    public async Task A_token_lives_for_thirty_days_after_its_last_use()
    {
        EngineHarness.Login alice = await Engine.OpenAsync(Alice);
        Engine.Cut(alice);
        Clock.Advance(TimeSpan.FromDays(29));
        Engine.Cut(Engine.Resume(alice, alice.Terminal)!.Login);
        Clock.Advance(TimeSpan.FromDays(30));
        Engine.Cut(Engine.Resume(alice, alice.Terminal)!.Login);
        Clock.Advance(TimeSpan.FromDays(30) + TimeSpan.FromSeconds(1));

        Engine.Resume(alice, new FakeTerminal()).Should().BeNull();
        await Engine.SendAsync(Bob, Alice, "the engine has gone round");
        Engine.Resume(alice, new FakeTerminal()).Should().BeNull();
        Alice.Sessions.Should().BeEmpty();
    }

    [Test]
    public async Task A_token_that_is_in_use_does_not_expire()
    {
        EngineHarness.Login alice = await Engine.OpenAsync(Alice);
        Clock.Advance(TimeSpan.FromDays(100));

        Engine.Resume(alice, new FakeTerminal()).Should().NotBeNull();
    }

    [Test]
    public async Task Of_two_that_resume_one_login_at_once_the_first_does_not_begin_the_pushes_of_the_second()
    {
        EngineHarness.Login alice = await Engine.OpenAsync(Alice);
        Engine.Cut(alice);
        await BobSendsAsync(1, 1);
        FakeTerminal first = new();
        FakeTerminal second = new();
        Engine.Engine.Resume(alice.Token, first, 10);
        Engine.Engine.Resume(alice.Token, second, 10);

        alice.Session.Start(first);
        second.Pushes.Should().BeEmpty("it has not been told yet that it is logged in");
        alice.Session.Start(second);

        second.Texts.Should().Equal("1");
        first.Pushes.Should().BeEmpty();
    }

    [Test]
    public async Task A_logout_closes_a_connection_that_took_the_login_over_meanwhile()
    {
        EngineHarness.Login alice = await Engine.OpenAsync(Alice);
        FakeTerminal other = new();
        Engine.Resume(alice, other);

        await Engine.Engine.EndSessionAsync(alice.Session, ErrorCode.None, alice.Terminal).Within("the logout");

        other.ClosedFor.Should().Be(ErrorCode.SessionEnded);
    }

    [Test]
    public async Task Unknown_and_revoked_tokens_are_not_told_apart()
    {
        EngineHarness.Login alice = await Engine.OpenAsync(Alice);
        await Engine.Engine.EndSessionAsync(alice.Session, ErrorCode.None).Within("the logout");

        Engine.Resume(alice, new FakeTerminal()).Should().BeNull();
        Engine.Engine.Resume(TokenHash.Of([]), new FakeTerminal(), 1).Should().BeNull();
    }

    [Test]
    public async Task Of_33_sessions_the_longest_idle_is_ended_detached_ones_first()
    {
        List<EngineHarness.Login> logins = [];
        for (int i = 0; i < Account.MaxSessions; i++)
        {
            logins.Add(await Engine.OpenAsync(Alice));
            Clock.Advance(TimeSpan.FromMinutes(1));
        }
        Engine.Cut(logins[7]);
        Clock.Advance(TimeSpan.FromMinutes(1));
        Engine.Cut(logins[3]);

        await Engine.OpenAsync(Alice);
        Engine.Resume(logins[7], new FakeTerminal()).Should().BeNull("it was idle longest");
        await Engine.OpenAsync(Alice);
        Engine.Resume(logins[3], new FakeTerminal()).Should().BeNull("it was detached");
        await Engine.OpenAsync(Alice);
        logins[0].Terminal.ClosedFor.Should().Be(ErrorCode.SessionEnded, "all others are attached, and this the longest");
        Alice.Sessions.Should().HaveCount(Account.MaxSessions);
        logins.Count(login => login.Terminal.ClosedFor is not ErrorCode.None).Should().Be(1);
    }

    [Test]
    public async Task A_password_change_ends_all_other_sessions_and_a_login_that_was_checked_against_the_old_one_fails()
    {
        EngineHarness.Login own = await Engine.OpenAsync(Alice);
        EngineHarness.Login other = await Engine.OpenAsync(Alice);
        EngineHarness.Login detached = await Engine.OpenAsync(Alice);
        Engine.Cut(detached);
        Messenger.Server.Security.PasswordRecord old = Alice.Password;
        Messenger.Server.Security.PasswordRecord fresh = new(1, [9], [9]);

        (await Engine.Engine.ChangePasswordAsync(Alice, old, fresh, own.Session).Within("the change")).Should().Be(ErrorCode.None);

        other.Terminal.ClosedFor.Should().Be(ErrorCode.PasswordChanged);
        own.Terminal.ClosedFor.Should().Be(ErrorCode.None);
        Engine.Resume(other, new FakeTerminal()).Should().BeNull();
        Engine.Resume(detached, new FakeTerminal()).Should().BeNull();
        (await Engine.Engine.OpenSessionAsync(Alice, old, TokenHash.Of([2]), new FakeTerminal(), 1)).Result.Should().Be(ErrorCode.BadCredentials);
        (await Engine.Engine.ChangePasswordAsync(Alice, old, fresh, own.Session)).Should().Be(ErrorCode.BadCredentials);
        await BobSendsAsync(1, 1);
        own.Terminal.Texts.Should().Equal("1");
        Engine.Cut(own);
        Engine.Resume(own, new FakeTerminal()).Should().NotBeNull("its own token goes on");
    }
}
