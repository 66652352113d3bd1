using System.Text;
using FluentAssertions;
using Messenger.Client.Terminal;
using Messenger.Tests.Client.Support;
using Messenger.Wire;
using Messenger.Wire.Fields;
using Messenger.Wire.Messages;
using NUnit.Framework;

namespace Messenger.Tests.Client.Line;

/// <summary>Groups, history, marks and people for somebody at a line client.</summary>
internal sealed class LineConversationTests : LineFront
{
    private static readonly GroupBody Lunch = new("#lunch", "alice", 1000, ["alice", "bob", "carol"]);

    [Test]
    public async Task A_group_is_made_shown_and_changed()
    {
        await StartAsync();
        Console.Type("/group create lunch bob, carol");
        Received received = await Peer.ExpectAsync(Opcode.GroupCreate);
        FieldReader.ReadWhole<GroupMembersRequest>(received.Body).Members.ToArray().Should().Equal("bob", "carol");
        // The notice of what one does oneself comes before the answer, and adds nothing to it.
        await Peer.PushGroupAsync(GroupChange.Joined, "#lunch", "alice");
        await Peer.SendAsync(Opcode.GroupCreateAnswer, received.RequestId, Lunch);
        await ExpectAsync("#lunch is made; in it:", "  alice (owner), bob, carol");

        Console.Type("/group show #lunch");
        await Peer.AnswerAsync(Opcode.GroupShow, Lunch);
        (await Console.PrintedAsync()).Should().StartWith("#lunch, 3 members, made 1970-01-01 ").And.EndWith("; in it:");
        await ExpectAsync("  alice (owner), bob, carol");
        Console.Type("/GROUP add lunch dave");
        await Peer.AnswerAsync(Opcode.GroupAdd, Lunch with { Members = ["alice", "bob", "carol", "dave"] });
        await ExpectAsync("#lunch has 4 members now:", "  alice (owner), bob, carol, dave");
        Console.Type("/group remove lunch alice");
        await Peer.AnswerAsync(Opcode.GroupRemove, Lunch with { Members = ["bob"], Owner = "bob" });
        await ExpectAsync("you left #lunch");
        Console.Type("/group rename lunch dinner");
        await Peer.AnswerAsync(Opcode.GroupRename, Lunch with { Name = "#dinner" });
        await ExpectAsync("#lunch is #dinner now");
        Console.Type("/group leave dinner", "/group delete #dinner");
        await Peer.AnswerAsync(Opcode.GroupLeave, default(Empty));
        await ExpectAsync("you left #dinner");
        await Peer.AnswerAsync(Opcode.GroupDelete, default(Empty));
        await ExpectAsync("#dinner has ended");
    }

    [TestCase("/group creat lunch", "there is no /group creat; did you mean create? (/help group)")]
    [TestCase("/group add lunch", "whom? it is /group add GROUP NAMES")]
    [TestCase("/group rename lunch", "it is /group rename GROUP NEW-NAME")]
    [TestCase("/group create", "it is /group VERB GROUP [NAMES] (make, show and change groups)")]
    [TestCase("/history bob x", "that is no count; it is as in /history bob, /history #lunch 20, /history 20")]
    [TestCase("/history", "of which conversation? /to NAME chooses it")]
    [TestCase("/edit better", "of which conversation? /to NAME chooses it")]
    [TestCase("/unsend", "of which conversation? /to NAME chooses it")]
    [TestCase("/read-marks maybe", "it is /read-marks on, /read-marks off, or /read-marks to ask")]
    [TestCase("/more", "there is no more; /list, /groups, /history, /conversations and /find begin a list")]
    public async Task What_cannot_be_done_is_said_in_one_sentence(string line, string answer)
    {
        await StartAsync();
        Console.Type(line);

        await ExpectAsync(answer);
    }

    [Test]
    public async Task What_others_do_to_groups_is_a_line_each()
    {
        await StartAsync();
        Console.Type("/to #lunch");
        await ExpectAsync("lines without a command go to #lunch now");
        await Peer.PushGroupAsync(GroupChange.Joined, "#lunch", "bob");
        await Peer.PushGroupAsync(GroupChange.Joined, "#mine", "alice");
        await Peer.PushGroupAsync(GroupChange.Members, "#lunch", "bob", members: 4);
        await Peer.PushGroupAsync(GroupChange.Members, "#lunch", "", members: 1);
        await Peer.PushGroupAsync(GroupChange.Owner, "#lunch", "", owner: "carol");
        await Peer.PushGroupAsync(GroupChange.Renamed, "#dinner", "carol", oldName: "#lunch");
        await Peer.PushGroupAsync(GroupChange.Out, "#dinner", "carol");
        await Peer.PushGroupAsync(GroupChange.Out, "#dinner", "alice");
        await Peer.PushGroupAsync(GroupChange.Deleted, "#dinner", "carol");
        await Peer.PushGroupAsync(GroupChange.Deleted, "#dinner", "");

        await ExpectAsync(
            "bob added you to #lunch, 3 members", "you made #mine, 3 members", "bob changed who is in #lunch: 4 members now", "#lunch has 1 member now",
            "#lunch belongs to carol now", "carol renamed #lunch to #dinner", "carol removed you from #dinner", "you left #dinner", "carol ended #dinner",
            "#dinner has ended");
        Console.Type("still there");
        FieldReader.ReadWhole<SendRequest>((await Peer.ExpectAsync(Opcode.Send)).Body).To.ToArray().Should().Equal("#dinner"u8.ToArray());
        Console.Prompt.Should().Be("alice to #dinner> ");
    }

    [Test]
    public async Task Groups_are_listed_page_by_page()
    {
        await StartAsync();
        Console.Type("/groups", "/more", "/groups x*");
        await Peer.AnswerAsync(Opcode.Groups, new GroupsAnswer([new("#lunch", "alice", 3)], "#lunch"));
        await ExpectAsync("  #lunch  3 members, owner alice", "  … more: /more");
        Received more = await Peer.AnswerAsync(Opcode.Groups, new GroupsAnswer([new("#solo", "bob", 1)], ""));
        Encoding.UTF8.GetString(FieldReader.ReadWhole<GroupsRequest>(more.Body).After).Should().Be("#lunch");
        await ExpectAsync("  #solo  1 member, owner bob");
        await Peer.AnswerAsync(Opcode.Groups, new GroupsAnswer([], ""));
        await ExpectAsync("none of your groups matches x*");
    }

    [Test]
    public async Task A_message_to_a_group_says_whether_anybody_is_there()
    {
        await StartAsync();
        Console.Type("/msg #lunch soup?", "/msg #lunch anybody?");
        await Peer.AnswerSendAsync((await Peer.ExpectSendAsync()).RequestId);
        await Peer.AnswerSendAsync((await Peer.ExpectSendAsync()).RequestId, delivered: false);

        await ExpectAsync("delivered to #lunch", "stored for #lunch: nobody there is logged in");
    }

    [Test]
    public async Task Messages_say_where_they_belong_and_what_has_become_of_them()
    {
        await StartAsync();
        await Peer.PushMessageAsync(1, "bob", "#lunch", "soup?");
        await Peer.PushMessageAsync(2, "alice", "bob", "from my other terminal", MessageMarks.Own);
        await Peer.PushMessageAsync(3, "me", "#lunch", "forged", MessageMarks.SenderDeleted | MessageMarks.Queued | MessageMarks.Edited);
        await Peer.PushChangedAsync(4, message: 1, "bob", "alice", "be\ntter");
        await Peer.PushChangedAsync(5, message: 1, "bob", "#lunch", null);
        await Peer.PushChangedAsync(6, message: 2, "alice", "bob", "other words", own: true);
        await Peer.PushPresenceAsync("bob", online: false, lastSeen: 1000);
        await Peer.PushPresenceAsync("bob", online: true);

        await ExpectTimedAsync("bob → #lunch: soup?");
        await ExpectTimedAsync("me → bob: from my other terminal");
        await ExpectTimedAsync("@me (deleted) → #lunch (queued) (edited): forged");
        await ExpectTimedAsync("bob changed: be⏎tter");
        await ExpectTimedAsync("bob → #lunch took a message back");
        await ExpectTimedAsync("me → bob changed: other words");
        await ExpectAsync("bob is offline", "bob is online");
        List<ulong> confirmed = [];
        while (confirmed.Count < 6)
            confirmed.AddRange(await Peer.ExpectConfirmAsync());
        confirmed.Should().Equal(1, 2, 3, 4, 5, 6);
    }

    [Test]
    public async Task What_was_shown_is_marked_as_read_behind_its_confirmation()
    {
        await StartAsync();
        await Peer.PushMessageAsync(1, "bob", "alice", "one");
        await ExpectTimedAsync("bob: one");
        Received confirm = await Peer.ExpectAsync(Opcode.Confirm);
        await NothingMoreComesAsync("it is not confirmed yet");
        await Peer.SendAsync(Opcode.ConfirmAnswer, confirm.RequestId, default(Empty));

        Received received = await Peer.AnswerAsync(Opcode.MarkRead, default(Empty));
        ReadPosition position = FieldReader.ReadWhole<ReadPosition>(received.Body);
        (Encoding.UTF8.GetString(position.With), position.UpTo).Should().Be(("bob", 1UL));
    }

    [Test]
    public async Task The_newest_that_was_shown_of_each_conversation_is_marked_and_own_messages_are_not()
    {
        await StartAsync();
        await Peer.PushMessageAsync(1, "bob", "alice", "one");
        await Peer.PushMessageAsync(2, "carol", "#lunch", "two");
        await Peer.PushMessageAsync(3, "bob", "alice", "three");
        await Peer.PushMessageAsync(4, "alice", "dave", "mine", MessageMarks.Own);
        Dictionary<string, ulong> read = [];
        while (read.GetValueOrDefault("bob") < 3 || !read.ContainsKey("#lunch"))
        {
            Received received = await Peer.NextAsync();
            if (received.Opcode is Opcode.MarkRead)
            {
                ReadPosition position = FieldReader.ReadWhole<ReadPosition>(received.Body);
                read[Encoding.UTF8.GetString(position.With)] = position.UpTo;
            }
            await Peer.SendAsync(received.Opcode.AnswerTo(), received.RequestId, default(Empty));
        }

        read.Should().BeEquivalentTo(new Dictionary<string, ulong> { ["bob"] = 3, ["#lunch"] = 2 });
    }

    [Test]
    public async Task What_is_marked_already_here_or_elsewhere_is_not_marked_again()
    {
        await StartAsync();
        await Peer.PushReadUpToAsync("bob", 5);
        await Peer.PushPresenceAsync("bob", online: true);
        await ExpectAsync("bob is online");
        Console.Type("/history bob", "/history carol", "/history carol", "/history carol");
        await Peer.AnswerAsync(Opcode.History, new HistoryAnswer([FakePushes.Item(5, "bob", "alice", "read elsewhere")], 0));
        await Peer.AnswerAsync(Opcode.History, new HistoryAnswer([FakePushes.Item(7, "carol", "alice", "seven")], 0));
        List<(string, ulong)> marked = [];
        // The marks go their own way beside the other commands.
        for (int histories = 2; histories > 0 || marked.Count == 0;)
        {
            Received received = await Peer.NextAsync();
            if (received.Opcode is Opcode.MarkRead)
            {
                ReadPosition position = FieldReader.ReadWhole<ReadPosition>(received.Body);
                marked.Add((Encoding.UTF8.GetString(position.With), position.UpTo));
                await Peer.SendAsync(Opcode.MarkReadAnswer, received.RequestId, default(Empty));
                continue;
            }
            histories--;
            await Peer.SendAsync(Opcode.HistoryAnswer, received.RequestId, new HistoryAnswer([FakePushes.Item(7, "carol", "alice", "seven")], 0));
        }
        Console.Type("/quit");
        (await Run.WaitAsync(FakeServer.Limit)).Should().Be(0);

        marked.Should().Equal(("carol", 7UL));
        await NothingMoreComesAsync("it was marked already");
    }

    [Test]
    public async Task What_could_not_be_marked_is_marked_once_the_connection_is_back()
    {
        await StartAsync();
        await Peer.PushMessageAsync(1, "bob", "alice", "one");
        await ExpectTimedAsync("bob: one");
        await Peer.ExpectConfirmAsync();
        await Peer.ExpectAsync(Opcode.MarkRead);
        await ReconnectAsync();

        Received received = await Peer.AnswerAsync(Opcode.MarkRead, default(Empty));
        FieldReader.ReadWhole<ReadPosition>(received.Body).UpTo.Should().Be(1);
        Console.Type("/quit");
        (await Run.WaitAsync(FakeServer.Limit)).Should().Be(0);
    }

    [Test]
    public async Task History_shows_the_marks_and_older_pages()
    {
        await StartAsync();
        Console.Type("/history bob 200", "/more");
        Received first = await Peer.AnswerAsync(Opcode.History, new HistoryAnswer(
        [
            FakePushes.Item(11, "bob", "alice", "hi", HistoryMarks.Edited),
            FakePushes.Item(12, "alice", "bob", "stored", HistoryMarks.Own),
            FakePushes.Item(13, "alice", "bob", "confirmed", HistoryMarks.Own | HistoryMarks.Delivered),
            FakePushes.Item(14, "alice", "bob", "read", HistoryMarks.Own | HistoryMarks.Delivered | HistoryMarks.Read),
            FakePushes.Item(15, "alice", "bob", "", HistoryMarks.Own | HistoryMarks.Unsent),
            FakePushes.Item(16, "bob", "alice", "bye ●", HistoryMarks.SenderDeleted),
        ], 11));
        HistoryRequest asked = FieldReader.ReadWhole<HistoryRequest>(first.Body);
        (asked.Before, asked.Count).Should().Be((0UL, (ushort)200));
        foreach (string line in new[]
        {
            "bob (edited): hi", "me: stored ✓", "me: confirmed ✓✓", "me: read ●", "me took a message back", "bob (deleted): bye ●",
        })
        {
            await ExpectTimedAsync(line);
        }
        await ExpectAsync("  … older: /more");
        Received older = await Peer.AnswerAsync(Opcode.History, new HistoryAnswer([], 0));
        FieldReader.ReadWhole<HistoryRequest>(older.Body).Before.Should().Be(11);
        await ExpectAsync("there is nothing older");
    }

    [Test]
    public async Task A_search_shows_where_things_were_said_and_how_much_was_searched()
    {
        await StartAsync();
        Console.Type("/find soup  from:bob", "/find nothing");
        Received first = await Peer.AnswerAsync(Opcode.Find, new FindAnswer(
            [FakePushes.Item(12, "bob", "#lunch", "soup"), FakePushes.Item(11, "alice", "bob", "soup?", HistoryMarks.Own), FakePushes.Item(10, "bob", "alice", "soup!")], 0, 5));
        Encoding.UTF8.GetString(FieldReader.ReadWhole<FindRequest>(first.Body).Query).Should().Be("soup  from:bob");
        await ExpectTimedAsync("bob → #lunch: soup");
        await ExpectTimedAsync("me → bob: soup?");
        await ExpectTimedAsync("bob: soup!");
        await Peer.AnswerAsync(Opcode.Find, new FindAnswer([], 0, 1234));
        await ExpectAsync("nothing found in 1,234 messages");
    }

    [Test]
    public async Task The_last_own_message_to_the_one_chosen_is_edited_and_taken_back()
    {
        await StartAsync();
        Console.Type("/to bob", "helo", "/edit hello", "/unsend", "/unsend");
        (uint request, Guid id, _) = await Peer.ExpectSendAsync();
        await NothingMoreComesAsync("it may still be refused");
        await Peer.AnswerSendAsync(request);
        EditRequest edit = FieldReader.ReadWhole<EditRequest>((await Peer.AnswerAsync(Opcode.Edit, default(Empty))).Body);
        (edit.Id, Encoding.UTF8.GetString(edit.Text)).Should().Be((id, "hello"));
        FieldReader.ReadWhole<UnsendRequest>((await Peer.AnswerAsync(Opcode.Unsend, default(Empty))).Body).Id.Should().Be(id);
        // What came before is not known here; history is.
        await Peer.AnswerAsync(Opcode.History, new HistoryAnswer(
        [
            FakePushes.Item(4, "alice", "bob", "before", HistoryMarks.Own),
            FakePushes.Item(5, "alice", "bob", "", HistoryMarks.Own | HistoryMarks.Unsent),
            FakePushes.Item(6, "bob", "alice", "not mine"),
        ], 0));
        FieldReader.ReadWhole<UnsendRequest>((await Peer.AnswerAsync(Opcode.Unsend, default(Empty))).Body).Id.Should().Be(FakePushes.IdOf(4));

        await ExpectAsync("lines without a command go to bob now", "delivered to bob", "changed: hello",
            "your last message to bob is taken back", "your last message to bob is taken back");
    }

    [Test]
    public async Task What_another_terminal_sent_last_is_the_last_and_what_is_gone_is_passed_over()
    {
        await StartAsync();
        Console.Type("/to bob");
        await Peer.PushMessageAsync(7, "alice", "bob", "from my other terminal", MessageMarks.Own);
        (await Peer.ExpectConfirmAsync()).Should().Equal(7);
        Console.Type("/edit better");
        Received gone = await Peer.ExpectAsync(Opcode.Edit);
        FieldReader.ReadWhole<EditRequest>(gone.Body).Id.Should().Be(FakePushes.IdOf(7));
        await Peer.RefuseAsync(gone.RequestId, ErrorCode.NoSuchMessage);
        await Peer.AnswerAsync(Opcode.History, new HistoryAnswer([FakePushes.Item(6, "bob", "alice", "not mine")], 0));

        await ExpectAsync("lines without a command go to bob now");
        await ExpectTimedAsync("me → bob: from my other terminal");
        await ExpectAsync("none of the newest messages to bob is yours (no-such-message)");
    }

    [Test]
    public async Task People_sessions_and_settings()
    {
        await StartAsync();
        Console.Type("/block mallory", "/unblock mallory", "/blocks", "/blocks", "/sessions", "/session-end 00ac", "/session-end 1", "/read-marks", "/read-marks OFF");
        await Peer.AnswerAsync(Opcode.Block, default(Empty));
        await Peer.AnswerAsync(Opcode.Unblock, default(Empty));
        await Peer.AnswerAsync(Opcode.Blocks, new BlocksAnswer([]));
        await Peer.AnswerAsync(Opcode.Blocks, new BlocksAnswer([new("eve", true)]));
        SessionsAnswer sessions = new([new(0x00AB000000000000, true, true, 1000, "127.0.0.1"), new(0x00AC000000000000, false, false, 1000, "")]);
        for (int i = 0; i < 2; i++)
            await Peer.AnswerAsync(Opcode.Sessions, sessions);
        FieldReader.ReadWhole<SessionEndRequest>((await Peer.AnswerAsync(Opcode.SessionEnd, default(Empty))).Body).Id.Should().Be(0x00AC000000000000);
        await Peer.AnswerAsync(Opcode.Sessions, sessions);
        await Peer.AnswerAsync(Opcode.Settings, new SettingsAnswer(AccountSettings.ReadMarks));
        await Peer.AnswerAsync(Opcode.Settings, new SettingsAnswer(AccountSettings.None));

        await ExpectAsync("mallory is blocked and cannot write to you; groups that you are both in go on", "mallory is not blocked", "you block nobody", "  eve (deleted)");
        (await Console.PrintedAsync()).Should().Match("  00ab000000000000  127.0.0.1  active 1970-01-01 ??:??  this terminal");
        (await Console.PrintedAsync()).Should().Match("  00ac000000000000  address not known  active 1970-01-01 ??:??  cut off");
        await ExpectAsync("00ac000000000000 is ended", "which one? /sessions lists their ids; the first few characters of one will do",
            "others are told what you have read", "nobody is told what you have read");
    }

    [TestCase(30u * 86_400, "30 days")]
    [TestCase(3600u, "1 hour")]
    [TestCase(90u * 60, "90 minutes")]
    [TestCase(61u, "61 seconds")]
    public async Task Login_says_for_how_long_things_are_kept(uint seconds, string words)
    {
        await StartAsync(seconds);
        await ExpectAsync($"the server keeps delivered messages for {words}");
    }

    [Test]
    public async Task Deleting_an_account_names_the_groups_that_it_owns()
    {
        await StartAsync();
        Console.Type("/delete-account", "no");
        await Peer.AnswerAsync(Opcode.DeletePreview, new DeletePreviewAnswer(Undelivered.None, ["#dev", "#lunch"]));

        await ExpectAsync("this deletes the account alice for good", "nothing undelivered would be lost", "#dev, #lunch would go to another member");
    }

    [Test]
    public async Task Tab_completes_verbs_groups_and_the_filters_of_a_search()
    {
        await StartAsync();
        (await Console.Complete!("/group re")).Candidates.Should().Equal("remove", "rename");
        (await Console.Complete!("/read-marks ")).Candidates.Should().Equal("off", "on");
        (await Console.Complete!("/help unb")).Candidates.Should().Equal("unblock");
        (await CompleteAsync("/group show lu", new GroupsAnswer([new("#lunch", "alice", 2)], ""))).Should().BeEquivalentTo(new Completion(12, ["#lunch"]));
        (await CompleteAsync("/msg #lu", new GroupsAnswer([new("#lucky", "bob", 2)], ""))).Should().BeEquivalentTo(new Completion(5, ["#lucky", "#lunch"]));
        (await CompleteAsync("/find soup in:#luc", new GroupsAnswer([], ""))).Should().BeEquivalentTo(new Completion(14, ["#lucky"]));
        (await CompleteAsync("/find from:b", new ListAnswer([new("bob", true)], ""))).Should().BeEquivalentTo(new Completion(11, ["bob"]));
        (await CompleteAsync("/group add lunch bob B", new ListAnswer([new("Bert", true)], ""))).Should().BeEquivalentTo(new Completion(21, ["Bert", "bob"]));
        (await Console.Complete!("/msg bob he")).Candidates.Should().BeEmpty();
    }

    /// <summary>What the client had sent by now would come before its pong.</summary>
    private async Task NothingMoreComesAsync(string because)
    {
        await Peer.SendAsync(Opcode.Ping, 1, default(Empty));
        (await Peer.NextAsync()).Opcode.Should().Be(Opcode.Pong, because);
    }

    private Task<Completion> CompleteAsync(string line, GroupsAnswer answer) => CompleteAsync(line, Opcode.Groups, answer);

    private Task<Completion> CompleteAsync(string line, ListAnswer answer) => CompleteAsync(line, Opcode.List, answer);

    private async Task<Completion> CompleteAsync<T>(string line, Opcode request, T answer)
        where T : IWireMessage<T>
    {
        Task<Completion> completion = Console.Complete!(line);
        await Peer.AnswerAsync(request, answer);
        return await completion.WaitAsync(FakeServer.Limit);
    }
}
