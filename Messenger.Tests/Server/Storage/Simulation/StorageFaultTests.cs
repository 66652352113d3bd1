using FluentAssertions;
using Messenger.Server.Storage;
using Messenger.Server.Storage.Sqlite;
using Messenger.Tests.Support;
using Messenger.Tests.Support.Disk;
using Messenger.Wire;
using NUnit.Framework;

namespace Messenger.Tests.Server.Storage.Simulation;

/// <summary>
/// Every call of a scenario to its disk fails in turn, or is the one during which the power is cut. What is promised: what was answered with
/// success is there, exactly once, unaltered and in order. What was refused with store-failed has not happened, and does not happen later
/// while the server lives. Only when the power goes (or the process dies) before a later commit may the one batch that was under way be
/// there all the same, as a whole; sent again, its messages are recognised.
/// </summary>
[Parallelizable(ParallelScope.All)]
internal sealed class StorageFaultTests
{
    private const int Seed = 20_260_102;
    private const int Steps = 65;

    /// <summary>Tests that share the calls of a scenario among them, so that they run side by side.</summary>
    private const int Shares = 4;

    [Test]
    public async Task A_call_that_fails_costs_what_it_was_asked_for_and_nothing_else(
        [Values] DiskFailure failure, [Range(0, Shares - 1)] int share)
    {
        for (int call = 1 + share; call <= await CallsAsync(); call += Shares)
            await FailAsync(disk => disk.FailAt(call, failure), $"call {call} fails");
    }

    [Test]
    public async Task A_disk_that_fails_for_a_while_is_used_again_when_it_works([Values(7, 60, 200)] int calls, [Range(0, Shares - 1)] int share)
    {
        for (int call = 1 + (share * 3); call <= await CallsAsync(); call += Shares * 3)
            await FailAsync(disk => disk.FailAt(call, DiskFailure.Full, calls), $"{calls} calls from {call} on fail");
    }

    [Test]
    public async Task What_was_acknowledged_survives_a_power_cut_at_any_call([Values] bool somethingUnsyncedSurvives, [Range(0, Shares - 1)] int share)
    {
        for (int call = 1 + share; call <= await CallsAsync(); call += Shares)
            (await CutAsync(call, somethingUnsyncedSurvives ? call : null, SafeSettings)).Should().BeEmpty("the power was cut at call {0}", call);
    }

    [Test]
    public async Task A_store_that_does_not_sync_its_commits_is_found_out()
    {
        int lost = 0;
        for (int call = 1; call <= await CallsAsync(); call += 8)
            lost += (await CutAsync(call, seed: null, "PRAGMA synchronous = NORMAL")).Count > 0 ? 1 : 0;
        lost.Should().BeGreaterThan(10, "else these tests show nothing");
    }

    private const string SafeSettings = "PRAGMA wal_autocheckpoint = 25";

    private static readonly Lazy<Task<int>> Counted = new(CountAsync);

    private static Task<int> CallsAsync() => Counted.Value;

    private static async Task<int> CountAsync()
    {
        using SimulatedDisk disk = new();
        using (EngineHarness engine = SimulatedStore.Open(disk, new ManualClock()))
        {
            Scenario scenario = new(engine, disk, Seed);
            await scenario.RunAsync(Steps);
            scenario.Ledger.Differences(engine).Should().BeEmpty();
            Ledger ledger = scenario.Ledger;
            ledger.Messages.Should().Contain(message => message.Waiting.IsEmpty).And.HaveCountGreaterThan(40, "else there is little to lose")
                .And.Contain(message => message.To < 0).And.Contain(message => message.Edited).And.Contain(message => message.Unsent);
            ledger.Groups.Should().NotBeEmpty();
            ledger.Accounts.Values.Should().Contain(account => !account.Reads.IsEmpty);
        }
        TestContext.Out.WriteLine(
            $"{disk.Calls} calls: {disk.Count(DiskCall.Write)} writes, {disk.Count(DiskCall.Sync)} syncs, {disk.Count(DiskCall.Truncate)} truncations, {disk.Count(DiskCall.Delete)} deletions");
        return disk.Calls;
    }

    /// <summary>Runs with a fault; looks while the server lives, after a clean restart, and after a power cut.</summary>
    private static async Task FailAsync(Action<SimulatedDisk> fault, string what)
    {
        ManualClock clock = new();
        using SimulatedDisk disk = new();
        fault(disk);
        Ledger ledger;
        List<MessageEntry> refused;
        IReadOnlyList<string> memory;
        using (EngineHarness engine = OpenAgainAndAgain(disk, clock))
        {
            Scenario scenario = new(engine, disk, Seed);
            await scenario.RunAsync(Steps);
            ledger = scenario.Ledger;
            refused = scenario.Refused;
            ledger.Differences(engine).Should().BeEmpty("{0}, and the server lives", what);
            disk.MakeRoom();
            (await engine.Engine.CreateAccountAsync("afterwards", EngineHarness.Password)).Result.Should().Be(ErrorCode.None);
            memory = EngineSnapshot.Of(engine.Engine, engine.Journal.ReadMessage);
        }
        ledger = ledger.With(new AccountEntry(int.MaxValue, "afterwards", EngineHarness.Password.Serialize(), System.Collections.Immutable.ImmutableDictionary<Messenger.Server.Engine.TokenHash, SessionEntry>.Empty));
        using (EngineHarness engine = SimulatedStore.Open(disk, clock))
        {
            ledger.Differences(engine).Should().BeEmpty("{0}, and the server was started again", what);
            EngineSnapshot.Of(engine.Engine, engine.Journal.ReadMessage).Should().Equal(memory, "{0}, and the server was started again", what);
            ledger = await new Probe(engine, ledger).RunAsync(refused);
            using SimulatedDisk after = disk.PowerCut();
            using EngineHarness last = SimulatedStore.Open(after, clock);
            ledger.Differences(last).Should().BeEmpty("{0}, and later the power went", what);
        }
    }

    /// <returns>What differs from the ledger after the restart.</returns>
    private static async Task<IReadOnlyList<string>> CutAsync(int call, int? seed, string settings)
    {
        ManualClock clock = new();
        using SimulatedDisk disk = new();
        disk.CutPowerAt(call);
        Ledger ledger = Ledger.Empty;
        Ledger? unsettled = null;
        try
        {
            using EngineHarness engine = SimulatedStore.Open(disk, clock, settings);
            Scenario scenario = new(engine, disk, Seed);
            await scenario.RunAsync(Steps);
            (ledger, unsettled) = (scenario.Ledger, scenario.Unsettled);
        }
        catch (StoreRefusedException) when (disk.IsCut)
        {
            // Before it was ready.
        }
        using SimulatedDisk after = disk.PowerCut(seed);
        // Nobody syncs the mark. The worst that it can do is to survive as it was last written, when only what was synced survives beside it.
        if (seed is null && disk.Read(SimulatedStore.MarkPath) is { } mark)
            after.Write(after.Open(SimulatedStore.MarkPath, create: true)!, mark, 0);
        LogCheck.Lost(LogCheck.CommitsBehindDamage(new MemoryStream(after.Read($"{SimulatedStore.Path}-wal") ?? []))).Should().Be(0, "a power cut is no damage");
        using (EngineHarness engine = SimulatedStore.Open(after, clock, isWhole: settings == SafeSettings))
        {
            IReadOnlyList<string> differences = ledger.Differences(engine);
            if (differences.Count > 0 && unsettled?.Differences(engine).Count == 0)
                (ledger, differences) = (unsettled, []);
            if (differences.Count > 0)
                return differences;
            ledger = await new Probe(engine, ledger).RunAsync(unsettled?.Messages.Except(ledger.Messages) ?? []);
        }
        using EngineHarness last = SimulatedStore.Open(after, clock);
        return ledger.Differences(last);
    }

    private static EngineHarness OpenAgainAndAgain(SimulatedDisk disk, ManualClock clock)
    {
        while (true)
        {
            try
            {
                return SimulatedStore.Open(disk, clock);
            }
            catch (StoreRefusedException) when (disk.Calls < 1_000)
            {
                // The fault is over soon: each try makes calls.
            }
        }
    }
}
