using System.Globalization;
using FluentAssertions;
using Messenger.Server.Connections;
using Messenger.Server.Engine;
using Messenger.Server.Engine.Commands;
using Messenger.Server.Security;
using Messenger.Tests.Support;
using Messenger.Wire;
using Messenger.Wire.Messages;
using NUnit.Framework;

namespace Messenger.Tests.Server.Invariants;

/// <summary>The ten invariants of ARCHITECTURE.md, one test each under its name. What follows from them is tested where it belongs.</summary>
internal sealed class TenInvariantsTests : ServerTest
{
    [Test]
    public async Task I01_Answer_after_effect_and_effect_after_commit()
    {
        GatedJournal journal = new();
        EngineHarness engine = StartEngine(journal);
        EngineHarness.Login bob = await engine.OpenAsync(await engine.CreateAsync("bob"));
        EngineHarness.Login alice = await engine.OpenAsync(await engine.CreateAsync("alice"));
        EngineHarness.Login spare = await engine.OpenAsync(alice.Account);
        ulong number = (await engine.SendAsync(bob, alice.Account, "first")).Number;
        PasswordRecord old = alice.Account.Password;
        PasswordRecord fresh = new(1, [7], [7]);
        Task atGate = journal.Hold();

        Task[] all =
        [
            engine.Engine.CreateAccountAsync("carol", old),
            engine.Submit(bob, (Guid.NewGuid(), alice.Account, "second")),
            engine.ConfirmAsync(alice, number),
            engine.Engine.EndSessionAsync(spare.Session, ErrorCode.None),
            engine.Engine.ChangePasswordAsync(alice.Account, old, fresh, alice.Session),
            engine.Engine.OpenSessionAsync(bob.Account, bob.Account.Password, TokenHash.Of([9]), new FakeTerminal(), 1),
            engine.Engine.DeleteAccountAsync(bob.Account, bob.Session),
        ];
        await atGate.Within("the commit");

        all.Should().OnlyContain(task => !task.IsCompleted, "nothing is answered yet");
        engine.Engine.Find("carol").Should().BeNull();
        engine.Engine.Find("bob").Should().BeSameAs(bob.Account);
        alice.Terminal.Texts.Should().Equal("first");
        alice.Account.Summarize().Total.Should().Be(1);
        alice.Account.Sessions.Should().HaveCount(2);
        alice.Account.Password.Should().BeSameAs(old);
        bob.Account.Sessions.Should().ContainSingle();

        journal.Release();
        await Task.WhenAll(all).Within("the answers");
        engine.Engine.Find("carol").Should().NotBeNull();
        engine.Engine.Find("bob").Should().BeNull();
        alice.Terminal.Texts.Should().Equal("first", "second");
        alice.Account.Summarize().Total.Should().Be(1);
        alice.Account.Sessions.Should().ContainSingle();
        alice.Account.Password.Should().BeSameAs(fresh);
    }

    [Test]
    public async Task I02_Attaching_and_taking_stock_are_one_step()
    {
        const int Messages = 3_000;
        EngineHarness engine = StartEngine();
        EngineHarness.Login bob = await engine.OpenAsync(await engine.CreateAsync("bob"));
        Account alice = await engine.CreateAsync("alice");
        await engine.SendAsync(await engine.OpenAsync(alice), bob.Account, "write to me");
        Task sending = Task.Run(async () =>
        {
            for (int i = 0; i < Messages; i++)
                await engine.SendAsync(bob, alice, i.ToString(CultureInfo.InvariantCulture));
        });
        List<EngineHarness.Login> logins = [];
        while (logins.Count < 30)
            logins.Add(await engine.OpenAsync(alice, window: 65535));
        await sending.Within("the sends");

        // Nobody confirmed anything: for each login what was held and what was pushed is everything, without overlap.
        foreach (EngineHarness.Login login in logins)
            login.Terminal.Texts.Should().Equal(Enumerable.Range((int)login.Held.Total, Messages - (int)login.Held.Total).Select(i => $"{i}"));
    }

    [Test]
    public async Task I03_Confirming_removes_and_writing_bytes_does_not()
    {
        ServerFixture server = StartServer();
        RawClient bob = await RegisterAsync(server, "bob");
        RawClient alice = await RegisterAsync(server, "alice");
        await bob.SendAsync("alice", "written");
        ReceivedMessage first = await alice.NextMessageAsync();

        RawClient second = await LoginAsync(server, "alice");
        second.Opened.Held.Total.Should().Be(1, "it was written to a terminal, but nobody confirmed it");
        await alice.ConfirmAsync(first.Number);
        RawClient third = await LoginAsync(server, "alice");
        third.Opened.Held.Total.Should().Be(0);
        (await third.ReadAsync()).Should().Be(new ReadAnswer(0, 0));
    }

    [Test]
    public async Task I04_Deleted_stays_deleted()
    {
        EngineHarness engine = StartEngine();
        EngineHarness.Login bob = await engine.OpenAsync(await engine.CreateAsync("bob"));
        for (int round = 0; round < 300; round++)
        {
            EngineHarness.Login alice = await engine.OpenAsync(await engine.CreateAsync("alice"));
            Task<Append[]> sending = Task.Run(() => engine.SendAllAsync(bob,
                [.. Enumerable.Range(0, 5).Select(i => (Guid.NewGuid(), alice.Account, $"{i}"))]));
            Task<ErrorCode> deleting = Task.Run(() => engine.Engine.DeleteAccountAsync(alice.Account, alice.Session));

            (await deleting.Within("the deletion")).Should().Be(ErrorCode.None);
            Append[] answers = await sending;
            answers.Should().OnlyContain(append => append.Result == ErrorCode.None || append.Result == ErrorCode.NoSuchAccount);
            alice.Terminal.Pushes.Should().HaveCount(answers.Count(append => append.Result is ErrorCode.None));
            alice.Account.Mailbox.Count.Should().Be(0, "nothing is queued behind a deletion");
            alice.Account.Capped.Bytes.Should().Be(0);
        }
    }

    [Test]
    public async Task I05_Pushes_leave_in_stored_order()
    {
        EngineHarness engine = StartEngine();
        EngineHarness.Login bob = await engine.OpenAsync(await engine.CreateAsync("bob"));
        EngineHarness.Login alice = await engine.OpenAsync(await engine.CreateAsync("alice"), window: 7);
        Random random = new(5);
        int confirmed = 0;
        for (int i = 0; i < 2_000; i++)
        {
            alice.Terminal.Full = random.Next(3) == 0;
            await engine.SendAsync(bob, alice.Account, $"{i}");
            alice.Terminal.Full = random.Next(3) == 0;
            if (random.Next(3) == 0)
                alice.Session.Pump();
            IReadOnlyList<ulong> numbers = alice.Terminal.Numbers;
            int more = random.Next(Math.Min(12, numbers.Count - confirmed + 1));
            await engine.ConfirmAsync(alice, [.. numbers.Skip(confirmed).Take(more)]);
            confirmed += more;
        }
        alice.Terminal.Full = false;
        while (alice.Terminal.Pushes.Count < 2_000)
            await engine.ConfirmAsync(alice, [.. alice.Terminal.Numbers]);

        alice.Terminal.Texts.Should().Equal(Enumerable.Range(0, 2_000).Select(i => $"{i}"));
    }

    [Test]
    public async Task I06_Nothing_slow_under_a_lock_and_never_two_accounts_at_once()
    {
        EngineHarness engine = StartEngine();
        EngineHarness.Login bob = await engine.OpenAsync(await engine.CreateAsync("bob"));
        Account alice = await engine.CreateAsync("alice");
        List<(bool Own, bool Other)> held = [];
        FakeTerminal terminal = new() { OnPush = _ => held.Add((alice.Gate.IsHeldByCurrentThread, bob.Account.Gate.IsHeldByCurrentThread)) };
        await engine.OpenAsync(alice, terminal);

        await engine.SendAsync(bob, alice, "one");

        held.Should().Equal((true, false));
        // What runs under the lock is a try: it returns though the peer has stopped reading for good.
        using NeverWritten stream = new();
        Outbox outbox = new(stream, TimeProvider.System, new NoOwner());
        int taken = 0;
        while (outbox.TryWrite(Opcode.Message, new MessagePush(1, Guid.Empty, 0, MessageMarks.None, "a"u8, "b"u8, new byte[10_000])))
            taken++;
        taken.Should().BeInRange(1, Outbox.RoomBytes / 10_000 + 1);
    }

    [Test]
    public async Task I07_Own_answers_may_wait_for_room_and_pushes_only_try()
    {
        using NeverWritten stream = new();
        Outbox outbox = new(stream, TimeProvider.System, new NoOwner());
        while (outbox.TryWrite(Opcode.UnreadChanged, Undelivered.None))
        {
        }
        outbox.HasRoom.Should().BeFalse("so the connection's requests are not read any more");
        Task waiting = outbox.WaitForRoomAsync();
        waiting.IsCompleted.Should().BeFalse();
        outbox.TryWrite(Opcode.UnreadChanged, Undelivered.None).Should().BeFalse();
        outbox.Write(Opcode.Pong, 1, new Empty());

        // And over a socket: whoever is pushed to a stopped reader has an answer at once.
        ServerFixture server = StartServer();
        RawClient bob = await RegisterAsync(server, "bob");
        await (await RegisterAsync(server, "alice")).AskEmpty(Opcode.Logout);
        RawClient alice = await ConnectAsync(server, reads: false);
        await alice.WriteAsync((byte[])[.. Preamble.Bytes, .. RawClient.Encode(Opcode.Hello, 1, RawClient.Hello()),
            .. RawClient.Encode(Opcode.Login, 2, new Credentials("alice"u8, System.Text.Encoding.UTF8.GetBytes(RawClient.Password)))]);
        await Eventually.Becomes(() => server.Server.Engine.Find("alice")!.Online, "alice to be there");
        for (int i = 0; i < 300; i++)
            await bob.SendAsync("alice", new string('x', 16_384));
    }

    [Test]
    public async Task I08_A_slow_consumer_is_closed_and_counted_its_messages_stay_queued_and_nobody_waits()
    {
        EngineHarness engine = StartEngine(limits: EngineHarness.NoRate with { MailboxMessages = 30_000 });
        EngineHarness.Login bob = await engine.OpenAsync(await engine.CreateAsync("bob"));
        FakeTerminal stopped = new() { Full = true };
        EngineHarness.Login alice = await engine.OpenAsync(await engine.CreateAsync("alice"), stopped);
        EngineHarness.Login other = await engine.OpenAsync(alice.Account, window: 65535);

        Append[] answers = await engine.SendAllAsync(bob,
            [.. Enumerable.Range(0, Limits.ResumeMessages + 1).Select(i => (Guid.NewGuid(), alice.Account, $"{i}"))]);

        answers.Should().OnlyContain(append => append.Result == ErrorCode.None);
        stopped.ClosedFor.Should().Be(ErrorCode.SlowConsumer);
        other.Terminal.Pushes.Should().HaveCount(Limits.ResumeMessages + 1, "the other terminal was not held up");
        alice.Account.Summarize().Total.Should().Be(Limits.ResumeMessages + 1);
    }

    [Test]
    public async Task I09_Every_queue_has_a_bound_and_an_answer_to_full()
    {
        // Sends of one connection: the server stops reading. The other bounds have their tests beside what they bound: mailbox, backlog,
        // reads, outbox, hash line, connections.
        GatedJournal journal = new();
        ServerFixture server = StartServer(journal: journal);
        RawClient alice = await RegisterAsync(server, "alice");
        await RegisterAsync(server, "bob");
        Task atGate = journal.Hold();
        Task<Received>[] answers = [.. Enumerable.Range(0, 4_000).Select(i => alice.AskSend("bob", $"{i}"))];
        await atGate.Within("the commit");
        journal.Release();

        (await Task.WhenAll(answers)).Should().OnlyContain(answer => answer.Opcode == Opcode.SendAnswer);
        journal.LargestCommit.Should().BeLessThanOrEqualTo(Limits.SendsInFlight);
    }

    [Test]
    public async Task I10_Completions_run_elsewhere_and_never_in_the_engines_turn()
    {
        EngineHarness engine = StartEngine(new GatedJournal());
        for (int i = 0; i < 50; i++)
        {
            Task<string?> continued = engine.Engine.CreateAccountAsync($"user{i}", EngineHarness.Password)
                .ContinueWith(_ => Thread.CurrentThread.Name, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
            (await continued.Within("the answer")).Should().NotBe("committer");
        }
    }

    private sealed class NeverWritten : MemoryStream
    {
        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) =>
            new(Task.Delay(Timeout.Infinite, cancellationToken));
    }

    private sealed class NoOwner : Outbox.IOwner
    {
        public void RoomAgain()
        {
        }

        public void WriteFailed(Exception error)
        {
        }

        public void Sending(ReadOnlySpan<byte> frames)
        {
        }
    }
}
