using FluentAssertions;
using Messenger.Server.Engine;
using Messenger.Server.Engine.Commands;
using Messenger.Server.Storage;
using Messenger.Server.Storage.Sqlite;
using Messenger.Tests.Server.Storage.Simulation;
using Messenger.Tests.Support;
using Messenger.Wire;
using NUnit.Framework;

namespace Messenger.Tests.Server.Storage;

/// <summary>
/// Files that were cut off or in which bits have turned: the store is whole, or says what is lost, or is refused with a reason. A log that
/// ends early is the one thing that cannot be told from one that never went on; then the store is as it was at an earlier moment.
/// </summary>
internal sealed class DamageTests : StoreTest
{
    private const int Shares = 4;

    private readonly ManualClock _clock = new();

    [Test]
    public async Task A_bit_that_turned_in_the_database_is_noticed_or_changes_nothing([Range(0, Shares - 1)] int share)
    {
        (Ledger ledger, byte[] database, byte[] log) = await RecordAsync(whileRunning: false);
        log.Should().BeEmpty();
        Random random = new(share);
        int refused = 0;
        for (int i = 0; i < 150; i++)
            refused += await TryAsync(Flip(database, random), log, (engine, _) => ShouldBeWholeAsync(engine, ledger)) ? 0 : 1;
        refused.Should().BeGreaterThan(10, "else nothing was hit");
        TestContext.Out.WriteLine($"{refused} of 150 refused");
    }

    [Test]
    public async Task A_database_that_was_cut_off_is_refused_or_whole()
    {
        (Ledger ledger, byte[] database, byte[] log) = await RecordAsync(whileRunning: false);
        for (int length = 1; length < database.Length; length += 1_021)
            await TryAsync(database[..length], log, (engine, _) => ShouldBeWholeAsync(engine, ledger));
    }

    [Test]
    public async Task A_bit_that_turned_in_the_log_is_noticed_or_costs_the_last_commit_at_most()
    {
        (Ledger ledger, byte[] database, byte[] log) = await RecordAsync(whileRunning: true);
        Random random = new(1);
        int announced = 0;
        for (int i = 0; i < 100; i++)
        {
            await TryAsync(database, Flip(log, random), (engine, loss) =>
            {
                announced += loss is null ? 0 : 1;
                ShouldBeAnEarlierState(engine, ledger, mayLose: loss is null ? 1 : int.MaxValue);
                return Task.CompletedTask;
            });
        }
        announced.Should().BeGreaterThan(10);
    }

    [Test]
    public async Task A_log_that_was_cut_off_gives_the_store_as_it_was_before()
    {
        (Ledger ledger, byte[] database, byte[] log) = await RecordAsync(whileRunning: true);
        for (int length = 0; length < log.Length; length += 2_039)
        {
            await TryAsync(database, log[..length], (engine, _) =>
            {
                ShouldBeAnEarlierState(engine, ledger, mayLose: int.MaxValue);
                return Task.CompletedTask;
            });
        }
    }

    /// <summary>All is there, unaltered, and known again when it is sent again: an index that lost a row would let it be stored twice.</summary>
    private static async Task ShouldBeWholeAsync(EngineHarness engine, Ledger ledger)
    {
        ledger.Differences(engine).Should().BeEmpty();
        EngineHarness.Login bob = engine.Resume(ledger.Accounts["bob"].Sessions.Keys.Single(), new FakeTerminal())!.Login;
        Account alice = engine.Engine.Find("alice")!;
        Append[] again = await engine.SendAllAsync(bob, [.. ledger.Messages.Select(message => (message.Id, alice, message.Text))]);
        again.Should().OnlyContain(append => append.Result == ErrorCode.None && append.Duplicate);
    }

    /// <summary>Whatever is there is unaltered and has no holes: it is what was there after some commit.</summary>
    private static void ShouldBeAnEarlierState(EngineHarness engine, Ledger ledger, int mayLose)
    {
        if (engine.Engine.Find("bob") is not { } bob || engine.Engine.Find("alice") is not { } alice || alice.Sessions.Count == 0 || bob.Sessions.Count == 0)
        {
            mayLose.Should().BeGreaterThan(1);
            return;
        }
        int there = Waiting(alice).Count;
        Ledger earlier = ledger with { Messages = [.. ledger.Messages.Take(there)] };
        earlier.Differences(engine).Should().BeEmpty();
        (ledger.Messages.Count - there).Should().BeLessThanOrEqualTo(mayLose);
    }

    /// <summary>Starts on these files.</summary>
    /// <returns>False when they were refused, in words.</returns>
    private async Task<bool> TryAsync(byte[] database, byte[] log, Func<EngineHarness, string?, Task> check)
    {
        string file = Path.Combine(NewDirectory(), Database.FileName);
        System.IO.File.WriteAllBytes(file, database);
        if (log.Length > 0)
            System.IO.File.WriteAllBytes($"{file}-wal", log);
        try
        {
            Database opened = Database.Open(file);
            SqliteJournal journal;
            try
            {
                journal = new SqliteJournal(opened, _clock);
            }
            catch
            {
                opened.Dispose();
                throw;
            }
            EngineHarness engine;
            try
            {
                engine = new EngineHarness(new InlineJournal(journal), clock: _clock);
            }
            catch
            {
                journal.Dispose();
                throw;
            }
            using (engine)
                await check(engine, opened.Loss);
            return true;
        }
        catch (StoreRefusedException refusal)
        {
            refusal.Message.Should().MatchRegex("damaged|newer|: ", "it says why");
            return false;
        }
    }

    /// <summary>A store with messages, one commit each, and its files, closed in order or as they are while the server runs.</summary>
    private async Task<(Ledger Ledger, byte[] Database, byte[] Log)> RecordAsync(bool whileRunning)
    {
        string file = Path.Combine(NewDirectory(), Database.FileName);
        EngineHarness engine = new(new SqliteJournal(Database.Open(file), _clock), clock: _clock);
        Ledger ledger = Ledger.Empty;
        EngineHarness.Login[] logins = [await engine.OpenAsync(await engine.CreateAsync("bob")), await engine.OpenAsync(await engine.CreateAsync("alice"))];
        foreach ((EngineHarness.Login login, int key) in logins.Select((login, key) => (login, key)))
        {
            AccountEntry account = new(
                key, login.Account.Name, EngineHarness.Password.Serialize(),
                System.Collections.Immutable.ImmutableDictionary<TokenHash, SessionEntry>.Empty);
            ledger = ledger.With(account, new SessionEntry(login.Token, []));
        }
        for (int i = 0; i < 60; i++)
        {
            Guid id = Guid.NewGuid();
            string text = string.Concat(Enumerable.Repeat($"message {i} · ", 1 + (i % 7 * 10)));
            Append stored = await engine.SendAsync(logins[0], logins[1].Account, text, id);
            ledger = ledger.With(new MessageEntry(stored.Number, id, 0, "bob", 1, text, stored.At, [1]));
        }
        (byte[] Database, byte[] Log) running = (ReadShared(file), ReadShared($"{file}-wal"));
        engine.Dispose();
        return whileRunning ? (ledger, running.Database, running.Log) : (ledger, ReadShared(file), []);
    }

    private static byte[] ReadShared(string file)
    {
        using FileStream stream = new(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        byte[] content = new byte[stream.Length];
        stream.ReadExactly(content);
        return content;
    }

    private static byte[] Flip(byte[] content, Random random)
    {
        byte[] flipped = [.. content];
        flipped[random.Next(flipped.Length)] ^= (byte)(1 << random.Next(8));
        return flipped;
    }
}
