using FluentAssertions;
using Messenger.Server.Admin;
using Messenger.Server.Engine;
using Messenger.Server.Engine.Commands;
using Messenger.Server.Storage;
using Messenger.Server.Storage.Sqlite;
using Messenger.Tests.Support;
using NUnit.Framework;

namespace Messenger.Tests.Server.Storage;

/// <summary>Bits that turned in what groups, conversations, marks and changes left on disk: noticed, or without effect.</summary>
internal sealed class ConversationDamageTests : StoreTest
{
    [TestCase("groups", "name", "'lunci'")]
    [TestCase("groups", "owner", "2")]
    [TestCase("groups", "created_at", "created_at + 1")]
    [TestCase("groups", "ended_at", "1")]
    [TestCase("groups", "id", "id + 8")]
    [TestCase("members", "account", "3")]
    [TestCase("members", "position", "position + 8")]
    [TestCase("members", "joined_after", "joined_after + 1")]
    [TestCase("members", "count_before", "count_before + 1")]
    [TestCase("members", "left_after", "0")]
    [TestCase("conversations", "group_id", "7")]
    [TestCase("conversations", "first", "3")]
    [TestCase("conversations", "wrote", "wrote & 1")]
    [TestCase("conversations", "last", "last + 1")]
    [TestCase("conversations", "last_at", "last_at + 1")]
    [TestCase("conversations", "count", "count + 1")]
    [TestCase("read_marks", "account", "3")]
    [TestCase("read_marks", "conversation", "9")]
    [TestCase("read_marks", "number", "number + 1")]
    [TestCase("blocks", "account", "1")]
    [TestCase("blocks", "blocked", "2")]
    [TestCase("accounts", "settings", "settings | 1")]
    [TestCase("accounts", "settings", "settings & ~1")]
    [TestCase("messages", "previous", "previous + 1")]
    [TestCase("messages", "state", "state + 1")]
    [TestCase("messages", "at", "at + 1")]
    public async Task A_field_that_is_not_what_was_written_is_noticed_at_start(string table, string column, string value)
    {
        await RecordAsync();
        using (Database damaged = Database.Open(File))
        {
            damaged.Execute("PRAGMA foreign_keys = OFF");
            damaged.Execute($"UPDATE {table} SET {column} = {value} WHERE {Changes(table, column, value)}");
            damaged.Scalar("SELECT total_changes()").Should().BeGreaterThan(0, "else nothing was damaged");
        }

        FluentActions.Invoking(() => Engine).Should().Throw<StoreRefusedException>().WithMessage("*damaged*");
    }

    [Test]
    public async Task A_text_that_is_not_what_was_written_is_noticed_when_somebody_looks_back_at_it()
    {
        (ulong confirmed, _) = await RecordAsync();
        // What nobody waits for is not read at the start behind this one.
        Restart();
        StopEngine();
        using (Database damaged = Database.Open(File))
            damaged.Execute($"UPDATE messages SET text = CAST('another' AS BLOB) WHERE number = {confirmed}");

        FluentActions.Invoking(() => Engine.Engine.Archive.Find(confirmed)).Should().Throw<StoreException>().WithMessage("*not what was written*");
        Engine.Engine.Archive.Find(confirmed + 1).Should().NotBeNull("the rest can be read");
        using Database looked = Database.OpenAsIs(File);
        StoreCheck.Of(looked).Faults.Should().Equal($"row {confirmed} of messages is not what was written");
    }

    [Test]
    public async Task A_chain_that_passes_a_message_by_is_found_by_who_verifies_the_store()
    {
        await RecordAsync();
        using Database store = Database.Open(File);
        StoreCheck.Of(store).Faults.Should().BeEmpty();
        using (Statement read = store.Prepare($"SELECT {MessageRow.Columns} FROM messages WHERE conversation = 1 ORDER BY number DESC LIMIT 1"))
        {
            read.Next().Should().BeTrue();
            StoredMessage last = MessageRow.Of(read).Copy();
            // Whole by its check, but one link too far.
            using Statement write = store.Prepare("UPDATE messages SET previous = ?2, crc = ?3 WHERE number = ?1");
            write.Bind(1, (long)last.Number).Bind(2, (long)last.Previous - 1)
                .Bind(3, Rows.Message(last.Number, last.Id.ToByteArray(bigEndian: true), last.Sender, last.Conversation, last.At, last.Previous - 1, (long)last.State, last.Text).Value).Run();
        }

        StoreCheck.Of(store).Faults.Should().ContainSingle().Which.Should().Contain("between them");
    }

    [Test]
    public async Task A_bit_that_turned_anywhere_is_noticed_or_changes_nothing([Range(0, 1)] int share)
    {
        (_, IReadOnlyList<string> memory) = await RecordAsync();
        byte[] file = System.IO.File.ReadAllBytes(File);
        Random random = new(share);
        int refused = 0;
        for (int i = 0; i < 150; i++)
        {
            byte[] flipped = [.. file];
            flipped[random.Next(file.Length)] ^= (byte)(1 << random.Next(8));
            string directory = NewDirectory();
            System.IO.File.WriteAllBytes(Path.Combine(directory, Database.FileName), flipped);
            try
            {
                using EngineHarness engine = Open(directory);
                EngineSnapshot.Of(engine.Engine, engine.Engine.Archive.Find).Should().Equal(memory);
            }
            catch (Exception error) when (error is StoreRefusedException or StoreException)
            {
                refused++;
            }
        }
        refused.Should().BeGreaterThan(5, "else nothing was hit");
        TestContext.Out.WriteLine($"{refused} of 150 noticed");
    }

    /// <summary>Rows in which the change changes something.</summary>
    private static string Changes(string table, string column, string value) => (table, column) switch
    {
        ("groups", _) => "ended_at IS NULL",
        ("members", "left_after") => "left_after IS NULL AND position = 1",
        ("members", "account") => "account = 2 AND left_after IS NULL",
        ("conversations", "group_id") => "group_id = 1",
        ("conversations", "first" or "wrote") => "first = 1",
        ("conversations", _) => "id = 1",
        ("accounts", _) when value.EndsWith("| 1", StringComparison.Ordinal) => "settings = 0",
        ("accounts", _) => "settings = 1",
        ("messages", _) => "number = (SELECT MAX(number) FROM messages)",
        _ => "TRUE",
    };

    /// <summary>Something of everything, closed in order.</summary>
    /// <returns>A message that everyone has confirmed, and what was in memory.</returns>
    private async Task<(ulong Confirmed, IReadOnlyList<string> Memory)> RecordAsync()
    {
        EngineHarness.Login alice = await Engine.OpenAsync(await Engine.CreateAsync("alice"));
        EngineHarness.Login bob = await Engine.OpenAsync(await Engine.CreateAsync("bob"));
        EngineHarness.Login carol = await Engine.OpenAsync(await Engine.CreateAsync("carol"));
        Append first = await Engine.SendAsync(alice, bob.Account, "first of all");
        Group group = await Engine.CreateGroupAsync(alice, "lunch", bob.Account, carol.Account);
        await Engine.CreateGroupAsync(bob, "ended");
        await Engine.DeleteAsync(bob, Engine.Engine.FindGroup("ended")!);
        Guid[] ids = [.. Enumerable.Range(0, 6).Select(_ => Guid.NewGuid())];
        Append[] sent = await Engine.SendAllAsync(alice,
            (ids[0], group, "to all"), (ids[1], bob.Account, "to bob"), (ids[2], group, "frist"), (ids[3], group, "oops"), (ids[4], bob.Account, "again"));
        await Engine.RemoveAsync(alice, group, carol.Account);
        await Engine.EditAsync(alice, ids[2], "first");
        await Engine.UnsendAsync(alice, ids[3]);
        await Engine.ConfirmAsync(bob, first.Number, sent[0].Number);
        await Engine.ConfirmAsync(carol, sent[0].Number);
        await Engine.MarkReadAsync(bob, group, sent[0].Number);
        await Engine.BlockAsync(bob, carol.Account);
        await Engine.Engine.ChangeSettingsAsync(carol.Account, showsReads: false).Within("it");
        await Engine.SendAsync(bob, alice.Account, "answer");
        IReadOnlyList<string> memory = EngineSnapshot.Of(Engine.Engine, Engine.Engine.Archive.Find);
        StopEngine();
        return (first.Number, memory);
    }
}
