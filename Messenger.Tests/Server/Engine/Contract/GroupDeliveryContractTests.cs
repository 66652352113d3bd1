using System.Globalization;
using FluentAssertions;
using Messenger.Server.Engine;
using Messenger.Server.Engine.Commands;
using Messenger.Tests.Support;
using Messenger.Wire;
using NUnit.Framework;

namespace Messenger.Tests.Server.Engine.Contract;

/// <summary>Point 8 of the engine's contract: a message to a group reaches each member exactly once, at once or from the queue.</summary>
internal sealed class GroupDeliveryContractTests(JournalKind kind) : ContractTest(kind)
{
    [Test]
    public async Task Everyone_gets_it_once_at_once_or_from_the_queue_and_the_sender_does_not()
    {
        EngineHarness engine = StartEngine();
        EngineHarness.Login alice = await engine.OpenAsync(await engine.CreateAsync("alice"));
        EngineHarness.Login bob = await engine.OpenAsync(await engine.CreateAsync("bob"));
        Account carol = await engine.CreateAsync("carol");
        Group group = await engine.CreateGroupAsync(alice, "lunch", bob.Account, carol);

        Append sent = await engine.SendAsync(alice, group, "at noon");

        (sent.Result, sent.Delivered).Should().Be((ErrorCode.None, true));
        bob.Terminal.Texts.Should().Equal("at noon");
        bob.Terminal.Pushes[0].Message.To.Should().BeSameAs(group);
        alice.Terminal.Pushes.Should().BeEmpty();
        alice.Account.WaitingTexts().Should().BeEmpty();
        EngineHarness.Login later = await engine.OpenAsync(carol);
        later.Held.From.Should().Equal(new SenderCount(group, 1));
        later.Session.Read(1, "#LUNCH", 0);
        later.Session.Read(2, "alice", 0);
        later.Terminal.Texts.Should().Equal("at noon");
        await engine.ConfirmAsync(later, sent.Number);
        carol.WaitingTexts().Should().BeEmpty();
        bob.Account.WaitingTexts().Should().Equal(["at noon"], "each confirms for himself");
    }

    [Test]
    public async Task What_waits_is_counted_and_read_by_group_and_by_person()
    {
        EngineHarness engine = StartEngine();
        EngineHarness.Login alice = await engine.OpenAsync(await engine.CreateAsync("alice"));
        Account bob = await engine.CreateAsync("bob");
        Group group = await engine.CreateGroupAsync(alice, "lunch", bob);
        await engine.SendAllAsync(alice,
            (Guid.NewGuid(), group, "g1"), (Guid.NewGuid(), bob, "d1"), (Guid.NewGuid(), group, "g2"), (Guid.NewGuid(), group, "g3"));

        bob.Summarize().From.Should().Equal(new SenderCount(group, 3), new SenderCount(alice.Account, 1));
        EngineHarness.Login login = await engine.OpenAsync(bob);
        login.Session.Read(1, "alice", 0);
        login.Session.Read(2, "#lunch", 2);
        login.Terminal.Texts.Should().Equal("d1", "g1", "g2");
        login.Terminal.Reads.Select(read => (read.Count, read.Left)).Should().Equal((1u, 3u), (2u, 1u));
        await engine.RenameAsync(alice, group, "dinner");
        login.Session.Read(3, "#dinner", 0);
        login.Terminal.Texts.Should().Equal("d1", "g1", "g2", "g3");
    }

    [Test]
    public async Task Delivered_says_that_one_members_terminal_took_it_at_least()
    {
        EngineHarness engine = StartEngine();
        EngineHarness.Login alice = await engine.OpenAsync(await engine.CreateAsync("alice"));
        EngineHarness.Login bob = await engine.OpenAsync(await engine.CreateAsync("bob"));
        Group group = await engine.CreateGroupAsync(alice, "lunch", bob.Account, await engine.CreateAsync("carol"));
        Guid id = Guid.NewGuid();

        (await engine.SendAsync(alice, group, "bob is there", id)).Delivered.Should().BeTrue();
        engine.Cut(bob);
        (await engine.SendAsync(alice, group, "nobody is")).Delivered.Should().BeFalse();
        (await engine.SendAsync(alice, await engine.CreateGroupAsync(alice, "alone"), "only me")).Delivered.Should().BeFalse();
        Append again = await engine.SendAsync(alice, group, "bob is there", id);
        (again.Duplicate, again.Delivered).Should().Be((true, true));
        (await engine.SendAsync(alice, bob.Account, "bob is there", id)).Result.Should().Be(ErrorCode.IdReused, "another target");
    }

    [Test]
    public async Task Order_is_kept_in_each_conversation_when_groups_and_direct_ones_are_interleaved()
    {
        const int Accounts = 6;
        const int Batches = 30;
        EngineHarness engine = StartEngine();
        EngineHarness.Login[] logins = await Task.WhenAll(Enumerable.Range(0, Accounts).Select(async i =>
            await engine.OpenAsync(await engine.CreateAsync($"user{i}"), window: 65535)));
        Account[] all = [.. logins.Select(login => login.Account)];
        Group[] groups = [await engine.CreateGroupAsync(logins[0], "one", all[1..]), await engine.CreateGroupAsync(logins[1], "two", [all[0], .. all[2..5]])];

        await Task.WhenAll(logins.Select((from, index) => Task.Run(async () =>
        {
            List<Task> answers = [];
            Target[] targets = [.. all.Where(to => to != from.Account), .. groups.Where(group => group.Current.Has(from.Account))];
            for (int i = 0; i < Batches; i++)
                answers.Add(engine.SendAllAsync(from, [.. targets.Select(to => (Guid.NewGuid(), to, i.ToString(CultureInfo.InvariantCulture)))]));
            await Task.WhenAll(answers);
        })));

        foreach (EngineHarness.Login to in logins)
        {
            IReadOnlyList<Pushed> pushes = to.Terminal.Pushes;
            int senders = (Accounts - 1) + groups.Where(group => group.Current.Has(to.Account)).Sum(group => group.Current.Members.Count - 1);
            pushes.Should().HaveCount(senders * Batches);
            pushes.Select(push => push.Number).Should().BeInAscendingOrder("numbers rise in the order of commits");
            foreach (IGrouping<(Account Sender, Target To), Pushed> conversation in pushes.GroupBy(push => (push.Message.Sender, push.Message.To)))
                conversation.Select(push => int.Parse(push.Text, CultureInfo.InvariantCulture)).Should().Equal(Enumerable.Range(0, Batches));
        }
    }

    [Test]
    public async Task Who_was_removed_gets_what_was_stored_before_and_nothing_of_later()
    {
        EngineHarness engine = StartEngine();
        EngineHarness.Login alice = await engine.OpenAsync(await engine.CreateAsync("alice"));
        Account bob = await engine.CreateAsync("bob");
        Group group = await engine.CreateGroupAsync(alice, "lunch", bob);
        await engine.SendAsync(alice, group, "before");
        await engine.RemoveAsync(alice, group, bob);
        await engine.SendAsync(alice, group, "meanwhile");
        await engine.AddAsync(alice, group, bob);
        await engine.SendAsync(alice, group, "again");

        bob.WaitingTexts().Should().Equal("before", "again");
        EngineHarness.Login login = await engine.OpenAsync(bob);
        login.Session.Read(1, "", 0);
        login.Terminal.Texts.Should().Equal("before", "again");
        (await engine.ConfirmAsync(login, [.. login.Terminal.Numbers])).Should().Be(ErrorCode.None);
        bob.WaitingTexts().Should().BeEmpty();
    }

    [Test]
    public async Task What_waits_from_a_group_that_is_no_more_still_comes()
    {
        EngineHarness engine = StartEngine();
        EngineHarness.Login alice = await engine.OpenAsync(await engine.CreateAsync("alice"));
        Account bob = await engine.CreateAsync("bob");
        Group group = await engine.CreateGroupAsync(alice, "lunch", bob);
        await engine.SendAsync(alice, group, "the last one");
        await engine.DeleteAsync(alice, group);

        EngineHarness.Login login = await engine.OpenAsync(bob);
        login.Held.From.Should().Equal(new SenderCount(group, 1));
        login.Session.Read(1, "#lunch", 0);
        login.Terminal.Texts.Should().Equal("the last one");
    }

    [Test]
    public async Task A_groups_messages_take_no_room_in_mailboxes_and_full_ones_do_not_refuse_them()
    {
        EngineHarness engine = StartEngine(limits: EngineHarness.NoRate with { MailboxMessages = 4, MailboxBytes = 1000 });
        EngineHarness.Login alice = await engine.OpenAsync(await engine.CreateAsync("alice"));
        EngineHarness.Login bob = await engine.OpenAsync(await engine.CreateAsync("bob"));
        Group group = await engine.CreateGroupAsync(alice, "lunch", bob.Account);

        for (int i = 0; i < 10; i++)
            (await engine.SendAsync(alice, group, new string('g', 500))).Result.Should().Be(ErrorCode.None);
        bob.Account.Capped.Should().Be(default(StagedCount));
        (await engine.SendAsync(alice, bob.Account, "1")).Result.Should().Be(ErrorCode.None);
        (await engine.SendAsync(alice, bob.Account, "2")).Result.Should().Be(ErrorCode.None);
        (await engine.SendAsync(alice, bob.Account, "3")).Result.Should().Be(ErrorCode.MailboxFull, "half of it is for one stranger");
        (await engine.SendAsync(alice, group, "g")).Result.Should().Be(ErrorCode.None);
        (await engine.ConfirmAsync(bob, [.. bob.Terminal.Numbers])).Should().Be(ErrorCode.None);
        bob.Account.Capped.Should().Be(default(StagedCount));
    }

    [Test]
    public async Task A_send_to_a_group_costs_one_and_a_hundredth_of_its_deliveries()
    {
        ManualClock clock = new();
        EngineHarness engine = StartEngine(limits: new EngineLimits { SendsPerSecond = 1, SendBurst = 10 }, clock: clock);
        Account[] accounts = await engine.CreateManyAsync(101);
        EngineHarness.Login owner = await engine.OpenAsync(accounts[0]);
        Group group = await engine.CreateGroupAsync(owner, "all", accounts[1..]);
        // Making it cost as much as a send to it.
        clock.Advance(TimeSpan.FromSeconds(2));

        Append[] sent = await engine.SendAllAsync(owner, [.. Enumerable.Range(0, 7).Select(i => (Guid.NewGuid(), (Target)group, $"{i}"))]);

        sent.Count(append => append.Result is ErrorCode.None).Should().Be(5, "each costs 2 of the 10");
        sent[5].Result.Should().Be(ErrorCode.RateLimited);
        sent[5].RetryAfter.Should().Be(TimeSpan.FromSeconds(2));
        clock.Advance(TimeSpan.FromSeconds(1));
        (await engine.SendAsync(owner, group, "early")).Result.Should().Be(ErrorCode.RateLimited);
        (await engine.SendAsync(owner, accounts[1], "one is enough for that")).Result.Should().Be(ErrorCode.None);
    }

    [Test]
    public async Task A_thousand_members_get_it_exactly_once_those_that_are_there_and_those_that_come_later()
    {
        const int Online = 100;
        EngineHarness engine = StartEngine();
        Account[] accounts = await engine.CreateManyAsync(1_000);
        EngineHarness.Login[] online = await Task.WhenAll(accounts[..Online].Select(account => engine.OpenAsync(account)));
        Group group = await engine.CreateGroupAsync(online[0], "all", accounts[1..]);

        Append sent = await engine.SendAsync(online[0], group, "to all");

        sent.Delivered.Should().BeTrue();
        online.Skip(1).Should().OnlyContain(login => login.Terminal.Texts.Count == 1);
        EngineHarness.Login[] later = await Task.WhenAll(accounts[Online..].Select(account => engine.OpenAsync(account)));
        foreach (EngineHarness.Login login in later)
        {
            login.Held.Total.Should().Be(1);
            login.Session.Read(1, "", 0);
        }
        EngineHarness.Login[] readers = [.. online.Skip(1), .. later];
        readers.Should().OnlyContain(login => login.Terminal.Texts.Count == 1 && login.Terminal.Numbers[0] == sent.Number);
        readers.Select(login => login.Terminal.Pushes[0].Message).Distinct().Should().ContainSingle("the body is there once");
        await Task.WhenAll(readers.Select(login => engine.ConfirmAsync(login, sent.Number)));
        accounts.Sum(account => account.Summarize().Total).Should().Be(0);
    }

    [Test]
    public async Task Joining_while_messages_are_sent_gives_all_from_joining_on_and_none_from_before()
    {
        EngineHarness engine = StartEngine();
        EngineHarness.Login alice = await engine.OpenAsync(await engine.CreateAsync("alice"));
        EngineHarness.Login bob = await engine.OpenAsync(await engine.CreateAsync("bob"), window: 65535);
        Group group = await engine.CreateGroupAsync(alice, "lunch");
        for (int round = 0; round < Rounds / 10; round++)
        {
            int had = bob.Terminal.Pushes.Count;
            Task<Append[][]> sending = Task.Run(async () => await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => engine.SendAllAsync(alice, (Guid.NewGuid(), group, "x")))));
            Task<ErrorCode> adding = Task.Run(() => engine.AddAsync(alice, group, bob.Account));
            await Task.WhenAll(sending, adding).Within("a round");

            ulong joinedAfter = group.Current.Find(bob.Account)!.JoinedAfter;
            bob.Terminal.Numbers.Skip(had).Should().Equal((await sending).SelectMany(sent => sent).Select(sent => sent.Number).Where(number => number > joinedAfter).Order());
            await engine.RemoveAsync(alice, group, bob.Account);
        }
    }
}
