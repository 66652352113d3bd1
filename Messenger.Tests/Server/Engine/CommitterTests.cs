using FluentAssertions;
using Messenger.Server.Engine;
using Messenger.Server.Engine.Commands;
using Messenger.Server.Storage;
using Messenger.Tests.Support;
using Messenger.Wire;
using NUnit.Framework;

namespace Messenger.Tests.Server.Engine;

/// <summary>A bug of ours in one command: its caller is answered, and everybody else goes on.</summary>
[Parallelizable(ParallelScope.All)]
internal sealed class CommitterTests
{
    [Test]
    public async Task A_command_that_fails_behind_its_commit_is_answered_with_internal([Values] bool onAThread)
    {
        using EngineHarness engine = new(NewJournal(onAThread));
        EngineHarness.Login bob = await engine.OpenAsync(await engine.CreateAsync("bob"));
        EngineHarness.Login alice = await engine.OpenAsync(await engine.CreateAsync("alice"));
        EngineHarness.Login carol = await engine.OpenAsync(await engine.CreateAsync("carol"));
        ulong shown = (await engine.SendAsync(bob, alice.Account, "shown")).Number;
        alice.Terminal.OnPush = _ => throw new InvalidOperationException("a bug of this test");
        Guid id = Guid.NewGuid();

        Append[] answers = await engine.SendAllAsync(bob,
            (Guid.NewGuid(), carol.Account, "before"), (id, alice.Account, "the bug"), (Guid.NewGuid(), carol.Account, "behind"));

        answers.Should().OnlyContain(append => append.Result == ErrorCode.Internal, "of a batch that broke nobody knows");
        engine.Failures.Should().ContainSingle().Which.Should().BeOfType<InvalidOperationException>();
        alice.Terminal.OnPush = null;
        (await engine.SendAsync(bob, alice.Account, "the bug", id)).Duplicate.Should().BeTrue("it was committed");
        (await engine.SendAsync(bob, carol.Account, "goes on")).Result.Should().Be(ErrorCode.None);
        (await engine.ConfirmAsync(alice, shown)).Should().Be(ErrorCode.None);
        (alice.Account.Staged, carol.Account.Staged).Should().Be((default(StagedCount), default(StagedCount)), "what is over takes no room");
    }

    [Test]
    public async Task A_confirmation_that_fails_behind_its_commit_is_answered_with_internal()
    {
        using EngineHarness engine = new();
        EngineHarness.Login bob = await engine.OpenAsync(await engine.CreateAsync("bob"));
        EngineHarness.Login alice = await engine.OpenAsync(await engine.CreateAsync("alice"), window: 1);
        ulong first = (await engine.SendAsync(bob, alice.Account, "first")).Number;
        await engine.SendAsync(bob, alice.Account, "waits for the window");
        alice.Terminal.OnPush = _ => throw new InvalidOperationException("a bug of this test");

        (await engine.ConfirmAsync(alice, first)).Should().Be(ErrorCode.Internal);
        alice.Terminal.OnPush = null;
        (await engine.ConfirmAsync(alice, first)).Should().Be(ErrorCode.None);
        alice.Terminal.Texts.Should().Equal("first", "waits for the window");
    }

    [TestCase(true)]
    [TestCase(false)]
    public async Task Whoever_awaits_a_command_is_answered_whatever_it_meets(bool isCommitted)
    {
        List<Exception> failures = [];
        GatedJournal journal = new();
        using Committer committer = new(new EngineState(journal, new EngineLimits(), TimeProvider.System), failures.Add);
        Broken broken = new(isBroken: true);
        Broken whole = new(isBroken: false);
        journal.Fail(isCommitted ? 0 : 1);

        committer.Submit(broken);
        (await broken.Done.Within("its answer")).Should().Be(ErrorCode.Internal);
        committer.Submit(whole);
        (await whole.Done.Within("the next one's")).Should().Be(ErrorCode.None);
        failures.OfType<InvalidOperationException>().Should().ContainSingle();
    }

    private static IJournal NewJournal(bool onAThread) => onAThread ? new GatedJournal() : new MemoryJournal();

    /// <summary>Throws when it is applied or undone, or not at all.</summary>
    private sealed class Broken(bool isBroken) : AwaitedCommand
    {
        public override void Stage(EngineState state)
        {
        }

        public override void Apply(EngineState state) => Break();

        public override void Undo(EngineState state) => Break();

        private void Break()
        {
            if (isBroken)
                throw new InvalidOperationException("a bug of this test");
        }
    }
}
