using System.Text;
using FluentAssertions;
using Messenger.Server.Engine;
using Messenger.Server.Engine.Commands;
using Messenger.Tests.Support;
using Messenger.Wire;
using NUnit.Framework;

namespace Messenger.Tests.Server.Engine.Contract;

/// <summary>Points 1, 2 and 7 of the engine's contract: accounts come, are found, and go.</summary>
internal sealed class AccountContractTests(JournalKind kind) : ContractTest(kind)
{
    [Test]
    public async Task Of_many_that_create_one_name_at_once_exactly_one_wins()
    {
        EngineHarness engine = StartEngine();
        HashSet<long> ids = [];
        for (int round = 0; round < Rounds; round++)
        {
            // Each round in other cases: they are one name.
            string[] spellings = [$"name{round}", $"NAME{round}", $"Name{round}", $"nAmE{round}"];
            (ErrorCode Result, Account? Account)[] outcomes = await Task.WhenAll(spellings.Select(name =>
                Task.Run(() => engine.Engine.CreateAccountAsync(name, EngineHarness.Password)))).Within("a round");

            outcomes.Count(outcome => outcome.Result is ErrorCode.None).Should().Be(1);
            outcomes.Count(outcome => outcome.Result is ErrorCode.NameTaken && outcome.Account is null).Should().Be(3);
            Account winner = outcomes.Single(outcome => outcome.Account is not null).Account!;
            engine.Engine.Find($"name{round}").Should().BeSameAs(winner);
            ids.Add(winner.Id).Should().BeTrue("ids are not used again");
        }
        engine.Engine.AccountCount.Should().Be(Rounds);
    }

    [Test]
    public async Task An_account_exists_when_it_is_durable_and_not_before()
    {
        GatedJournal journal = NewGate();
        EngineHarness engine = StartEngine(journal);
        Task atGate = journal.Hold();

        Task<(ErrorCode, Account?)> creating = engine.Engine.CreateAccountAsync("alice", EngineHarness.Password);
        await atGate.Within("the commit");
        engine.Engine.Find("alice").Should().BeNull();
        creating.IsCompleted.Should().BeFalse();
        journal.Release();

        (await creating.Within("the account")).Item1.Should().Be(ErrorCode.None);
        journal.Committed.Should().ContainSingle(entry => entry.StartsWith("create alice"));
    }

    [Test]
    public async Task While_a_name_is_being_created_it_is_taken()
    {
        GatedJournal journal = NewGate();
        EngineHarness engine = StartEngine(journal);
        Task atGate = journal.Hold();
        Task<(ErrorCode Result, Account?)> first = engine.Engine.CreateAccountAsync("alice", EngineHarness.Password);
        await atGate.Within("the commit");
        Task<(ErrorCode Result, Account?)> second = engine.Engine.CreateAccountAsync("Alice", EngineHarness.Password);
        journal.Release();

        (await first.Within("the first")).Result.Should().Be(ErrorCode.None);
        (await second.Within("the second")).Result.Should().Be(ErrorCode.NameTaken);
    }

    [Test]
    public async Task A_creation_that_could_not_be_stored_leaves_the_name_free()
    {
        GatedJournal journal = NewGate();
        EngineHarness engine = StartEngine(journal);
        journal.Fail(1);

        (await engine.Engine.CreateAccountAsync("alice", EngineHarness.Password).Within("the refusal")).Result.Should().Be(ErrorCode.StoreFailed);

        engine.Engine.Find("alice").Should().BeNull();
        await engine.CreateAsync("alice");
    }

    [Test]
    public async Task Names_are_resolved_and_matched_from_memory_while_the_disk_is_slow()
    {
        GatedJournal journal = NewGate();
        EngineHarness engine = StartEngine(journal);
        Account alice = await engine.CreateAsync("Alice");
        await engine.CreateAsync("bob");
        Task atGate = journal.Hold();
        Task creating = engine.Engine.CreateAccountAsync("carol", EngineHarness.Password);
        await atGate.Within("the commit");

        engine.Engine.Find("aLICE"u8).Should().BeSameAs(alice);
        engine.Names("[a-c]*").Should().Equal("Alice", "bob");

        journal.Release();
        await creating.Within("carol");
    }

    [Test]
    public async Task After_a_deletion_the_name_is_free_and_the_new_account_inherits_nothing()
    {
        EngineHarness engine = StartEngine();
        Account bob = await engine.CreateAsync("bob");
        EngineHarness.Login fromBob = await engine.OpenAsync(bob);
        Account old = await engine.CreateAsync("alice");
        EngineHarness.Login oldLogin = await engine.OpenAsync(old);
        EngineHarness.Login oldOther = await engine.OpenAsync(old);
        Guid id = Guid.NewGuid();
        ulong number = (await engine.SendAsync(fromBob, old, "for the old one", id)).Number;

        (await engine.Engine.DeleteAccountAsync(old, oldLogin.Session).Within("the deletion")).Should().Be(ErrorCode.None);

        engine.Engine.Find("alice").Should().BeNull();
        oldLogin.Terminal.ClosedFor.Should().Be(ErrorCode.None, "the connection that asked stays open");
        oldOther.Terminal.ClosedFor.Should().Be(ErrorCode.AccountDeleted);
        engine.Resume(oldOther, new FakeTerminal()).Should().BeNull("its tokens are revoked");
        old.Summarize().Total.Should().Be(0);

        Account fresh = await engine.CreateAsync("Alice");
        fresh.Id.Should().NotBe(old.Id);
        EngineHarness.Login freshLogin = await engine.OpenAsync(fresh);
        freshLogin.Held.Total.Should().Be(0);
        (await engine.ConfirmAsync(freshLogin, number)).Should().Be(ErrorCode.None);
        (await engine.SendAsync(fromBob, fresh, "for the old one", id)).Result.Should().Be(ErrorCode.IdReused, "it is another target");
        (await engine.SendAsync(fromBob, fresh, "for the new one")).Delivered.Should().BeTrue();
        freshLogin.Terminal.Texts.Should().Equal("for the new one");
        oldOther.Terminal.Texts.Should().Equal("for the old one");
    }

    [Test]
    public async Task Deleted_stays_deleted_for_sends_that_were_staged_before()
    {
        GatedJournal journal = NewGate();
        EngineHarness engine = StartEngine(journal);
        EngineHarness.Login bob = await engine.OpenAsync(await engine.CreateAsync("bob"));
        Account alice = await engine.CreateAsync("alice");
        EngineHarness.Login aliceLogin = await engine.OpenAsync(alice);
        Guid id = Guid.NewGuid();

        // Something to hold the gate with; deletion and sends gather behind it into one batch.
        Task atGate = journal.Hold();
        Task first = engine.Engine.CreateAccountAsync("carol", EngineHarness.Password);
        await atGate.Within("the commit");
        Task<ErrorCode> deletion = engine.Engine.DeleteAccountAsync(alice, aliceLogin.Session);
        Task<Append[]> send = engine.Submit(bob, (id, alice, "too late"), (id, alice, "too late"));
        journal.Release();
        await first.Within("carol");

        (await deletion.Within("the deletion")).Should().Be(ErrorCode.None);
        (await send.Within("the answers")).Should().OnlyContain(append => append.Result == ErrorCode.NoSuchAccount);
        aliceLogin.Terminal.Pushes.Should().BeEmpty();
        alice.Summarize().Total.Should().Be(0);
        engine.Failures.Should().BeEmpty();
    }

    [Test]
    public async Task Messages_of_a_deleted_sender_stay_with_those_who_have_them()
    {
        EngineHarness engine = StartEngine();
        Account alice = await engine.CreateAsync("alice");
        EngineHarness.Login bob = await engine.OpenAsync(await engine.CreateAsync("bob"));
        await engine.SendAsync(bob, alice, "goodbye");

        await engine.Engine.DeleteAccountAsync(bob.Account, bob.Session).Within("the deletion");

        EngineHarness.Login login = await engine.OpenAsync(alice);
        login.Held.From.Should().ContainSingle().Which.Sender.Deleted.Should().BeTrue();
        login.Session.Read(1, "bob", 0).Should().BeTrue();
        login.Terminal.Texts.Should().Equal("goodbye");
        (await engine.SendAsync(bob, alice, "again")).Result.Should().Be(ErrorCode.NotLoggedIn);
    }

    [Test]
    public async Task Of_two_password_changes_at_once_one_is_refused_for_the_password_is_another_by_then([Values] bool firstFails)
    {
        GatedJournal journal = new();
        EngineHarness engine = StartEngine(journal);
        EngineHarness.Login alice = await engine.OpenAsync(await engine.CreateAsync("alice"));
        EngineHarness.Login other = await engine.OpenAsync(alice.Account);
        Task atGate = journal.Hold();
        Task first = engine.Engine.CreateAccountAsync("carol", EngineHarness.Password);
        await atGate.Within("the commit");
        Task<ErrorCode>[] changes = [.. new[] { alice, other }.Select(login => engine.Engine.ChangePasswordAsync(
            alice.Account, alice.Account.Password, new Messenger.Server.Security.PasswordRecord(1, [1], [1]), login.Session))];
        journal.Fail(firstFails ? 2 : 0);
        journal.Release();
        await first.Within("carol");

        (await Task.WhenAll(changes).Within("the answers")).Should().Equal(firstFails
            ? [ErrorCode.StoreFailed, ErrorCode.StoreFailed]
            : [ErrorCode.None, ErrorCode.BadCredentials]);
        (await engine.Engine.ChangePasswordAsync(alice.Account, alice.Account.Password, EngineHarness.Password, alice.Session))
            .Should().Be(ErrorCode.None, "nothing is stuck");
    }

    [Test]
    public async Task A_name_is_resolved_byte_for_byte()
    {
        EngineHarness engine = StartEngine();
        await engine.CreateAsync("kelvin");

        engine.Engine.Find(Encoding.UTF8.GetBytes("\u212Aelvin")).Should().BeNull("the Kelvin sign is no K");
    }
}
