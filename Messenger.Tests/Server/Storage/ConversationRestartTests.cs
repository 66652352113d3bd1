using FluentAssertions;
using Messenger.Server.Engine;
using Messenger.Server.Engine.Commands;
using Messenger.Server.Storage.Sqlite;
using Messenger.Tests.Support;
using Messenger.Wire;
using NUnit.Framework;

namespace Messenger.Tests.Server.Storage;

/// <summary>Groups, conversations, marks and changes are the same after a restart, in order or by kill -9.</summary>
internal sealed class ConversationRestartTests : StoreTest
{
    private EngineHarness.Login _alice = null!;
    private EngineHarness.Login _bob = null!;
    private EngineHarness.Login _carol = null!;

    [SetUp]
    public async Task Three()
    {
        _alice = await Engine.OpenAsync(await Engine.CreateAsync("alice"));
        _bob = await Engine.OpenAsync(await Engine.CreateAsync("bob"));
        _carol = await Engine.OpenAsync(await Engine.CreateAsync("carol"));
    }

    [Test]
    public async Task Of_what_was_taken_back_no_text_stays_in_the_file()
    {
        EngineHarness.Login erin = await Engine.OpenAsync(await Engine.CreateAsync("erin"));
        Guid id = Guid.NewGuid();
        // Long enough to have pages of its own.
        string text = string.Concat(Enumerable.Repeat("a regretted text\n", 900));
        await Engine.SendAsync(erin, await Engine.CreateAsync("frank"), text, id);
        Restart();
        System.IO.File.ReadAllBytes(File).AsSpan().IndexOf("a regretted text"u8).Should().BePositive();

        erin = await Engine.OpenAsync(Engine.Engine.Find("erin")!);
        (await Engine.Engine.ChangeMessageAsync(erin.Session, id, text: null)).Result.Should().Be(ErrorCode.None);
        StopEngine();

        System.IO.File.ReadAllBytes(File).AsSpan().IndexOf("a regretted text"u8).Should().Be(-1);
    }

    [Test]
    public async Task Everything_that_was_in_memory_is_there_again([Values] bool crash)
    {
        Group lunch = await Engine.CreateGroupAsync(_alice, "lunch", _bob.Account, _carol.Account);
        Group ended = await Engine.CreateGroupAsync(_bob, "ended", _carol.Account);
        Guid[] ids = [.. Enumerable.Range(0, 8).Select(_ => Guid.NewGuid())];
        Append[] sent = await Engine.SendAllAsync(_alice,
            (ids[0], lunch, "1"), (ids[1], _bob.Account, "2"), (ids[2], lunch, "3"), (ids[3], _carol.Account, "4"), (ids[4], lunch, "5"));
        await Engine.SendAsync(_bob, ended, "the last one", ids[5]);
        await Engine.DeleteAsync(_bob, ended);
        await Engine.RemoveAsync(_alice, lunch, _bob.Account);
        await Engine.SendAsync(_carol, lunch, "without bob", ids[6]);
        await Engine.AddAsync(_alice, lunch, _bob.Account);
        await Engine.EditAsync(_alice, ids[2], "three");
        await Engine.UnsendAsync(_alice, ids[4]);
        await Engine.EditAsync(_alice, ids[3], "four");
        await Engine.ConfirmAsync(_carol, sent[0].Number, sent[3].Number);
        await Engine.MarkReadAsync(_carol, lunch, sent[2].Number);
        await Engine.MarkReadAsync(_bob, _alice.Account, sent[1].Number);
        await Engine.BlockAsync(_carol, _bob.Account);
        await Engine.BlockAsync(_bob, _alice.Account);
        await Engine.BlockAsync(_bob, _alice.Account, on: false);
        await Engine.Engine.ChangeSettingsAsync(_carol.Account, showsReads: false);
        await Engine.RenameAsync(_alice, lunch, "Dinner");
        await Engine.LeaveAsync(_alice, lunch);
        EngineHarness.Login dave = await Engine.OpenAsync(await Engine.CreateAsync("dave"));
        await Engine.SendAsync(dave, _alice.Account, "from one who goes");
        await Engine.DeleteAccountAsync(dave);
        IReadOnlyList<string> before = EngineSnapshot.Of(Engine.Engine, Engine.Engine.Archive.Find);

        if (crash)
            Crash();
        else
            Restart();

        EngineSnapshot.Of(Engine.Engine, Engine.Engine.Archive.Find).Should().Equal(before);
        Restart();
        EngineSnapshot.Of(Engine.Engine, Engine.Engine.Archive.Find).Should().Equal(before);
        Account("bob").WaitingTexts().Should().Equal("1", "2", "three");
        Account("carol").WaitingTexts().Should().Equal("three", "the last one");
        Account("alice").WaitingTexts().Should().Equal("without bob", "from one who goes");
    }

    [Test]
    public async Task What_a_removed_member_has_waiting_changes_with_the_rest_and_so_it_is_after_a_restart([Values] bool restartFirst)
    {
        Group group = await Engine.CreateGroupAsync(_alice, "lunch", _bob.Account);
        Guid edited = Guid.NewGuid();
        Guid gone = Guid.NewGuid();
        await Engine.SendAllAsync(_alice, (edited, group, "1"), (gone, group, "2"), (Guid.NewGuid(), group, "3"));
        await Engine.RemoveAsync(_alice, group, _bob.Account);
        if (restartFirst)
        {
            Crash();
            _alice = Back(_alice);
        }
        await Engine.EditAsync(_alice, edited, "one");
        await Engine.UnsendAsync(_alice, gone);

        Account("bob").WaitingTexts().Should().Equal("one", "3");
        Crash();
        Account("bob").WaitingTexts().Should().Equal("one", "3");
        EngineHarness.Login bob = Back(_bob);
        bob.Terminal.Texts.Should().Equal("one", "3");
        bob.Terminal.Pushes[0].Edited.Should().BeTrue();
    }

    [Test]
    public async Task A_repeat_of_what_was_edited_or_taken_back_is_recognised([Values] bool crash)
    {
        Guid edited = Guid.NewGuid();
        Guid gone = Guid.NewGuid();
        Guid both = Guid.NewGuid();
        Append[] sent = await Engine.SendAllAsync(_alice, (edited, _bob.Account, "1"), (gone, _bob.Account, "2"), (both, _bob.Account, "3"));
        await Engine.EditAsync(_alice, edited, "one");
        await Engine.UnsendAsync(_alice, gone);
        await Engine.EditAsync(_alice, both, "three");
        await Engine.UnsendAsync(_alice, both);
        if (crash)
        {
            Crash();
            _alice = Back(_alice);
        }

        Append[] again = await Engine.SendAllAsync(_alice,
            (edited, Account("bob"), "1"), (gone, Account("bob"), "2"), (both, Account("bob"), "3"),
            (edited, Account("carol"), "1"), (gone, Account("bob"), "other"), (edited, Account("bob"), "one"), (both, Account("bob"), "three"));

        again[..3].Select(append => (append.Result, append.Duplicate, append.Number)).Should().Equal(sent.Select(append => (ErrorCode.None, true, append.Number)));
        again[3..].Should().OnlyContain(append => append.Result == ErrorCode.IdReused);
        Account("bob").WaitingTexts().Should().Equal("one");
    }

    [Test]
    public async Task Of_two_read_marks_in_one_batch_the_further_one_is_kept()
    {
        EngineHarness.Login other = await Engine.OpenAsync(_alice.Account);
        Append[] sent = await Engine.SendAllAsync(_bob, (Guid.NewGuid(), _alice.Account, "1"), (Guid.NewGuid(), _alice.Account, "2"));
        StopEngine();
        GatedJournal journal = new(OpenJournal(File));
        using (EngineHarness engine = new(journal, clock: Clock))
        {
            EngineHarness.Login one = engine.Resume(_alice, new FakeTerminal())!.Login;
            EngineHarness.Login two = engine.Resume(other, new FakeTerminal())!.Login;
            await engine.ConfirmAsync(one);
            Task atGate = journal.Hold();
            Task first = engine.ConfirmAsync(one);
            await atGate.Within("the commit before");
            Task marks = Task.WhenAll(
                engine.MarkReadAsync(one, engine.Engine.Find("bob")!, sent[1].Number), engine.MarkReadAsync(two, engine.Engine.Find("bob")!, sent[0].Number));
            journal.Release();
            await Task.WhenAll(first, marks);
        }

        Account("alice").ReadMark(Account("bob")).Should().Be(sent[1].Number);
    }

    [Test]
    public async Task When_somebody_was_last_seen_is_known_however_he_went()
    {
        Clock.Advance(TimeSpan.FromMinutes(1));
        await Engine.LogOutAsync(_alice);
        long loggedOut = Now();
        Clock.Advance(TimeSpan.FromMinutes(1));
        Engine.Cut(_bob);
        long cut = Now();
        await Engine.ConfirmAsync(_carol);
        _alice.Account.LastSeen.Should().Be(loggedOut);
        _bob.Account.LastSeen.Should().Be(cut);
        Clock.Advance(TimeSpan.FromMinutes(1));
        Crash();

        Account("alice").LastSeen.Should().Be(loggedOut);
        Account("bob").LastSeen.Should().Be(cut);
        Account("carol").LastSeen.Should().Be(Now(), "she was there until the server ended");
        Restart();
        Account("carol").LastSeen.Should().Be(Now());
    }

    [Test]
    public async Task A_terminal_that_comes_back_later_than_another_has_what_that_one_sent_meanwhile()
    {
        EngineHarness.Login other = await Engine.OpenAsync(_alice.Account, TerminalFeatures.Copies);
        EngineHarness.Login plain = await Engine.OpenAsync(_alice.Account);
        Guid hers = Guid.NewGuid();
        ulong seen = (await Engine.SendAsync(_bob, _alice.Account, "hers", hers)).Number;
        foreach (EngineHarness.Login login in new[] { _alice, other, plain })
            await Engine.ConfirmAsync(login, seen);
        Crash();
        _alice = Back(_alice);
        _bob = Back(_bob);
        await Engine.SendAsync(_alice, Account("bob"), "own");
        await Engine.EditAsync(_bob, hers, "hers, better");
        await Engine.SendAsync(_bob, Account("alice"), "next");

        FakeTerminal terminal = new() { Features = TerminalFeatures.Copies };
        Engine.Resume(other, terminal)!.Resumed.Should().BeTrue();
        terminal.Texts.Should().Equal("own", "next");
        terminal.Changes.Select(change => change.Id).Should().Equal(hers);
        FakeTerminal without = new();
        Engine.Resume(plain, without)!.Resumed.Should().BeTrue();
        without.Texts.Should().Equal("next");
        without.Changes.Select(change => change.Id).Should().BeEmpty();
    }

    [Test]
    public async Task What_a_terminal_may_have_shown_before_the_restart_it_is_told_to_take_away()
    {
        EngineHarness.Login bob = await Engine.OpenAsync(_bob.Account, TerminalFeatures.Copies);
        Guid shown = Guid.NewGuid();
        await Engine.SendAsync(_alice, bob.Account, "shown and not confirmed", shown);
        bob.Terminal.Texts.Should().HaveCount(1);
        Crash();
        await Engine.UnsendAsync(Back(_alice), shown);

        FakeTerminal terminal = new() { Features = TerminalFeatures.Copies };
        Engine.Resume(bob, terminal)!.Resumed.Should().BeTrue();
        terminal.Pushes.Should().BeEmpty();
        terminal.Changes.Select(change => (change.Id, change.Unsent)).Should().Equal((shown, true));
    }

    [Test]
    public async Task An_id_that_stands_for_another_message_begins_no_conversation()
    {
        Guid id = Guid.NewGuid();
        await Engine.SendAsync(_alice, _bob.Account, "for bob", id);
        Crash();
        _alice = Back(_alice);
        IReadOnlyList<string> before = EngineSnapshot.Of(Engine.Engine);

        (await Engine.SendAsync(_alice, Account("carol"), "for bob", id)).Result.Should().Be(ErrorCode.IdReused);

        EngineSnapshot.Of(Engine.Engine).Should().Equal(before);
    }

    [Test]
    public async Task What_conversations_add_up_to_is_kept_now_and_then_and_added_up_behind_a_crash()
    {
        StopEngine();
        using EngineHarness engine = new(new SqliteJournal(Database.Open(File), Clock, tallyEvery: 10), clock: Clock);
        EngineHarness.Login alice = engine.Resume(_alice, new FakeTerminal())!.Login;
        Group group = await engine.CreateGroupAsync(alice, "lunch", engine.Engine.Find("bob")!);
        for (int i = 0; i < 25; i++)
            await engine.SendAsync(alice, i % 3 == 0 ? engine.Engine.Find("bob")! : group, $"{i}");
        IReadOnlyList<string> before = EngineSnapshot.Of(engine.Engine, engine.Engine.Archive.Find);
        string copy = CopyFiles();
        using (Database looked = Database.OpenAsIs(Path.Combine(copy, Database.FileName)))
        {
            looked.Scalar("SELECT SUM(count) FROM conversations").Should().BeInRange(10, 24, "else nothing was kept, or nothing is left to add up");
            looked.ReadMeta(TallyKeeper.UpTo).Should().NotBeNull();
        }

        GoOnWith(copy);
        EngineSnapshot.Of(Engine.Engine, Engine.Engine.Archive.Find).Should().Equal(before);
    }

    [Test]
    public async Task What_failed_last_before_the_end_is_not_counted_as_added_up()
    {
        StopEngine();
        GatedJournal journal = new(OpenJournal(File));
        using (EngineHarness engine = new(journal, clock: Clock))
        {
            EngineHarness.Login alice = engine.Resume(_alice, new FakeTerminal())!.Login;
            await engine.SendAsync(alice, engine.Engine.Find("bob")!, "stored");
            journal.Fail(1);
            await engine.SendAllAsync(alice, [.. Enumerable.Range(0, 5).Select(i => (Guid.NewGuid(), (Target)engine.Engine.Find("bob")!, $"{i}"))]);
        }

        using Database database = Database.OpenAsIs(File);
        database.ReadMeta(TallyKeeper.UpTo).Should().Be(
            database.Scalar("SELECT MAX(number) FROM messages").ToString(System.Globalization.CultureInfo.InvariantCulture));
    }

    private Account Account(string name) => Engine.Engine.Find(name)!;

    private long Now() => Clock.GetUtcNow().ToUnixTimeMilliseconds();

    private EngineHarness.Login Back(EngineHarness.Login login) => Engine.Resume(login, new FakeTerminal())!.Login;
}
