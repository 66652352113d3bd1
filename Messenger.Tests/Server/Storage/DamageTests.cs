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
/// Files that were cut off or in which bits have turned: the store is whole, or says what is lost, or is refused with a reason.
/// </summary>
internal sealed class DamageTests : StoreTest
{
    private const int Shares = 4;

    private readonly ManualClock _clock = new();

    [Test]
    public async Task A_bit_that_turned_in_the_database_is_noticed_or_changes_nothing([Range(0, Shares - 1)] int share)
    {
        (Ledger ledger, byte[] database, byte[] log, byte[] mark) = await RecordAsync(whileRunning: false);
        log.Should().BeEmpty();
        Random random = new(share);
        int refused = 0;
        for (int i = 0; i < 150; i++)
            refused += await TryAsync(Flip(database, random), log, mark, (engine, _) => ShouldBeWholeAsync(engine, ledger)) ? 0 : 1;
        refused.Should().BeGreaterThan(10, "else nothing was hit");
        TestContext.Out.WriteLine($"{refused} of 150 refused");
    }

    [Test]
    public async Task A_database_that_was_cut_off_is_refused_or_whole()
    {
        (Ledger ledger, byte[] database, byte[] log, byte[] mark) = await RecordAsync(whileRunning: false);
        for (int length = 1; length < database.Length; length += 1_021)
            await TryAsync(database[..length], log, mark, (engine, _) => ShouldBeWholeAsync(engine, ledger));
    }

    [Test]
    public async Task A_bit_that_turned_in_the_log_is_noticed_or_changes_nothing()
    {
        (Ledger ledger, byte[] database, byte[] log, byte[] mark) = await RecordAsync(whileRunning: true);
        Random random = new(1);
        int announced = 0;
        for (int i = 0; i < 100; i++)
            await TryAsync(database, Flip(log, random), mark, (engine, loss) => ShouldBeWholeOrAnnounced(engine, loss, ledger, ref announced));
        announced.Should().BeGreaterThan(10);
    }

    [Test]
    public async Task A_log_that_was_cut_off_or_emptied_or_is_gone_is_announced()
    {
        (Ledger ledger, byte[] database, byte[] log, byte[] mark) = await RecordAsync(whileRunning: true);
        int announced = 0;
        int tried = 0;
        foreach (int length in Enumerable.Range(0, log.Length).Where(length => length % 2_039 == 0).Append(32).Append(log.Length - 1))
        {
            tried++;
            await TryAsync(database, log[..length], mark, (engine, loss) =>
            {
                if (loss is not null && length > 0)
                    System.IO.File.ReadAllBytes(loss.Log!).Should().Equal(log[..length], "it is kept as it was");
                return ShouldBeWholeOrAnnounced(engine, loss, ledger, ref announced);
            });
        }
        announced.Should().Be(tried);
    }

    [Test]
    public async Task How_many_commits_are_missing_is_said_and_is_said_once()
    {
        (_, byte[] database, _, byte[] mark) = await RecordAsync(whileRunning: true);
        string file = Write(database, [], mark);
        ulong lost;
        using (Database opened = Database.Open(file))
        {
            // All of it was in the log: two accounts, two logins and sixty messages at least.
            lost = opened.Loss!.Commits;
            lost.Should().BeInRange(64, 70);
            opened.Loss.Log.Should().BeNull("there was none");
        }
        using (Database again = Database.Open(file))
            again.Loss!.Commits.Should().Be(lost, "nothing was written since");
        using (EngineHarness engine = new(new SqliteJournal(Database.Open(file), _clock), clock: _clock))
            await engine.CreateAsync("carol");
        byte[] older = mark;
        System.IO.File.WriteAllBytes(file + CommitMark.Suffix, older);
        using (Database later = Database.Open(file))
            later.Loss.Should().BeNull("what came before the loss is no news, even when a power cut brings the older mark back");
    }

    [Test]
    public async Task A_mark_that_is_gone_or_torn_or_of_another_store_raises_no_alarm()
    {
        (_, byte[] database, byte[] log, byte[] mark) = await RecordAsync(whileRunning: true);
        (_, _, _, byte[] other) = await RecordAsync(whileRunning: true);
        byte[][] marks = [[], mark[..20], other, Flip(mark, new Random(2)), [.. Enumerable.Repeat((byte)0xFF, mark.Length)]];
        foreach (byte[] given in marks)
        {
            string file = Write(database, log[..(log.Length / 2)], given);
            using Database opened = Database.Open(file);
            opened.Loss.Should().BeNull();
        }
    }

    [Test]
    public async Task A_damaged_log_that_is_kept_is_not_written_over_by_the_next()
    {
        (_, byte[] database, byte[] log, byte[] mark) = await RecordAsync(whileRunning: true);
        string file = Write(database, log[..5_000], mark);
        System.IO.File.WriteAllText($"{file}-wal.damaged", "an earlier one");
        using Database opened = Database.Open(file);

        opened.Loss!.Log.Should().Be($"{file}-wal.damaged-2");
        System.IO.File.ReadAllText($"{file}-wal.damaged").Should().Be("an earlier one");
    }

    [Test]
    public async Task A_store_whose_database_is_gone_is_not_taken_for_a_new_one()
    {
        (_, _, _, byte[] mark) = await RecordAsync(whileRunning: false);
        string file = Path.Combine(NewDirectory(), Database.FileName);
        System.IO.File.WriteAllBytes(file + CommitMark.Suffix, mark);

        FluentActions.Invoking(() => Database.Open(file)).Should().Throw<StoreRefusedException>().WithMessage("*is not there, but*tells that it was*");
        System.IO.File.Exists(file).Should().BeFalse();
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

    /// <summary>Whatever is there is unaltered and has no holes: it is what was there after some commit; unless loss is announced, after the last.</summary>
    private static Task ShouldBeWholeOrAnnounced(EngineHarness engine, StoreLoss? loss, Ledger ledger, ref int announced)
    {
        if (loss is null)
            return ShouldBeWholeAsync(engine, ledger);
        announced++;
        if (engine.Engine.Find("bob") is not { } bob || engine.Engine.Find("alice") is not { } alice || alice.Sessions.Count == 0 || bob.Sessions.Count == 0)
            return Task.CompletedTask;
        int there = Waiting(alice).Count;
        (ledger with { Messages = [.. ledger.Messages.Take(there)] }).Differences(engine).Should().BeEmpty();
        ((int)loss.Commits).Should().BeGreaterThanOrEqualTo(ledger.Messages.Count - there, "each message was a commit");
        return Task.CompletedTask;
    }

    /// <summary>Starts on these files.</summary>
    /// <returns>False when they were refused, in words.</returns>
    private async Task<bool> TryAsync(byte[] database, byte[] log, byte[] mark, Func<EngineHarness, StoreLoss?, Task> check)
    {
        string file = Write(database, log, mark);
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

    private string Write(byte[] database, byte[] log, byte[] mark)
    {
        string file = Path.Combine(NewDirectory(), Database.FileName);
        System.IO.File.WriteAllBytes(file, database);
        if (log.Length > 0)
            System.IO.File.WriteAllBytes($"{file}-wal", log);
        System.IO.File.WriteAllBytes(file + CommitMark.Suffix, mark);
        return file;
    }

    /// <summary>A store with messages, one commit each, and its files, closed in order or as they are while the server runs.</summary>
    private async Task<(Ledger Ledger, byte[] Database, byte[] Log, byte[] Mark)> RecordAsync(bool whileRunning)
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
        byte[] mark = ReadShared(file + CommitMark.Suffix);
        (byte[] Database, byte[] Log) running = (ReadShared(file), ReadShared($"{file}-wal"));
        engine.Dispose();
        return whileRunning ? (ledger, running.Database, running.Log, mark) : (ledger, ReadShared(file), [], ReadShared(file + CommitMark.Suffix));
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
