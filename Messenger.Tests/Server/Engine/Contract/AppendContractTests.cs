using FluentAssertions;
using Messenger.Server.Engine;
using Messenger.Server.Engine.Commands;
using Messenger.Tests.Support;
using Messenger.Wire;
using NUnit.Framework;

namespace Messenger.Tests.Server.Engine.Contract;

/// <summary>Point 3 of the engine's contract: a message is appended, or it is said why not.</summary>
internal sealed class AppendContractTests(JournalKind kind) : ContractTest(kind)
{
    [Test]
    public async Task A_message_is_stored_once_and_a_repetition_is_answered_with_the_same()
    {
        ManualClock clock = new();
        EngineHarness engine = StartEngine(clock: clock);
        (EngineHarness.Login bob, EngineHarness.Login alice) = await TwoAsync(engine);
        Guid id = Guid.NewGuid();

        Append first = await engine.SendAsync(bob, alice.Account, "hello", id);
        clock.Advance(TimeSpan.FromMinutes(5));
        Append again = await engine.SendAsync(bob, alice.Account, "hello", id);

        first.Result.Should().Be(ErrorCode.None);
        first.Duplicate.Should().BeFalse();
        again.Result.Should().Be(ErrorCode.None);
        again.Duplicate.Should().BeTrue();
        (again.Number, again.At, again.Delivered).Should().Be((first.Number, first.At, first.Delivered));
        alice.Terminal.Texts.Should().Equal("hello");
    }

    [Test]
    public async Task A_repetition_in_the_same_batch_is_recognised()
    {
        EngineHarness engine = StartEngine();
        (EngineHarness.Login bob, EngineHarness.Login alice) = await TwoAsync(engine);
        Guid id = Guid.NewGuid();

        Append[] both = await engine.SendAllAsync(bob, (id, alice.Account, "hello"), (id, alice.Account, "hello"), (id, alice.Account, "other"));

        both.Select(append => append.Result).Should().Equal(ErrorCode.None, ErrorCode.None, ErrorCode.IdReused);
        both[1].Duplicate.Should().BeTrue();
        both[1].Number.Should().Be(both[0].Number);
        both[1].Delivered.Should().Be(both[0].Delivered);
        alice.Terminal.Texts.Should().Equal("hello");
    }

    [Test]
    public async Task An_id_stands_for_one_target_and_one_text()
    {
        EngineHarness engine = StartEngine();
        (EngineHarness.Login bob, EngineHarness.Login alice) = await TwoAsync(engine);
        Account carol = await engine.CreateAsync("carol");
        Guid id = Guid.NewGuid();
        await engine.SendAsync(bob, alice.Account, "hello", id);

        (await engine.SendAsync(bob, alice.Account, "hello!", id)).Result.Should().Be(ErrorCode.IdReused);
        (await engine.SendAsync(bob, carol, "hello", id)).Result.Should().Be(ErrorCode.IdReused);
        (await engine.SendAsync(alice, bob.Account, "hello", id)).Result.Should().Be(ErrorCode.None, "ids are unique per sender only");
    }

    [Test]
    public async Task To_an_account_that_is_gone_nothing_is_sent()
    {
        EngineHarness engine = StartEngine();
        (EngineHarness.Login bob, EngineHarness.Login alice) = await TwoAsync(engine);
        await engine.Engine.DeleteAccountAsync(alice.Account, alice.Session).Within("the deletion");

        (await engine.SendAsync(bob, alice.Account, "hello")).Result.Should().Be(ErrorCode.NoSuchAccount);
    }

    [Test]
    public async Task A_mailbox_takes_so_many_messages_and_more_when_some_are_confirmed()
    {
        EngineHarness engine = StartEngine(limits: EngineHarness.NoRate with { MailboxMessages = 10 });
        (EngineHarness.Login bob, EngineHarness.Login alice) = await TwoAsync(engine);
        await engine.SendAsync(alice, bob.Account, "write to me");
        Append[] answers = await engine.SendAllAsync(bob, [.. Enumerable.Range(0, 15).Select(i => (Guid.NewGuid(), alice.Account, $"{i}"))]);

        answers.Count(append => append.Result is ErrorCode.None).Should().Be(10);
        answers[10..].Should().OnlyContain(append => append.Result == ErrorCode.MailboxFull);
        await engine.ConfirmAsync(alice, alice.Terminal.Numbers[0]);
        (await engine.SendAsync(bob, alice.Account, "fits")).Result.Should().Be(ErrorCode.None);
        (await engine.SendAsync(bob, alice.Account, "not")).Result.Should().Be(ErrorCode.MailboxFull);
    }

    [Test]
    public async Task A_mailbox_takes_so_many_bytes()
    {
        EngineHarness engine = StartEngine(limits: EngineHarness.NoRate with { MailboxBytes = 1000 });
        (EngineHarness.Login bob, EngineHarness.Login alice) = await TwoAsync(engine);
        await engine.SendAsync(alice, bob.Account, "write to me");

        (await engine.SendAsync(bob, alice.Account, new string('x', 600))).Result.Should().Be(ErrorCode.None);
        (await engine.SendAsync(bob, alice.Account, new string('x', 401))).Result.Should().Be(ErrorCode.MailboxFull);
        (await engine.SendAsync(bob, alice.Account, new string('x', 400))).Result.Should().Be(ErrorCode.None);
        (await engine.SendAsync(bob, alice.Account, "x")).Result.Should().Be(ErrorCode.MailboxFull);
        await engine.ConfirmAsync(alice, [.. alice.Terminal.Numbers]);
        (await engine.SendAsync(bob, alice.Account, new string('x', 1000))).Result.Should().Be(ErrorCode.None);
    }

    [Test]
    public async Task One_stranger_fills_half_of_a_mailbox_and_no_more_until_he_is_written_to()
    {
        EngineHarness engine = StartEngine(limits: EngineHarness.NoRate with { MailboxMessages = 11 });
        (EngineHarness.Login bob, EngineHarness.Login alice) = await TwoAsync(engine);
        EngineHarness.Login carol = await engine.OpenAsync(await engine.CreateAsync("carol"));
        EngineHarness.Login dave = await engine.OpenAsync(await engine.CreateAsync("dave"));

        (await StoredOf(bob, 20)).Should().Be(6, "half of 11, rounded up");
        (await StoredOf(carol, 3)).Should().Be(3, "others are not kept out by him");
        (await StoredOf(bob, 1)).Should().Be(0);
        await engine.ConfirmAsync(alice, alice.Terminal.Numbers[0]);
        (await StoredOf(bob, 2)).Should().Be(1, "what is confirmed makes room");
        await engine.SendAsync(alice, bob.Account, "write to me");
        (await StoredOf(bob, 20)).Should().Be(2, "now he may fill it");
        (await StoredOf(dave, 1)).Should().Be(0, "it is full");
        await engine.ConfirmAsync(alice, [.. alice.Terminal.Numbers]);
        (await StoredOf(dave, 20)).Should().Be(6);

        async Task<int> StoredOf(EngineHarness.Login from, int count) => (await engine.SendAllAsync(from,
            [.. Enumerable.Range(0, count).Select(i => (Guid.NewGuid(), alice.Account, $"{i}"))])).Count(append => append.Result is ErrorCode.None);
    }

    [Test]
    public async Task One_stranger_fills_half_of_a_mailboxs_bytes_and_no_more()
    {
        EngineHarness engine = StartEngine(limits: EngineHarness.NoRate with { MailboxBytes = 1000 });
        (EngineHarness.Login bob, EngineHarness.Login alice) = await TwoAsync(engine);

        (await engine.SendAsync(bob, alice.Account, new string('x', 501))).Result.Should().Be(ErrorCode.MailboxFull);
        (await engine.SendAsync(bob, alice.Account, new string('x', 400))).Result.Should().Be(ErrorCode.None);
        (await engine.SendAsync(bob, alice.Account, new string('x', 101))).Result.Should().Be(ErrorCode.MailboxFull);
        (await engine.SendAsync(bob, alice.Account, new string('x', 100))).Result.Should().Be(ErrorCode.None);
    }

    [Test]
    public async Task A_failed_commit_stores_nothing_and_the_same_id_may_be_sent_again()
    {
        GatedJournal journal = NewGate();
        EngineHarness engine = StartEngine(journal, EngineHarness.NoRate with { MailboxMessages = 3 });
        (EngineHarness.Login bob, EngineHarness.Login alice) = await TwoAsync(engine);
        Guid id = Guid.NewGuid();
        for (int i = 0; i < 10; i++)
        {
            journal.Fail(1);
            Append[] failed = await engine.SendAllAsync(bob, (id, alice.Account, "hello"), (id, alice.Account, "hello"));
            failed.Should().OnlyContain(append => append.Result == ErrorCode.StoreFailed);
        }
        alice.Terminal.Pushes.Should().BeEmpty();
        alice.Account.Summarize().Total.Should().Be(0);
        engine.Failures.Should().HaveCount(10);

        Append stored = await engine.SendAsync(bob, alice.Account, "hello", id);

        stored.Result.Should().Be(ErrorCode.None, "failures take no room in the mailbox");
        stored.Duplicate.Should().BeFalse();
        alice.Terminal.Texts.Should().Equal("hello");
        (await engine.SendAsync(bob, alice.Account, "hello", id)).Duplicate.Should().BeTrue();
    }

    [Test]
    public async Task Nothing_is_answered_or_pushed_before_it_is_committed()
    {
        GatedJournal journal = NewGate();
        EngineHarness engine = StartEngine(journal);
        (EngineHarness.Login bob, EngineHarness.Login alice) = await TwoAsync(engine);
        Task atGate = journal.Hold();

        Task<Append[]> first = engine.Submit(bob, (Guid.NewGuid(), alice.Account, "one"));
        await atGate.Within("the commit");
        // These gather behind it.
        Task<Append[]> second = engine.Submit(bob, (Guid.NewGuid(), alice.Account, "two"));

        first.IsCompleted.Should().BeFalse();
        second.IsCompleted.Should().BeFalse();
        alice.Terminal.Pushes.Should().BeEmpty();
        alice.Account.Summarize().Total.Should().Be(0);

        journal.Release();
        ulong[] numbers = [(await first.Within("the first"))[0].Number, (await second.Within("the second"))[0].Number];
        alice.Terminal.Numbers.Should().Equal(numbers);
        journal.Committed.Should().ContainInOrder($"message {numbers[0]}", $"message {numbers[1]}");
    }

    [Test]
    public async Task The_push_leaves_before_the_answer_says_delivered()
    {
        EngineHarness engine = StartEngine();
        (EngineHarness.Login bob, EngineHarness.Login alice) = await TwoAsync(engine);

        (await engine.SendAsync(bob, alice.Account, "there")).Delivered.Should().BeTrue();
        engine.Cut(alice);
        (await engine.SendAsync(bob, alice.Account, "away")).Delivered.Should().BeFalse();
    }

    [Test]
    public async Task Sends_beyond_the_rate_are_refused_with_the_time_to_wait()
    {
        ManualClock clock = new();
        EngineHarness engine = StartEngine(limits: new EngineLimits { SendsPerSecond = 10, SendBurst = 20 }, clock: clock);
        (EngineHarness.Login bob, EngineHarness.Login alice) = await TwoAsync(engine);
        Append[] answers = await engine.SendAllAsync(bob, [.. Enumerable.Range(0, 25).Select(i => (Guid.NewGuid(), alice.Account, $"{i}"))]);

        answers.Count(append => append.Result is ErrorCode.None).Should().Be(20);
        answers[20..].Should().OnlyContain(append => append.Result == ErrorCode.RateLimited && append.RetryAfter > TimeSpan.Zero);
        (await engine.SendAsync(alice, bob.Account, "nobody else is slowed")).Result.Should().Be(ErrorCode.None);
        clock.Advance(answers[20].RetryAfter);
        (await engine.SendAsync(bob, alice.Account, "20")).Result.Should().Be(ErrorCode.None);
    }

    [Test]
    public async Task After_a_failed_commit_the_engine_goes_on_and_reads_worked_all_the_time()
    {
        GatedJournal journal = NewGate();
        EngineHarness engine = StartEngine(journal);
        (EngineHarness.Login bob, EngineHarness.Login alice) = await TwoAsync(engine);
        ulong held = (await engine.SendAsync(bob, alice.Account, "before")).Number;
        journal.Fail(3);

        (await engine.SendAsync(bob, alice.Account, "lost")).Result.Should().Be(ErrorCode.StoreFailed);
        (await engine.ConfirmAsync(alice, held)).Should().Be(ErrorCode.StoreFailed);
        alice.Account.Summarize().Total.Should().Be(1, "a confirmation that was not stored has no effect");
        (await engine.Engine.CreateAccountAsync("carol", EngineHarness.Password).Within("the refusal")).Result.Should().Be(ErrorCode.StoreFailed);
        engine.Engine.Find("alice").Should().BeSameAs(alice.Account);
        engine.Names().Should().HaveCount(2);

        (await engine.SendAsync(bob, alice.Account, "after")).Result.Should().Be(ErrorCode.None);
        (await engine.ConfirmAsync(alice, held)).Should().Be(ErrorCode.None);
        alice.Terminal.Texts.Should().Equal("before", "after");
    }

    [Test]
    public async Task A_bug_in_the_store_does_not_stop_the_engine_either()
    {
        GatedJournal journal = NewGate();
        EngineHarness engine = StartEngine(journal);
        (EngineHarness.Login bob, EngineHarness.Login alice) = await TwoAsync(engine);
        journal.Throw(new InvalidOperationException("a bug of this test"));

        (await engine.SendAsync(bob, alice.Account, "lost")).Result.Should().Be(ErrorCode.StoreFailed);
        (await engine.SendAsync(bob, alice.Account, "after")).Result.Should().Be(ErrorCode.None);
        engine.Failures.Should().ContainSingle().Which.Should().BeOfType<InvalidOperationException>();
    }

    private static async Task<(EngineHarness.Login Bob, EngineHarness.Login Alice)> TwoAsync(EngineHarness engine) =>
        (await engine.OpenAsync(await engine.CreateAsync("bob")), await engine.OpenAsync(await engine.CreateAsync("alice")));
}
