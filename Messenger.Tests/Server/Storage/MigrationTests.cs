using FluentAssertions;
using Messenger.Server.Admin;
using Messenger.Server.Engine;
using Messenger.Server.Storage;
using Messenger.Server.Storage.Sqlite;
using Messenger.Tests.Support;
using NUnit.Framework;

namespace Messenger.Tests.Server.Storage;

/// <summary>A store of the first schema, with messages of several conversations in it, becomes one of today.</summary>
internal sealed class MigrationTests : StoreTest
{
    private static readonly TokenHash Token = TokenHash.Of([1, 2, 3]);

    [Test]
    public async Task Messages_are_chained_by_conversation_and_counted_and_all_else_is_as_it_was()
    {
        WriteOldStore();

        Account alice = Engine.Engine.Find("alice")!;
        Account bob = Engine.Engine.Find("bob")!;
        Account carol = Engine.Engine.Find("carol")!;
        Said(alice.ConversationWith(bob)).Should().Equal("8 ab4", "5 ab3", "3 ba2", "1 ab1");
        Said(alice.ConversationWith(carol)).Should().Equal("7 ca2", "2 ac1");
        Said(bob.ConversationWith(carol)).Should().Equal("6 bc1");
        alice.ConversationWith(bob).Count.Should().Be(4);
        alice.ConversationWith(bob).LastAt.Should().Be(8_000);
        bob.WaitingTexts().Should().Equal("ab3", "ab4");
        alice.WaitingTexts().Should().Equal("ca2");
        carol.WaitingTexts().Should().Equal("ac1", "bc1");
        alice.ShowsReads.Should().BeTrue();
        (bob.LastSeen, alice.LastSeen).Should().Be((0L, Clock.GetUtcNow().ToUnixTimeMilliseconds()), "of alice it is known that she was connected");

        EngineHarness.Login back = Back(alice);
        back.Terminal.Texts.Should().Equal("ca2");
        Messenger.Server.Engine.Commands.Append sent = await Engine.SendAsync(back, bob, "ab5");
        sent.Number.Should().BeGreaterThan(8);
        Said(alice.ConversationWith(bob)).Should().StartWith([$"{sent.Number} ab5", "8 ab4"]);
        (await Engine.SendAsync(back, bob, "ab1", IdOf(1))).Duplicate.Should().BeTrue();
        IReadOnlyList<string> before = EngineSnapshot.Of(Engine.Engine, Engine.Engine.Archive.Find);
        Crash();
        EngineSnapshot.Of(Engine.Engine, Engine.Engine.Archive.Find).Should().Equal(before);
    }

    [Test]
    public void The_file_as_it_was_is_kept_beside()
    {
        WriteOldStore();
        Engine.Engine.AccountCount.Should().Be(3);

        using Database backup = Database.Open($"{File}.v1.backup", steps: Schema.Steps[..1]);
        backup.Scalar("PRAGMA user_version").Should().Be(1);
        backup.Scalar("SELECT COUNT(*) FROM messages").Should().Be(7);
        backup.Scalar("SELECT COUNT(*) FROM pragma_table_info('messages')").Should().Be(7);
    }

    [TestCase("UPDATE messages SET text = CAST('ab9' AS BLOB) WHERE number = 1", TestName = "A text")]
    [TestCase("UPDATE messages SET at = at + 1 WHERE number = 6", TestName = "A time")]
    [TestCase("UPDATE messages SET conversation = 2 WHERE number = 5", TestName = "A conversation")]
    [TestCase("UPDATE accounts SET name = 'alicf' WHERE id = 1", TestName = "A name")]
    [TestCase("UPDATE conversations SET wrote = 1 WHERE id = 1", TestName = "Who wrote")]
    public void Damage_is_not_made_whole_by_bringing_it_forward(string damage)
    {
        WriteOldStore();
        using (Database old = Database.Open(File, steps: Schema.Steps[..1]))
            old.Execute(damage);

        FluentActions.Invoking(() => Engine).Should().Throw<StoreRefusedException>().WithMessage("*damaged*not what was written*");
    }

    [Test]
    public void An_older_backup_can_be_restored_and_is_brought_forward_at_the_next_start()
    {
        WriteOldStore();
        using StringWriter output = new();
        using StringWriter errors = new();
        AdminProgram.Verify(Data, output, errors).Should().Be(2);
        errors.ToString().Should().Contain("older messenger").And.Contain("start the server once");
        string other = NewDirectory();

        AdminProgram.Restore(other, File, output, errors).Should().Be(0);
        GoOnWith(other);

        Engine.Engine.Find("bob")!.WaitingTexts().Should().Equal("ab3", "ab4");
        StopEngine();
        AdminProgram.Verify(other, output, errors).Should().Be(0);
        output.ToString().Should().Contain("messages 7 · waiting 5").And.Contain("the store is whole");
    }

    [Test]
    public void An_empty_store_comes_forward_too()
    {
        Database.Open(File, steps: Schema.Steps[..1]).Dispose();

        Engine.Engine.AccountCount.Should().Be(0);
        Restart();
        Engine.Engine.AccountCount.Should().Be(0);
    }

    private static Guid IdOf(ulong number) => new((int)number, 0, 0, new byte[8]);

    private IEnumerable<string> Said(Conversation conversation) => EngineSnapshot.History(conversation, Engine.Engine.Archive.Find)
        .Select(message => $"{message.Number} {System.Text.Encoding.UTF8.GetString(message.Text)}");

    private EngineHarness.Login Back(Account account)
    {
        FakeTerminal terminal = new();
        (Session session, bool resumed, MailboxSummary held) = Engine.Engine.Resume(Token, terminal, 1000)!.Value;
        resumed.Should().BeTrue();
        session.Account.Should().BeSameAs(account);
        session.Start(terminal);
        return new EngineHarness.Login(session, terminal, Token, held);
    }

    /// <summary>What a program of the first schema left behind: alice, bob and carol, seven messages, some of them confirmed, and alice connected.</summary>
    private void WriteOldStore()
    {
        using Database old = Database.Open(File, steps: Schema.Steps[..1]);
        StoreName.ReadOrMake(old);
        // Up to 1 all of bob's are confirmed, of alice's up to 3; carol has confirmed nothing.
        (long Id, string Name, ulong Confirmed)[] accounts = [(1, "alice", 3), (2, "bob", 1), (3, "carol", 0)];
        foreach ((long id, string name, ulong confirmed) in accounts)
        {
            string password = EngineHarness.Password.Serialize();
            using Statement write = old.Prepare(
                "INSERT INTO accounts (id, name, password, created_at, crc, confirmed_up_to, confirmed_crc) VALUES (?1, ?2, ?3, 0, ?4, ?5, ?6)");
            write.Bind(1, id).Bind(2, name).Bind(3, password).Bind(4, Rows.Account(id, name, password).Value)
                .Bind(5, (long)confirmed).Bind(6, Rows.Mark(id, confirmed).Value).Run();
        }
        foreach ((long id, long first, long second, long wrote) in new[] { (1L, 1L, 2L, 3L), (2L, 1L, 3L, 3L), (3L, 2L, 3L, 1L) })
        {
            using Statement write = old.Prepare("INSERT INTO conversations (id, first, second, wrote, crc) VALUES (?1, ?2, ?3, ?4, ?5)");
            write.Bind(1, id).Bind(2, first).Bind(3, second).Bind(4, wrote).Bind(5, Rows.Conversation(id, first, second, wrote).Value).Run();
        }
        (ulong Number, long Sender, long Conversation, string Text)[] messages =
            [(1, 1, 1, "ab1"), (2, 1, 2, "ac1"), (3, 2, 1, "ba2"), (5, 1, 1, "ab3"), (6, 2, 3, "bc1"), (7, 3, 2, "ca2"), (8, 1, 1, "ab4")];
        foreach ((ulong number, long sender, long conversation, string text) in messages)
        {
            byte[] bytes = System.Text.Encoding.UTF8.GetBytes(text);
            byte[] id = IdOf(number).ToByteArray(bigEndian: true);
            long at = (long)number * 1_000;
            using Statement write = old.Prepare("INSERT INTO messages (number, id, sender, conversation, at, text, crc) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)");
            write.Bind(1, (long)number).Bind(2, id).Bind(3, sender).Bind(4, conversation).Bind(5, at).Bind(6, bytes)
                .Bind(7, Rows.FirstMessage(number, id, sender, conversation, at, bytes).Value).Run();
        }
        using Statement login = old.Prepare("INSERT INTO sessions (token, account, held_up_to, last_used, attached, crc) VALUES (?1, 1, 2, ?2, 1, ?3)");
        long used = Clock.GetUtcNow().ToUnixTimeMilliseconds();
        login.Bind(1, Rows.Bytes(Token)).Bind(2, used).Bind(3, Rows.Session(Token, 1, 2, used, attached: true).Value).Run();
    }
}
