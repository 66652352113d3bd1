using FluentAssertions;
using Messenger.Server.Storage.Sqlite;
using Messenger.Tests.Support;
using Messenger.Wire;
using Messenger.Wire.Messages;
using NUnit.Framework;

namespace Messenger.Tests.Server.EndToEnd;

/// <summary>Looking back over the wire: HISTORY and CONVERSATIONS, page by page, in memory and from disk.</summary>
[TestFixture(false)]
[TestFixture(true)]
internal sealed class HistoryWireTests(bool onDisk) : ServerTest
{
    private ServerFixture _server = null!;
    private RawClient _alice = null!;
    private RawClient _bob = null!;

    [SetUp]
    public async Task AliceAndBob()
    {
        _server = StartServer(journal: onDisk ? new SqliteJournal(Database.Open(Path.Combine(NewDirectory(), Database.FileName)), TimeProvider.System) : null);
        _alice = await RegisterAsync(_server, "alice");
        _bob = await RegisterAsync(_server, "bob");
    }

    [Test]
    public async Task A_conversation_is_paged_backwards_from_the_newest_or_from_any_message()
    {
        List<ulong> numbers = [];
        for (int i = 0; i < 12; i++)
        {
            numbers.Add((await (i % 3 == 0 ? _bob : _alice).SendAsync(i % 3 == 0 ? "alice" : "bob", $"{i}")).Number);
            await _alice.SendAsync((await SomebodyAsync(i)), "of another conversation");
        }

        HistoryAnswer newest = await _alice.HistoryAsync("BOB", count: 5);
        Texts(newest).Should().Equal("7", "8", "9", "10", "11");
        newest.Messages.Select(item => item.Number).Should().Equal(numbers[7..]);
        newest.Messages.Select(item => item.Marks.HasFlag(HistoryMarks.Own)).Should().Equal(true, true, false, true, true);
        newest.Messages.Select(item => (item.From, item.To)).Distinct().Should().BeEquivalentTo([("alice", "bob"), ("bob", "alice")]);
        HistoryAnswer older = await _alice.HistoryAsync("bob", newest.Next, 5);
        Texts(older).Should().Equal("2", "3", "4", "5", "6");
        HistoryAnswer oldest = await _alice.HistoryAsync("bob", older.Next, 5);
        Texts(oldest).Should().Equal("0", "1");
        oldest.Next.Should().Be(0);
        Texts(await _bob.HistoryAsync("alice", numbers[3])).Should().Equal("0", "1", "2");
        Texts(await _bob.HistoryAsync("alice", numbers[0])).Should().BeEmpty();
        Texts(await _bob.HistoryAsync("alice", numbers[3] + 1, 2)).Should().Equal(["2", "3"], "any number will do, also of another conversation");
        Texts(await _bob.HistoryAsync("alice", ulong.MaxValue, 2)).Should().Equal("10", "11");
        (await _bob.HistoryAsync("alice", count: 12)).Next.Should().Be(0, "there is not one more");
        Texts(await _bob.HistoryAsync("alice", count: 65535)).Should().HaveCount(12);

        async Task<string> SomebodyAsync(int i)
        {
            string name = $"somebody{i % 2}";
            if (i < 2)
                await RegisterAsync(_server, name);
            return name;
        }
    }

    [Test]
    public async Task A_page_has_fifty_or_two_hundred_at_most_and_goes_on()
    {
        await Task.WhenAll(Enumerable.Range(0, 260).Select(i => _alice.SendAsync("bob", $"{i}")));

        (await _bob.HistoryAsync("alice")).Messages.Should().HaveCount(50);
        HistoryAnswer large = await _bob.HistoryAsync("alice", count: 500);
        large.Messages.Should().HaveCount(200);
        (await _bob.HistoryAsync("alice", large.Next, 500)).Messages.Should().HaveCount(60);
    }

    [Test]
    public async Task A_page_begins_at_any_number_however_far_back()
    {
        await RegisterAsync(_server, "carol");
        await _alice.SendAsync("bob", "the first");
        ulong between = (await _alice.SendAsync("carol", "of another conversation")).Number;
        await Task.WhenAll(Enumerable.Range(0, 1_100).Select(i => _alice.SendAsync("bob", $"{i}")));

        Texts(await _bob.HistoryAsync("alice", between)).Should().Equal("the first");
    }

    [Test]
    public async Task Long_texts_make_short_pages_that_fit_a_frame_and_lose_nothing()
    {
        string[] texts = [.. Enumerable.Range(0, 20).Select(i => $"{i:D2}" + new string('x', i % 4 == 0 ? 10 : Limits.TextBytes - 2))];
        foreach (string text in texts)
            await _alice.SendAsync("bob", text);

        List<string> pages = [];
        ulong next = 0;
        do
        {
            Received answer = await _bob.AskHistory("alice", next, 200);
            answer.Body.Length.Should().BeLessThanOrEqualTo(Limits.FrameAfterLogin - 5);
            HistoryAnswer page = answer.Read<HistoryAnswer>();
            page.Messages.Should().NotBeEmpty();
            pages.InsertRange(0, Texts(page));
            next = page.Next;
        }
        while (next != 0);

        pages.Should().Equal(texts);
    }

    [Test]
    public async Task A_group_is_seen_from_joining_on_and_not_after_leaving()
    {
        RawClient carol = await RegisterAsync(_server, "carol");
        await _alice.CreateGroupAsync("lunch", "bob");
        ulong first = (await _alice.SendAsync("#lunch", "before carol")).Number;
        await _alice.AddAsync("lunch", "carol");
        await _bob.SendAsync("#lunch", "with carol");
        ulong last = (await _alice.SendAsync("#lunch", "again")).Number;

        Texts(await _alice.HistoryAsync("#lunch")).Should().Equal("before carol", "with carol", "again");
        HistoryAnswer seen = await carol.HistoryAsync("#Lunch", count: 2);
        Texts(seen).Should().Equal("with carol", "again");
        seen.Next.Should().Be(0, "before that there is nothing for her");
        seen.Messages[0].To.Should().Be("#lunch");
        (await carol.HistoryAsync("#lunch", first)).Messages.Should().BeEmpty();
        (await carol.AskMarkRead("#lunch", first)).Code.Should().Be(ErrorCode.NoSuchMessage);

        await _alice.RemoveAsync("lunch", "carol");
        (await carol.AskHistory("#lunch")).Code.Should().Be(ErrorCode.NotAMember);
        (await carol.AskHistory("#lunch", last)).Code.Should().Be(ErrorCode.NotAMember);
        await _alice.AddAsync("lunch", "carol");
        (await carol.HistoryAsync("#lunch")).Messages.Should().BeEmpty("she sees from the second joining on");
        await _alice.SendAsync("#lunch", "welcome back");
        Texts(await carol.HistoryAsync("#lunch")).Should().Equal("welcome back");
    }

    [Test]
    public async Task Marks_say_what_became_of_ones_own_and_of_its_text()
    {
        (Guid edited, Guid gone) = (Guid.NewGuid(), Guid.NewGuid());
        ulong one = (await _alice.SendAsync("bob", "frist", edited)).Number;
        ulong two = (await _alice.SendAsync("bob", "oops", gone)).Number;
        ulong three = (await _alice.SendAsync("bob", "third")).Number;
        await RawClient.DoneAsync(_alice.AskEdit(edited, "first"));
        await RawClient.DoneAsync(_alice.AskUnsend(gone));
        await _bob.ConfirmAsync(one, two, three);
        await RawClient.DoneAsync(_bob.AskMarkRead("alice", one));

        HistoryAnswer own = await _alice.HistoryAsync("bob");
        own.Messages.Select(item => item.Marks).Should().Equal(
            HistoryMarks.Own | HistoryMarks.Edited | HistoryMarks.Delivered | HistoryMarks.Read, HistoryMarks.Own | HistoryMarks.Unsent, HistoryMarks.Own | HistoryMarks.Delivered);
        Texts(own).Should().Equal("first", "", "third");
        (await _bob.HistoryAsync("alice")).Messages.Select(item => item.Marks).Should().Equal(HistoryMarks.Edited, HistoryMarks.Unsent, HistoryMarks.None);
        await _bob.SettingsAsync(AccountSettings.ReadMarks, AccountSettings.None);
        (await _alice.HistoryAsync("bob")).Messages[0].Marks.Should().Be(HistoryMarks.Own | HistoryMarks.Edited | HistoryMarks.Delivered);

        await RawClient.DoneAsync(_alice.AskCredentials(Opcode.DeleteAccount, "alice"));
        HistoryAnswer left = await _bob.HistoryAsync("ALICE");
        left.Messages.Should().HaveCount(3).And.OnlyContain(item => item.Marks.HasFlag(HistoryMarks.SenderDeleted));
        RawClient another = await RegisterAsync(_server, "alice");
        (await _bob.HistoryAsync("alice")).Messages.Should().BeEmpty("that is somebody else now");
        (await another.HistoryAsync("bob")).Messages.Should().BeEmpty();
    }

    [Test]
    public async Task Nothing_is_shown_of_what_one_may_not_see()
    {
        RawClient carol = await RegisterAsync(_server, "carol");
        ulong others = (await _alice.SendAsync("bob", "between us")).Number;

        (await carol.HistoryAsync("alice")).Messages.Should().BeEmpty();
        (await carol.HistoryAsync("alice", others)).Messages.Should().BeEmpty();
        await carol.SendAsync("alice", "hello");
        (await carol.HistoryAsync("alice", others)).Messages.Should().BeEmpty();
        (await carol.AskHistory("nobody")).Code.Should().Be(ErrorCode.NoSuchAccount);
        (await carol.AskHistory("#nogroup")).Code.Should().Be(ErrorCode.NoSuchGroup);
        (await carol.AskHistory("")).Code.Should().Be(ErrorCode.NoSuchAccount);
        (await carol.AskMarkRead("bob", others)).Code.Should().Be(ErrorCode.NoSuchMessage);
        (await carol.AskMarkRead("alice", others)).Code.Should().Be(ErrorCode.NoSuchMessage);
        (await carol.AskMarkRead("nobody", others)).Code.Should().Be(ErrorCode.NoSuchAccount);
    }

    [Test]
    public async Task Conversations_come_newest_first_and_in_pages()
    {
        string[] names = [.. Enumerable.Range(0, 7).Select(i => $"friend{i}")];
        foreach (string name in names)
        {
            await RegisterAsync(_server, name);
            await _alice.SendAsync(name, "hello");
        }
        await _alice.CreateGroupAsync("lunch", "bob");
        ulong answer = (await _bob.SendAsync("alice", "from bob")).Number;
        await _bob.SendAsync("#lunch", "in the group");
        await RawClient.DoneAsync(_alice.AskMarkRead("bob", answer));
        await _alice.CreateGroupAsync("empty", "bob");

        ConversationsAnswer all = await _alice.ConversationsAsync();
        all.Conversations.Select(each => each.Name).Should().BeEquivalentTo(["#lunch", "#empty", "bob", .. names]);
        all.Conversations.Where(each => each.Last != 0).Select(each => each.Last).Should().BeInDescendingOrder();
        ListedConversation bob = all.Conversations.Single(each => each.Name == "bob");
        (bob.Online, bob.Last, bob.Undelivered, bob.ReadUpTo).Should().Be((true, answer, 1u, answer));
        ListedConversation empty = all.Conversations.Single(each => each.Name == "#empty");
        (empty.Last, empty.LastAt, empty.Undelivered, empty.Online).Should().Be((0UL, 0UL, 0u, false));
        all.Conversations.Single(each => each.Name == "#lunch").Undelivered.Should().Be(1);

        List<string> paged = [];
        ulong next = 0;
        do
        {
            ConversationsAnswer page = await _alice.ConversationsAsync(next, 3);
            paged.AddRange(page.Conversations.Select(each => each.Name));
            next = page.Next;
        }
        while (next != 0);
        paged.Should().Equal(all.Conversations.Select(each => each.Name));
    }

    [Test]
    public async Task Who_has_gone_is_listed_as_that_and_somebody_who_was_refused_is_not_listed()
    {
        RawClient carol = await RegisterAsync(_server, "carol");
        await carol.SendAsync("alice", "hello");
        await RawClient.DoneAsync(_alice.AskBlock("bob"));
        (await _bob.AskSend("alice", "hello")).Code.Should().Be(ErrorCode.NotAccepted);
        await RawClient.DoneAsync(carol.AskCredentials(Opcode.DeleteAccount, "carol"));

        ListedConversation listed = (await _alice.ConversationsAsync()).Conversations.Should().ContainSingle().Which;
        (listed.Name, listed.Deleted, listed.Online, listed.LastSeen).Should().Be(("carol", true, false, 0UL));
        (await _bob.ConversationsAsync()).Conversations.Should().BeEmpty();
    }

    [Test]
    public async Task What_follows_a_look_back_waits_for_it_and_what_was_sent_before_does_not()
    {
        uint[] ids = [_alice.NextId(), _alice.NextId(), _alice.NextId()];
        Task<Received>[] answers = [.. ids.Select(_alice.Expect)];
        await _alice.WriteAsync((byte[])[
            .. RawClient.Encode(Opcode.Send, ids[0], new SendRequest(Guid.NewGuid(), "bob"u8, "hello"u8)),
            .. RawClient.Encode(Opcode.History, ids[1], new HistoryRequest("bob"u8, 0, 0)),
            .. RawClient.Encode(Opcode.Unread, ids[2], new Empty())]);
        await Task.WhenAll(answers).Within("the answers");

        List<Opcode> order = [.. _alice.Arrived.Where(frame => ids.Contains(frame.RequestId)).Select(frame => frame.Opcode)];
        order.IndexOf(Opcode.HistoryAnswer).Should().BeLessThan(order.IndexOf(Opcode.UnreadAnswer));
    }

    private static IEnumerable<string> Texts(HistoryAnswer page) => page.Messages.Select(item => item.TextString());
}
