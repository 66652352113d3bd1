using FluentAssertions;
using Messenger.Server.Engine;
using Messenger.Server.Engine.Commands;
using Messenger.Server.Storage;
using Messenger.Tests.Support;
using Messenger.Wire;
using NUnit.Framework;

namespace Messenger.Tests.Server.Engine.Contract;

/// <summary>Point 9 of the engine's contract: what is refused with store-failed has not happened, and what has happened is not refused with it.</summary>
internal sealed class FailedCommitContractTests(JournalKind kind) : ContractTest(kind)
{
    [Test]
    public async Task A_repetition_of_what_is_stored_is_recognised_while_nothing_can_be_stored()
    {
        GatedJournal journal = NewGate();
        EngineHarness engine = StartEngine(journal);
        EngineHarness.Login bob = await engine.OpenAsync(await engine.CreateAsync("bob"));
        EngineHarness.Login alice = await engine.OpenAsync(await engine.CreateAsync("alice"));
        Guid id = Guid.NewGuid();
        Append first = await engine.SendAsync(bob, alice.Account, "hello", id);
        Guid fresh = Guid.NewGuid();
        journal.Fail(1);

        Append[] again = await engine.SendAllAsync(bob,
            (id, alice.Account, "hello"), (fresh, alice.Account, "new"), (fresh, alice.Account, "new"), (id, alice.Account, "hello!"));

        // "Nothing was stored" would be untrue of it, and the client would tell its user so.
        (again[0].Result, again[0].Duplicate, again[0].Number, again[0].At, again[0].Delivered)
            .Should().Be((ErrorCode.None, true, first.Number, first.At, true));
        again[1..3].Should().OnlyContain(append => append.Result == ErrorCode.StoreFailed);
        again[3].Result.Should().Be(ErrorCode.IdReused);
        alice.Terminal.Texts.Should().Equal("hello");
    }

    [Test]
    public async Task A_repetition_is_recognised_also_where_the_batch_failed_before_it_was_looked_at()
    {
        StumblingJournal journal = new(NewGate());
        EngineHarness engine = StartEngine(journal);
        EngineHarness.Login bob = await engine.OpenAsync(await engine.CreateAsync("bob"));
        EngineHarness.Login alice = await engine.OpenAsync(await engine.CreateAsync("alice"));
        Guid id = Guid.NewGuid();
        Append first = await engine.SendAsync(bob, alice.Account, "hello", id);
        journal.Stumbles = true;

        Append[] again = await engine.SendAllAsync(bob, (Guid.NewGuid(), alice.Account, "new"), (id, alice.Account, "hello"), (id, alice.Account, "hello!"));

        again[0].Result.Should().Be(ErrorCode.StoreFailed);
        (again[1].Result, again[1].Duplicate, again[1].Number).Should().Be((ErrorCode.None, true, first.Number));
        again[2].Result.Should().Be(ErrorCode.IdReused);
    }

    /// <summary>A journal that fails at the next message, not at the commit: a batch larger than the store's cache does that on a full disk.</summary>
    private sealed class StumblingJournal(IJournal inner) : PassingJournal(inner)
    {
        public bool Stumbles { get; set; }

        public override StoredMessage? MessageStored(Message message) =>
            Stumbles ? throw new StoreException("the disk of this test is full") : base.MessageStored(message);
    }
}
