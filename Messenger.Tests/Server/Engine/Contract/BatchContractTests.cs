using FluentAssertions;
using Messenger.Server.Engine;
using Messenger.Server.Engine.Commands;
using Messenger.Tests.Support;
using Messenger.Wire;
using NUnit.Framework;

namespace Messenger.Tests.Server.Engine.Contract;

/// <summary>Commands on one thing that are committed as one batch: each meets what those before it made, and when the batch fails nothing has happened.</summary>
internal sealed class BatchContractTests(JournalKind kind) : ContractTest(kind)
{
    private readonly Lock _gate = new();
    private GatedJournal _journal = null!;
    private EngineHarness _engine = null!;
    private EngineHarness.Login _alice = null!;
    private EngineHarness.Login _bob = null!;
    private EngineHarness.Login _carol = null!;
    private Group _group = null!;

    [SetUp]
    public async Task AliceHasAGroupWithCarol()
    {
        _journal = NewGate();
        _engine = StartEngine(_journal);
        _alice = await _engine.OpenAsync(await _engine.CreateAsync("alice"));
        _bob = await _engine.OpenAsync(await _engine.CreateAsync("bob"));
        _carol = await _engine.OpenAsync(await _engine.CreateAsync("carol"));
        _group = await _engine.CreateGroupAsync(_alice, "lunch", _carol.Account);
    }

    [Test]
    public async Task Added_and_written_to_bob_gets_it()
    {
        (ErrorCode added, Append sent) = (default, default);
        await TogetherAsync(() => Both(Into(_engine.AddAsync(_alice, _group, _bob.Account), result => added = result), SendAsync("hello", answer => sent = answer)));

        (added, sent.Result, sent.Delivered).Should().Be((ErrorCode.None, ErrorCode.None, true));
        _bob.Terminal.Texts.Should().Equal("hello");
        _group.Current.Find(_bob.Account)!.JoinedAfter.Should().BeLessThan(sent.Number);
    }

    [Test]
    public async Task Written_to_and_removed_carol_gets_it_and_nothing_more()
    {
        await TogetherAsync(() => Both(
            SendAsync("before", answer => answer.Result.Should().Be(ErrorCode.None)),
            _engine.RemoveAsync(_alice, _group, _carol.Account),
            SendAsync("behind", answer => (answer.Result, answer.Delivered).Should().Be((ErrorCode.None, false)))));

        _carol.Terminal.Texts.Should().Equal("before");
        _carol.Account.WaitingTexts().Should().Equal("before");
    }

    [Test]
    public async Task Removed_and_added_again_carol_misses_what_came_between()
    {
        await TogetherAsync(() => Both(
            _engine.RemoveAsync(_alice, _group, _carol.Account),
            SendAsync("between", _ => { }),
            _engine.AddAsync(_alice, _group, _carol.Account),
            SendAsync("behind", _ => { })));

        _carol.Terminal.Texts.Should().Equal("behind");
        _group.Current.Names().Should().Equal("alice", "carol");
        _carol.Account.Groups.Should().Equal(_group);
    }

    [Test]
    public async Task To_a_group_that_is_deleted_before_it_nothing_is_sent()
    {
        Append sent = default;
        await TogetherAsync(() => Both(_engine.DeleteAsync(_alice, _group), SendAsync("too late", answer => sent = answer)));

        sent.Result.Should().Be(ErrorCode.NoSuchGroup);
        _carol.Terminal.Pushes.Should().BeEmpty();
        _group.Conversation.Last.Should().Be(0);
    }

    [Test]
    public async Task Who_was_removed_or_has_left_before_it_sends_nothing()
    {
        Append[] sent = [];
        ErrorCode left = ErrorCode.None;
        await TogetherAsync(() => Both(
            _engine.RemoveAsync(_alice, _group, _carol.Account),
            Into(_engine.Submit(_carol, (Guid.NewGuid(), _group, "still here?")), answers => sent = answers),
            Into(_engine.LeaveAsync(_carol, _group), result => left = result)));

        sent[0].Result.Should().Be(ErrorCode.NotAMember);
        left.Should().Be(ErrorCode.NotAMember);
        _alice.Terminal.Pushes.Should().BeEmpty();
    }

    [Test]
    public async Task Who_joins_behind_a_message_has_one_more_behind_him()
    {
        await TogetherAsync(() => Both(SendAsync("one", _ => { }), SendAsync("two", _ => { }), _engine.AddAsync(_alice, _group, _bob.Account)));

        _group.Current.Find(_bob.Account)!.CountBefore.Should().Be(2);
        _bob.Terminal.Pushes.Should().BeEmpty();
    }

    [Test]
    public async Task A_name_is_given_once_and_one_that_is_given_up_is_free_behind_the_batch()
    {
        Group other = await _engine.CreateGroupAsync(_bob, "breakfast");
        List<ErrorCode> results = [];
        await TogetherAsync(() => Both(
            Into(_engine.RenameAsync(_alice, _group, "dinner"), results.Add),
            Into(_engine.Engine.CreateGroupAsync(_bob.Session, "Dinner", []), made => results.Add(made.Result)),
            Into(_engine.RenameAsync(_bob, other, "DINNER"), results.Add),
            Into(_engine.RenameAsync(_alice, _group, "supper"), results.Add)));

        results.Should().BeEquivalentTo([ErrorCode.None, ErrorCode.NameTaken, ErrorCode.NameTaken, ErrorCode.None]);
        _engine.Engine.FindGroup("supper").Should().BeSameAs(_group);
        _engine.Engine.FindGroup("dinner").Should().BeNull();
        await _engine.CreateGroupAsync(_bob, "dinner");
        await _engine.CreateGroupAsync(_bob, "lunch");
    }

    [Test]
    public async Task Who_is_deleted_is_in_no_group_that_the_batch_makes_or_changes()
    {
        (ErrorCode Result, Group? Group, Account?, TimeSpan) made = default;
        (ErrorCode Result, Group? Group, Account?, TimeSpan) late = default;
        ErrorCode added = ErrorCode.None;
        await TogetherAsync(() => Both(
            Into(_engine.Engine.CreateGroupAsync(_alice.Session, "new", [_bob.Account, _carol.Account]), answer => made = answer),
            _engine.AddAsync(_alice, _group, _bob.Account),
            _engine.DeleteAccountAsync(_bob),
            Into(_engine.AddAsync(_alice, _group, _bob.Account), result => added = result),
            Into(_engine.Engine.CreateGroupAsync(_alice.Session, "newer", [_bob.Account]), answer => late = answer)));

        made.Group!.Current.Names().Should().Equal("alice", "carol");
        _group.Current.Names().Should().Equal("alice", "carol");
        added.Should().Be(ErrorCode.NoSuchAccount);
        late.Result.Should().Be(ErrorCode.NoSuchAccount);
        _bob.Account.Groups.Should().BeEmpty();
    }

    [Test]
    public async Task Who_is_being_deleted_makes_no_group_at_another_terminal()
    {
        EngineHarness.Login other = await _engine.OpenAsync(_bob.Account);
        (ErrorCode Result, Group? Group, Account?, TimeSpan) made = default;
        await TogetherAsync(() => Both(
            _engine.DeleteAccountAsync(_bob), Into(_engine.Engine.CreateGroupAsync(other.Session, "ghosts", [_alice.Account]), answer => made = answer)));

        made.Result.Should().Be(ErrorCode.NotLoggedIn);
        _engine.Engine.FindGroup("ghosts").Should().BeNull();
        _alice.Account.Groups.Should().Equal(_group);
    }

    [Test]
    public async Task A_message_that_is_edited_and_taken_back_at_once_is_gone()
    {
        Guid id = Guid.NewGuid();
        Guid kept = Guid.NewGuid();
        List<ErrorCode> results = [];
        EngineHarness.Login other = await _engine.OpenAsync(_alice.Account);
        await TogetherAsync(() => Both(
            _engine.Submit(_alice, (id, _bob.Account, "1"), (kept, _bob.Account, "first")),
            Into(_engine.EditAsync(other, id, "22"), results.Add),
            Into(_engine.UnsendAsync(_alice, id), results.Add),
            Into(_engine.EditAsync(other, id, "333"), results.Add),
            Into(_engine.EditAsync(_alice, kept, "second"), results.Add)));

        results.Should().BeEquivalentTo([ErrorCode.None, ErrorCode.None, ErrorCode.NoSuchMessage, ErrorCode.None]);
        _bob.Account.WaitingTexts().Should().Equal("second");
        _bob.Account.Capped.Should().Be(new StagedCount(1, "second".Length));
    }

    [Test]
    public async Task A_batch_that_fails_leaves_nothing_behind()
    {
        EngineHarness.Login dave = await _engine.OpenAsync(await _engine.CreateAsync("dave"));
        Guid id = Guid.NewGuid();
        ulong number = (await _engine.SendAsync(_alice, _group, "before", id)).Number;
        ulong direct = (await _engine.SendAsync(_alice, _bob.Account, "direct")).Number;
        Group doomed = await _engine.CreateGroupAsync(dave, "doomed", _carol.Account);
        IReadOnlyList<string> before = EngineSnapshot.Of(_engine.Engine);
        List<ErrorCode> results = [];

        await TogetherAsync(fails: true, submit: () => Both(
            Into(_engine.AddAsync(_alice, _group, _bob.Account), results.Add),
            Into(_engine.Submit(_alice, (Guid.NewGuid(), _group, "lost"), (Guid.NewGuid(), dave.Account, "lost too")), sent => results.AddRange(sent.Select(one => one.Result))),
            Into(_engine.RemoveAsync(_alice, _group, _carol.Account), results.Add),
            Into(_engine.RenameAsync(_alice, _group, "dinner"), results.Add),
            Into(_engine.Engine.CreateGroupAsync(_bob.Session, "breakfast", [_alice.Account]), made => results.Add(made.Result)),
            Into(_engine.EditAsync(_alice, id, "edited"), results.Add),
            Into(_engine.UnsendAsync(_alice, id), results.Add),
            Into(_engine.MarkReadAsync(_bob, _alice.Account, direct), results.Add),
            Into(_engine.ConfirmAsync(_bob, direct), results.Add),
            Into(_engine.BlockAsync(_carol, _alice.Account), results.Add),
            Into(_engine.Engine.ChangeSettingsAsync(_carol.Account, showsReads: false), results.Add),
            Into(_engine.DeleteAccountAsync(dave), results.Add),
            Into(_engine.LogOutAsync(_carol), results.Add)));

        results.Should().HaveCount(14).And.OnlyContain(result => result == ErrorCode.StoreFailed);
        EngineSnapshot.Of(_engine.Engine).Should().Equal(before);
        _carol.Terminal.Texts.Should().Equal("before");
        _carol.Terminal.GroupNews.Should().Equal("Joined #lunch", "Joined #doomed");
        _bob.Terminal.GroupNews.Should().BeEmpty();

        (await _engine.SendAsync(_alice, _group, "works")).Result.Should().Be(ErrorCode.None);
        (await _engine.EditAsync(_alice, id, "edited")).Should().Be(ErrorCode.None);
        (await _engine.MarkReadAsync(_bob, _alice.Account, direct)).Should().Be(ErrorCode.None);
        (await _engine.ConfirmAsync(_bob, direct)).Should().Be(ErrorCode.None);
        (await _engine.RenameAsync(_alice, _group, "dinner")).Should().Be(ErrorCode.None);
        await _engine.CreateGroupAsync(_bob, "breakfast");
        (await _engine.RemoveAsync(dave, doomed, _carol.Account)).Should().Be(ErrorCode.None);
        _carol.Terminal.Texts.Should().Equal("before", "works");
        _engine.Engine.Archive.Find(number)!.Value.State.Should().Be(Messenger.Server.Storage.MessageState.Edited);
    }

    [Test]
    public async Task The_chain_of_a_conversation_has_no_link_to_what_failed()
    {
        await _engine.SendAsync(_alice, _group, "1");
        await TogetherAsync(fails: true, submit: () => Both(SendAsync("lost", _ => { }), _engine.Submit(_alice, (Guid.NewGuid(), _bob.Account, "lost"))));
        await _engine.SendAsync(_alice, _group, "2");
        await _engine.SendAsync(_alice, _bob.Account, "d1");

        Texts(_group.Conversation).Should().Equal("2", "1");
        Texts(_alice.Account.ConversationWith(_bob.Account)).Should().Equal("d1");
        _group.Conversation.Count.Should().Be(2);

        IEnumerable<string> Texts(Conversation conversation) => EngineSnapshot.History(conversation, _engine.Engine.Archive.Find)
            .Select(message => System.Text.Encoding.UTF8.GetString(message.Text));
    }

    private static Task Both(params Task[] all) => Task.WhenAll(all);

    private async Task Into<T>(Task<T> task, Action<T> result)
    {
        T value = await task.Within("an answer");
        lock (_gate)
            result(value);
    }

    private async Task SendAsync(string text, Action<Append> check) => check((await _engine.Submit(_alice, (Guid.NewGuid(), _group, text)).Within("an answer"))[0]);

    private Task TogetherAsync(Func<Task> submit, bool fails = false) => TogetherAsync(_engine, _journal, _alice, submit, fails);
}
