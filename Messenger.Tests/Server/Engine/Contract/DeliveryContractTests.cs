using System.Collections.Concurrent;
using System.Globalization;
using FluentAssertions;
using Messenger.Server.Engine;
using Messenger.Server.Engine.Commands;
using Messenger.Tests.Support;
using Messenger.Wire;
using NUnit.Framework;

namespace Messenger.Tests.Server.Engine.Contract;

/// <summary>Points 4, 5 and 6 of the engine's contract: order, no lost wake-up, confirming.</summary>
internal sealed class DeliveryContractTests(JournalKind kind) : ContractTest(kind)
{
    [Test]
    public async Task What_one_sends_to_another_arrives_in_that_order_however_many_do_so_at_once()
    {
        const int Accounts = 8;
        const int Batches = 60;
        const int BatchSize = 5;
        EngineHarness engine = StartEngine();
        EngineHarness.Login[] logins = await Task.WhenAll(Enumerable.Range(0, Accounts).Select(async i =>
            await engine.OpenAsync(await engine.CreateAsync($"user{i}"), window: 65535)));

        await Task.WhenAll(logins.Select(from => Task.Run(async () =>
        {
            ConcurrentBag<Task> answers = [];
            for (int batch = 0; batch < Batches; batch++)
            {
                // Not awaited: batches of one session are under way one behind the other.
                int first = batch * BatchSize;
                foreach (EngineHarness.Login to in logins.Where(to => to != from))
                    answers.Add(engine.SendAllAsync(from, [.. Enumerable.Range(first, BatchSize)
                        .Select(i => (Guid.NewGuid(), to.Account, i.ToString(CultureInfo.InvariantCulture)))]));
            }
            await Task.WhenAll(answers);
        })));

        foreach (EngineHarness.Login to in logins)
        {
            IReadOnlyList<Pushed> pushes = to.Terminal.Pushes;
            pushes.Should().HaveCount((Accounts - 1) * Batches * BatchSize);
            to.Terminal.Numbers.Should().BeInAscendingOrder("numbers rise in the order of commits");
            foreach (IGrouping<Account, Pushed> pair in pushes.GroupBy(push => push.Message.Sender))
                pair.Select(push => int.Parse(push.Text, CultureInfo.InvariantCulture)).Should().Equal(Enumerable.Range(0, Batches * BatchSize));
        }
    }

    [Test]
    public async Task A_login_that_races_a_send_gets_the_message_held_or_pushed_and_not_both()
    {
        EngineHarness engine = StartEngine();
        EngineHarness.Login bob = await engine.OpenAsync(await engine.CreateAsync("bob"));
        Account alice = await engine.CreateAsync("alice");
        int held = 0;
        int live = 0;
        for (int round = 0; round < Rounds; round++)
        {
            Task<Append> sending = Task.Run(() => engine.SendAsync(bob, alice, "race"));
            Task<EngineHarness.Login> opening = Task.Run(() => engine.OpenAsync(alice));
            await Task.WhenAll(sending, opening).Within("a round");
            EngineHarness.Login login = await opening;
            ulong number = (await sending).Number;

            bool isHeld = login.Held.Total == 1;
            bool isPushed = login.Terminal.Numbers.Contains(number);
            isHeld.Should().Be(!isPushed, "in round {0} the message must come one way and one way only", round);
            _ = isHeld ? held++ : live++;
            if (isHeld)
                login.Session.Read(1, "", 0);
            login.Terminal.Numbers.Should().Equal(number);

            (await engine.ConfirmAsync(login, number)).Should().Be(ErrorCode.None);
            await engine.Engine.EndSessionAsync(login.Session, ErrorCode.None).Within("the logout");
        }
        (held + live).Should().Be(Rounds);
        TestContext.Out.WriteLine($"held {held}, live {live}");
    }

    [Test]
    public async Task A_resume_that_races_sends_misses_none_and_keeps_their_order()
    {
        EngineHarness engine = StartEngine();
        EngineHarness.Login bob = await engine.OpenAsync(await engine.CreateAsync("bob"));
        EngineHarness.Login alice = await engine.OpenAsync(await engine.CreateAsync("alice"));
        for (int round = 0; round < Rounds / 3; round++)
        {
            engine.Cut(alice);
            FakeTerminal terminal = new();
            Task<Append[]> sending = Task.Run(() => engine.SendAllAsync(bob,
                (Guid.NewGuid(), alice.Account, "1"), (Guid.NewGuid(), alice.Account, "2"), (Guid.NewGuid(), alice.Account, "3")));
            EngineHarness.Resumption back = (await Task.Run(() => engine.Resume(alice, terminal)).Within("the resumption"))!;
            await sending.Within("the answers");

            back.Resumed.Should().BeTrue();
            terminal.Texts.Should().Equal("1", "2", "3");
            alice = back.Login;
            await engine.ConfirmAsync(alice, [.. terminal.Numbers]);
        }
    }

    [Test]
    public async Task Confirming_is_idempotent_and_exact()
    {
        EngineHarness engine = StartEngine();
        EngineHarness.Login bob = await engine.OpenAsync(await engine.CreateAsync("bob"));
        EngineHarness.Login alice = await engine.OpenAsync(await engine.CreateAsync("alice"));
        EngineHarness.Login carol = await engine.OpenAsync(await engine.CreateAsync("carol"));
        ulong[] numbers = [.. (await engine.SendAllAsync(bob,
            [.. Enumerable.Range(0, 5).Select(i => (Guid.NewGuid(), alice.Account, $"{i}"))])).Select(append => append.Number)];
        ulong carols = (await engine.SendAsync(bob, carol.Account, "hers")).Number;

        foreach (ulong without in new[] { 0UL, ulong.MaxValue, carols, numbers[^1] + 1_000 })
            (await engine.ConfirmAsync(alice, without)).Should().Be(ErrorCode.None);
        Waiting(alice).Should().Be(5);
        Waiting(carol).Should().Be(1);

        await engine.ConfirmAsync(alice, numbers[2]);
        await engine.ConfirmAsync(alice, numbers[2], numbers[2]);
        Waiting(alice).Should().Be(4, "never up to, always exactly");
        await engine.ConfirmAsync(alice, [.. numbers, .. numbers]);
        Waiting(alice).Should().Be(0);
        alice.Account.Capped.Bytes.Should().Be(0);
    }

    [Test]
    public async Task A_confirmation_before_the_message_is_known_has_no_effect()
    {
        EngineHarness engine = StartEngine();
        EngineHarness.Login bob = await engine.OpenAsync(await engine.CreateAsync("bob"));
        EngineHarness.Login alice = await engine.OpenAsync(await engine.CreateAsync("alice"));
        ulong next = (await engine.SendAsync(bob, alice.Account, "first")).Number + 1;

        await engine.ConfirmAsync(alice, next);

        (await engine.SendAsync(bob, alice.Account, "second")).Number.Should().Be(next, "else this test shows nothing");
        alice.Terminal.Texts.Should().Equal("first", "second");
        Waiting(alice).Should().Be(2);
    }

    [Test]
    public async Task A_confirmation_is_answered_when_it_is_stored()
    {
        GatedJournal journal = NewGate();
        EngineHarness engine = StartEngine(journal);
        EngineHarness.Login bob = await engine.OpenAsync(await engine.CreateAsync("bob"));
        EngineHarness.Login alice = await engine.OpenAsync(await engine.CreateAsync("alice"));
        ulong number = (await engine.SendAsync(bob, alice.Account, "shown")).Number;
        Task atGate = journal.Hold();

        Task<ErrorCode> confirming = engine.ConfirmAsync(alice, number);
        await atGate.Within("the commit");
        confirming.IsCompleted.Should().BeFalse();
        Waiting(alice).Should().Be(1);
        journal.Release();

        (await confirming).Should().Be(ErrorCode.None);
        Waiting(alice).Should().Be(0);
        journal.Committed.Should().Contain("confirm alice");
    }

    private static uint Waiting(EngineHarness.Login login) => login.Account.Summarize().Total;
}
