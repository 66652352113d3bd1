using FluentAssertions;
using Messenger.Server.Engine;
using Messenger.Server.Engine.Commands;
using Messenger.Server.Security;
using Messenger.Tests.Support;
using Messenger.Wire;
using NUnit.Framework;

namespace Messenger.Tests.Server.Storage;

/// <summary>What is the same after a restart, in order or by kill -9.</summary>
internal sealed class RestartTests : StoreTest
{
    private static readonly TimeSpan ResumeTime = TimeSpan.FromSeconds(Messenger.Wire.Limits.ResumeSeconds);

    [Test]
    public async Task A_repetition_is_recognised_also_of_a_message_that_was_confirmed()
    {
        (EngineHarness.Login bob, EngineHarness.Login alice) = await BobAndAliceAsync();
        Guid id = Guid.NewGuid();
        Append first = await Engine.SendAsync(bob, alice.Account, "hello", id);
        await Engine.ConfirmAsync(alice, first.Number);
        Clock.Advance(TimeSpan.FromHours(1));
        Crash();
        bob = Back(bob).Login;

        Append[] again = await Engine.SendAllAsync(bob,
            (id, Account("alice"), "hello"), (id, Account("alice"), "hello!"), (id, Account("carol"), "hello"));

        (again[0].Result, again[0].Duplicate, again[0].Number, again[0].At).Should().Be((ErrorCode.None, true, first.Number, first.At));
        again[1].Result.Should().Be(ErrorCode.IdReused);
        again[2].Result.Should().Be(ErrorCode.IdReused);
        Waiting(Account("alice")).Should().BeEmpty();
    }

    [Test]
    public async Task A_repetition_is_recognised_when_the_mailbox_is_full_and_the_rate_used_up()
    {
        (EngineHarness.Login bob, EngineHarness.Login alice) = await BobAndAliceAsync();
        Guid id = Guid.NewGuid();
        await Engine.SendAsync(bob, alice.Account, "hello", id);
        Restart(EngineHarness.NoRate with { MailboxMessages = 1 });

        bob = Back(bob).Login;
        (await Engine.SendAsync(bob, Account("alice"), "hello", id)).Duplicate.Should().BeTrue();
        (await Engine.SendAsync(bob, Account("alice"), "another")).Result.Should().Be(ErrorCode.MailboxFull);

        Restart(new EngineLimits { SendsPerSecond = 1, SendBurst = 1 });
        bob = Back(bob).Login;
        (await Engine.SendAsync(bob, Account("carol"), "uses it up")).Result.Should().Be(ErrorCode.None);
        (await Engine.SendAsync(bob, Account("alice"), "hello", id)).Duplicate.Should().BeTrue();
        (await Engine.SendAsync(bob, Account("alice"), "another")).Result.Should().Be(ErrorCode.RateLimited);
    }

    [Test]
    public async Task Held_stays_held_and_what_was_live_is_pushed_again_to_the_same_terminal([Values] bool crash)
    {
        (EngineHarness.Login bob, EngineHarness.Login alice) = await BobAndAliceAsync();
        await Engine.Engine.EndSessionAsync(alice.Session, ErrorCode.None);
        await Engine.SendAllAsync(bob, (Guid.NewGuid(), alice.Account, "held 1"), (Guid.NewGuid(), alice.Account, "held 2"));
        alice = await Engine.OpenAsync(alice.Account);
        Append[] live = await Engine.SendAllAsync(bob,
            (Guid.NewGuid(), alice.Account, "live 1"), (Guid.NewGuid(), alice.Account, "live 2"), (Guid.NewGuid(), alice.Account, "live 3"));
        await Engine.ConfirmAsync(alice, live[1].Number);

        if (crash)
            Crash();
        else
            Restart();
        Clock.Advance(ResumeTime - TimeSpan.FromSeconds(1));

        EngineHarness.Resumption back = Back(alice);
        back.Resumed.Should().BeTrue();
        back.Login.Held.Total.Should().Be(2);
        back.Login.Terminal.Texts.Should().Equal("live 1", "live 3");
        back.Login.Terminal.Numbers.Should().Equal(live[0].Number, live[2].Number);
        back.Login.Terminal.Pushes.Should().OnlyContain(push => !push.Queued);
        back.Login.Session.Read(1, "", 0);
        back.Login.Terminal.Texts.Skip(2).Should().Equal("held 1", "held 2");
    }

    [Test]
    public async Task What_a_read_had_pushed_and_nobody_confirmed_is_held_again_and_what_another_terminal_confirmed_is_over()
    {
        (EngineHarness.Login bob, EngineHarness.Login alice) = await BobAndAliceAsync();
        EngineHarness.Login phone = await Engine.OpenAsync(alice.Account);
        await Engine.Engine.EndSessionAsync(alice.Session, ErrorCode.None);
        await Engine.SendAllAsync(bob, (Guid.NewGuid(), alice.Account, "held 1"), (Guid.NewGuid(), alice.Account, "held 2"));
        alice = await Engine.OpenAsync(alice.Account);
        ulong live = (await Engine.SendAsync(bob, alice.Account, "live")).Number;
        alice.Session.Read(1, "", 1);
        alice.Terminal.Texts.Should().Equal("live", "held 1");
        await Engine.ConfirmAsync(phone, live);
        Crash();

        EngineHarness.Resumption back = Back(alice);
        back.Resumed.Should().BeTrue();
        back.Login.Held.Total.Should().Be(2);
        back.Login.Terminal.Pushes.Should().BeEmpty();
        back.Login.Session.Read(1, "", 0);
        back.Login.Terminal.Texts.Should().Equal("held 1", "held 2");
    }

    [Test]
    public async Task Who_comes_back_too_late_starts_afresh_with_everything_held()
    {
        (EngineHarness.Login bob, EngineHarness.Login alice) = await BobAndAliceAsync();
        await Engine.SendAsync(bob, alice.Account, "live");
        Crash();
        Clock.Advance(ResumeTime + TimeSpan.FromSeconds(1));
        Engine.Engine.CoolDown();

        EngineHarness.Resumption back = Back(alice);
        back.Resumed.Should().BeFalse();
        back.Login.Held.Total.Should().Be(1);
        back.Login.Terminal.Pushes.Should().BeEmpty();
    }

    [Test]
    public async Task The_time_away_goes_on_counting_across_restarts()
    {
        (EngineHarness.Login bob, EngineHarness.Login alice) = await BobAndAliceAsync();
        Engine.Cut(alice);
        await Engine.SendAsync(bob, alice.Account, "meanwhile");
        Clock.Advance(ResumeTime / 2);
        Restart();
        Clock.Advance(ResumeTime / 4);
        Restart();
        Clock.Advance((ResumeTime / 4) + TimeSpan.FromSeconds(1));

        Back(alice).Resumed.Should().BeFalse("it was away for too long in all");
    }

    [Test]
    public async Task The_wall_clock_may_be_set_back_while_the_server_is_down()
    {
        (EngineHarness.Login bob, EngineHarness.Login alice) = await BobAndAliceAsync();
        await Engine.SendAsync(bob, alice.Account, "before");
        Clock.SetUtc(Clock.GetUtcNow() - TimeSpan.FromHours(1));
        Crash();

        EngineHarness.Login back = Back(alice).Login;
        await Engine.SendAsync(Back(bob).Login, back.Account, "after");
        back.Terminal.Texts.Should().Equal("before", "after");
        back.Terminal.Numbers.Should().BeInAscendingOrder();
    }

    [Test]
    public async Task A_token_lasts_as_long_after_its_last_use_as_without_a_restart()
    {
        (EngineHarness.Login bob, EngineHarness.Login alice) = await BobAndAliceAsync();
        Engine.Cut(bob);
        Clock.Advance(new EngineLimits().TokenLifetime + TimeSpan.FromMinutes(1));
        await Engine.CreateAsync("behind");
        Crash();

        Engine.Resume(bob, new FakeTerminal()).Should().BeNull("it was away longer than a token lasts");
        Account("bob").Sessions.Should().BeEmpty();
        Back(alice).Login.Account.Name.Should().Be("alice", "it was connected all the time");
    }

    [Test]
    public async Task An_ended_login_stays_ended_also_when_its_connection_breaks_at_that_moment()
    {
        (EngineHarness.Login bob, EngineHarness.Login alice) = await BobAndAliceAsync();
        EngineHarness.Login other = await Engine.OpenAsync(alice.Account);
        Task end = Engine.Engine.EndSessionAsync(bob.Session, ErrorCode.None);
        Engine.Cut(bob);
        Task change = Engine.Engine.ChangePasswordAsync(alice.Account, alice.Account.Password, NewPassword(), alice.Session);
        Engine.Cut(other);
        await Task.WhenAll(end, change).Within("both");
        Restart();

        Engine.Resume(bob, new FakeTerminal()).Should().BeNull();
        Engine.Resume(other, new FakeTerminal()).Should().BeNull();
        Back(alice).Resumed.Should().BeTrue();
    }

    [Test]
    public async Task A_deleted_account_stays_deleted_whatever_was_asked_of_it_at_the_same_time()
    {
        (EngineHarness.Login bob, EngineHarness.Login alice) = await BobAndAliceAsync();
        await Engine.SendAsync(bob, alice.Account, "for the old one");
        long oldId = alice.Account.Id;
        PasswordRecord password = alice.Account.Password;
        Task<ErrorCode> deletion = Engine.Engine.DeleteAccountAsync(alice.Account, alice.Session);
        Task change = Engine.Engine.ChangePasswordAsync(alice.Account, password, NewPassword(), alice.Session);
        Task login = Engine.Engine.OpenSessionAsync(alice.Account, password, TokenHash.Of([1]), new FakeTerminal(), 1);
        await Task.WhenAll(deletion, change, login).Within("all");
        (await deletion).Should().Be(ErrorCode.None);
        Crash();

        Engine.Engine.Find("alice").Should().BeNull();
        Engine.Resume(alice, new FakeTerminal()).Should().BeNull();
        Account fresh = await Engine.CreateAsync("ALICE");
        fresh.Id.Should().BeGreaterThan(oldId);
        Restart();
        Account("alice").Summarize().Total.Should().Be(0);
        Account("alice").Name.Should().Be("ALICE");
        (await Engine.SendAsync(Back(bob).Login, Account("alice"), "for the new one")).Result.Should().Be(ErrorCode.None);
        Waiting(Account("alice")).Should().Equal("for the new one");
    }

    [Test]
    public async Task No_more_logins_come_back_than_an_account_may_have()
    {
        (_, EngineHarness.Login alice) = await BobAndAliceAsync();
        EngineHarness.Login last = alice;
        for (int i = 0; i < Messenger.Server.Engine.Account.MaxSessions + 3; i++)
        {
            Clock.Advance(TimeSpan.FromSeconds(1));
            last = await Engine.OpenAsync(alice.Account);
        }
        Crash();

        Account("alice").Sessions.Should().HaveCount(Messenger.Server.Engine.Account.MaxSessions);
        Engine.Resume(alice, new FakeTerminal()).Should().BeNull("it was idle longest");
        Back(last).Resumed.Should().BeTrue();
    }

    [Test]
    public async Task A_change_of_password_is_there_and_so_are_numbers_that_count_on()
    {
        (EngineHarness.Login bob, EngineHarness.Login alice) = await BobAndAliceAsync();
        PasswordRecord password = NewPassword();
        await Engine.Engine.ChangePasswordAsync(alice.Account, alice.Account.Password, password, alice.Session);
        ulong number = (await Engine.SendAsync(bob, alice.Account, "one")).Number;
        await Engine.ConfirmAsync(alice, number);
        Guid store = Engine.Engine.StoreId;
        Restart();
        Restart();

        Engine.Engine.StoreId.Should().Be(store);
        Account("alice").Password.Serialize().Should().Be(password.Serialize());
        (await Engine.SendAsync(Back(bob).Login, Account("alice"), "two")).Number.Should().BeGreaterThan(number);
    }

    [Test]
    public async Task A_number_that_a_login_names_and_that_was_never_stored_is_not_given_to_another_message()
    {
        (EngineHarness.Login bob, EngineHarness.Login alice) = await BobAndAliceAsync();
        StopEngine();
        GatedJournal journal = new(OpenJournal(File));
        using (EngineHarness engine = new(journal, clock: Clock))
        {
            bob = engine.Resume(bob, new FakeTerminal())!.Login;
            await SettleAsync(engine, bob);
            journal.Fail(1);
            await engine.SendAllAsync(bob, (Guid.NewGuid(), engine.Engine.Find("alice")!, "lost"), (Guid.NewGuid(), engine.Engine.Find("alice")!, "lost too"));
            alice = await engine.OpenAsync(engine.Engine.Find("alice")!);
        }

        alice = Back(alice).Login;
        await Engine.SendAsync(Back(bob).Login, alice.Account, "live");
        alice.Terminal.Texts.Should().Equal("live");
        alice.Session.Read(1, "", 0);
        alice.Terminal.Texts.Should().Equal(["live"], "what is live is not held as well");
    }

    [Test]
    public async Task A_number_that_was_lost_with_the_end_of_the_log_is_not_given_to_another_message()
    {
        (EngineHarness.Login bob, EngineHarness.Login alice) = await BobAndAliceAsync();
        await Engine.SendAsync(bob, alice.Account, "kept");
        string copy = CopyFiles();
        ulong[] shown = [.. (await Engine.SendAllAsync(bob, [.. Enumerable.Range(0, 50).Select(i => (Guid.NewGuid(), alice.Account, $"lost {i}"))]))
            .Select(append => append.Number)];
        GoOnWith(copy);

        Append fresh = await Engine.SendAsync(Back(bob).Login, Back(alice).Login.Account, "fresh");

        // A client passes over a number that it remembers from the same store.
        shown.Should().NotContain(fresh.Number);
        Waiting(Account("alice")).Should().Equal("kept", "fresh");
    }

    [Test]
    public async Task A_confirmation_that_fails_takes_none_back_from_before_the_restart()
    {
        (EngineHarness.Login bob, EngineHarness.Login alice) = await BobAndAliceAsync();
        Append[] sent = await Engine.SendAllAsync(bob,
            (Guid.NewGuid(), alice.Account, "1"), (Guid.NewGuid(), alice.Account, "2"), (Guid.NewGuid(), alice.Account, "3"));
        await Engine.ConfirmAsync(alice, sent[1].Number, sent[2].Number);
        StopEngine();
        GatedJournal journal = new(OpenJournal(File));
        using (EngineHarness engine = new(journal, clock: Clock))
        {
            alice = engine.Resume(alice, new FakeTerminal())!.Login;
            await SettleAsync(engine, alice);
            journal.Fail(1);
            (await engine.ConfirmAsync(alice, sent[0].Number)).Should().Be(ErrorCode.StoreFailed);
            bob = engine.Resume(bob, new FakeTerminal())!.Login;
            ulong next = (await engine.SendAsync(bob, alice.Account, "4")).Number;
            (await engine.ConfirmAsync(alice, next)).Should().Be(ErrorCode.None);
        }

        Waiting(Account("alice")).Should().Equal("1");
    }

    /// <summary>A resume is noted by a commit that nobody waits for; an answer behind it says that it is over.</summary>
    private static Task<ErrorCode> SettleAsync(EngineHarness engine, EngineHarness.Login login) => engine.ConfirmAsync(login);

    private static PasswordRecord NewPassword() => new(1, Guid.NewGuid().ToByteArray(), [1]);

    private Account Account(string name) => Engine.Engine.Find(name)!;

    private EngineHarness.Resumption Back(EngineHarness.Login login) => Engine.Resume(login, new FakeTerminal())!;

    private async Task<(EngineHarness.Login Bob, EngineHarness.Login Alice)> BobAndAliceAsync()
    {
        await Engine.CreateAsync("carol");
        return (await Engine.OpenAsync(await Engine.CreateAsync("bob")), await Engine.OpenAsync(await Engine.CreateAsync("alice")));
    }
}
