using FluentAssertions;
using Messenger.Server.Engine;
using Messenger.Server.Storage;
using Messenger.Server.Storage.Sqlite;
using Messenger.Tests.Support;
using NUnit.Framework;

namespace Messenger.Tests.Server.Engine.Contract;

/// <summary>What keeps an engine's changes.</summary>
public enum JournalKind
{
    /// <summary>Nothing does; whoever submits commits.</summary>
    Memory,

    /// <summary>Nothing does, but commits have a thread of their own.</summary>
    MemoryOnAThread,

    /// <summary>A file, as in the product.</summary>
    Sqlite,
}

/// <summary>One contract for every journal: each test runs over all of them.</summary>
[TestFixtureSource(typeof(ContractTest), nameof(Kinds))]
internal abstract class ContractTest(JournalKind kind) : ServerTest
{
    public static JournalKind[] Kinds { get; } = Enum.GetValues<JournalKind>();

    /// <summary>How often a race is run: less often where each round waits for a disk several times.</summary>
    protected int Rounds { get; } = kind is JournalKind.Sqlite ? 150 : 1_000;

    protected override EngineHarness StartEngine(IJournal? journal = null, EngineLimits? limits = null, TimeProvider? clock = null) =>
        base.StartEngine(journal ?? NewJournal(clock), limits, clock);

    /// <summary>A gate before a journal of the kind.</summary>
    protected GatedJournal NewGate() => new(kind is JournalKind.Sqlite ? NewJournal(null) : new MemoryJournal());

    /// <summary>Has commands committed as one batch, in the order in which they are submitted.</summary>
    /// <param name="engine">Whose.</param>
    /// <param name="journal">What it writes to.</param>
    /// <param name="by">Any login.</param>
    /// <param name="submit">Submits them all before it returns.</param>
    /// <param name="fails">The batch cannot be stored.</param>
    protected static async Task TogetherAsync(EngineHarness engine, GatedJournal journal, EngineHarness.Login by, Func<Task> submit, bool fails = false)
    {
        Task atGate = journal.Hold();
        // What stands at the gate holds up all that follows.
        Task<Messenger.Wire.ErrorCode> first = engine.ConfirmAsync(by);
        await atGate.Within("the commit before");
        int before = journal.Commits;
        if (fails)
            journal.Fail(2);
        Task all = submit();
        journal.Release();
        await Task.WhenAll(first, all);
        journal.Commits.Should().Be(before + 1, "they are one batch");
    }

    private IJournal NewJournal(TimeProvider? clock) => kind switch
    {
        JournalKind.Memory => new MemoryJournal(),
        JournalKind.MemoryOnAThread => new GatedJournal(),
        _ => new SqliteJournal(Database.Open(Path.Combine(NewDirectory(), Database.FileName)), clock ?? TimeProvider.System),
    };
}
