using FluentAssertions;
using Messenger.Tests.Client.Support;
using Messenger.Wire;
using Messenger.Wire.Fields;
using Messenger.Wire.Messages;
using NUnit.Framework;

namespace Messenger.Tests.Client.Json;

/// <summary>Groups, history, marks and people over JSON, line by line as docs/scripting.md has them.</summary>
internal sealed class JsonConversationTests : JsonFront
{
    private const string One = "00000001-0000-0000-0000-000000000000";
    private const string Two = "00000002-0000-0000-0000-000000000000";
    private const string Three = "00000003-0000-0000-0000-000000000000";
    private const string At = "1970-01-01T00:00:01.000Z";

    [TestCase("""{"cmd":"group-create","name":"lunch","members":["bob"],"ref":1}""", Opcode.GroupCreate)]
    [TestCase("""{"cmd":"group-show","group":"#lunch","ref":1}""", Opcode.GroupShow)]
    [TestCase("""{"cmd":"group-add","group":"lunch","names":["bob"],"ref":1}""", Opcode.GroupAdd)]
    [TestCase("""{"cmd":"group-remove","group":"lunch","names":["carol"],"ref":1}""", Opcode.GroupRemove)]
    [TestCase("""{"cmd":"group-rename","group":"dinner","name":"lunch","ref":1}""", Opcode.GroupRename)]
    public async Task Commands_about_a_group_are_answered_with_the_group(string command, Opcode request)
    {
        await StartAsync();
        await SayAsync(command);
        await Peer.AnswerAsync(request, new GroupBody("#lunch", "alice", 1000, ["alice", "bob"]));

        string name = command.Split('"')[3];
        await ExpectAsync(
            $$"""{"event":"group","cmd":"{{name}}","ref":1,"name":"#lunch","owner":"alice","members":["alice","bob"],"createdAt":"{{At}}"}""");
    }

    [TestCase("""{"cmd":"group-leave","group":"lunch","ref":1}""", Opcode.GroupLeave)]
    [TestCase("""{"cmd":"group-delete","group":"lunch","ref":1}""", Opcode.GroupDelete)]
    [TestCase("""{"cmd":"edit","id":"00000001-0000-0000-0000-000000000000","text":"x","ref":1}""", Opcode.Edit)]
    [TestCase("""{"cmd":"unsend","id":"00000001-0000-0000-0000-000000000000","ref":1}""", Opcode.Unsend)]
    [TestCase("""{"cmd":"block","name":"bob","ref":1}""", Opcode.Block)]
    [TestCase("""{"cmd":"unblock","name":"bob","ref":1}""", Opcode.Unblock)]
    [TestCase("""{"cmd":"session-end","id":"00000000000000aB","ref":1}""", Opcode.SessionEnd)]
    public async Task What_is_done_is_answered_with_ok(string command, Opcode request)
    {
        await StartAsync();
        await SayAsync(command);
        await Peer.AnswerAsync(request, default(Empty));

        await ExpectAsync($$"""{"event":"ok","cmd":"{{command.Split('"')[3]}}","ref":1}""");
    }

    [TestCase("""{"cmd":"group-create","name":"lunch"}""", "members is missing")]
    [TestCase("""{"cmd":"group-add","group":"lunch","names":"bob"}""", "names must be an array of strings")]
    [TestCase("""{"cmd":"history","with":"bob","before":"x"}""", "before takes the id of a message, as 8-4-4-4-12 hex digits, or what next or last gave")]
    [TestCase("""{"cmd":"find","query":"x","after":"x"}""", "after takes what next gave")]
    [TestCase("""{"cmd":"mark-read","with":"bob"}""", "upTo is missing")]
    [TestCase("""{"cmd":"session-end","id":"ab"}""", "id takes what sessions gave: 16 hex digits")]
    [TestCase("""{"cmd":"settings","readMarks":1}""", "readMarks must be true or false")]
    public async Task What_is_no_command_is_refused_with_what_is_wrong(string command, string message)
    {
        await StartAsync();
        await SayAsync(command);

        await ExpectAsync($$"""{"event":"error","cmd":"{{command.Split('"')[3]}}","code":"bad-command","message":"{{message}}"}""");
    }

    [Test]
    public async Task The_way_of_a_message_has_the_times_that_are_known()
    {
        await StartAsync();
        string command = $$"""{"cmd":"why","id":"{{One}}","ref":1}""";
        await SayAsync(command);
        await Peer.AnswerAsync(Opcode.Why, new WhyAnswer(9, WayMarks.TimesKnown | WayMarks.Durable | WayMarks.Edited, "#lunch", 1000, 1000)
        {
            PushedAt = 1000,
            Terminals = 3,
            Recipients = 2,
            ConfirmedAt = 1000,
            ConfirmedBy = 2,
            ReadAt = 1000,
            ReadBy = 1,
        });
        await ExpectAsync($$"""{"event":"why","cmd":"why","ref":1,"id":"{{One}}","to":"#lunch","acceptedAt":"{{At}}","storedAt":"{{At}}","durable":true"""
            + $$""","timesKnown":true,"pushedAt":"{{At}}","terminals":3,"confirmedAt":"{{At}}","confirmedBy":2,"readAt":"{{At}}","readBy":1,"of":2,"edited":true}""");

        await SayAsync(command);
        await Peer.AnswerAsync(Opcode.Why, new WhyAnswer(9, WayMarks.Unsent | WayMarks.Large, "#lunch", 1000, 0) { Recipients = 200 });
        await ExpectAsync($$"""{"event":"why","cmd":"why","ref":1,"id":"{{One}}","to":"#lunch","acceptedAt":"{{At}}","durable":false,"timesKnown":false"""
            + ""","confirmedBy":0,"readBy":0,"of":200,"allOrNone":true,"unsent":true}""");
    }

    [Test]
    public async Task Lists_are_answered_with_pages()
    {
        await StartAsync();
        await SayAsync("""{"cmd":"groups","pattern":"l*","ref":1}""");
        await Peer.AnswerAsync(Opcode.Groups, new GroupsAnswer([new("#lunch", "alice", 2)], "#lunch"));
        await ExpectAsync("""{"event":"groups","cmd":"groups","ref":1,"groups":[{"name":"#lunch","owner":"alice","members":2}],"next":"#lunch"}""");

        await SayAsync("""{"cmd":"conversations","ref":2}""");
        await Peer.AnswerAsync(Opcode.Conversations, new ConversationsAnswer(
            [new("bob", false, false, 1000, 18446744073709551615, 1000, 2, 5), new("carol", false, true, 0, 3, 1000, 0, 0), new("#lunch", false, false, 0, 0, 0, 0, 0)], 7));
        await ExpectAsync("""{"event":"conversations","cmd":"conversations","ref":2,"conversations":["""
            + $$"""{"name":"bob","online":false,"lastSeen":"{{At}}","last":"18446744073709551615","lastAt":"{{At}}","undelivered":2,"readUpTo":"5"},"""
            + $$"""{"name":"carol","online":false,"deleted":true,"with":"!3","last":"3","lastAt":"{{At}}","undelivered":0},"""
            + """{"name":"#lunch","online":false,"undelivered":0}],"next":"7"}""");

        await SayAsync("""{"cmd":"blocks","ref":3}""");
        await Peer.AnswerAsync(Opcode.Blocks, new BlocksAnswer([new("eve", true), new("mallory", false)]));
        await ExpectAsync("""{"event":"blocks","cmd":"blocks","ref":3,"names":["eve","mallory"],"deleted":["eve"]}""");

        await SayAsync("""{"cmd":"sessions","ref":4}""");
        await Peer.AnswerAsync(Opcode.Sessions, new SessionsAnswer([new(0xAB, true, true, 1000, "127.0.0.1")]));
        await ExpectAsync("""{"event":"sessions","cmd":"sessions","ref":4,"sessions":["""
            + $$"""{"id":"00000000000000ab","address":"127.0.0.1","lastActive":"{{At}}","this":true,"connected":true}]}""");

        await SayAsync("""{"cmd":"settings","readMarks":false,"ref":5}""");
        await Peer.AnswerAsync(Opcode.Settings, new SettingsAnswer(AccountSettings.None));
        await ExpectAsync("""{"event":"ok","cmd":"settings","ref":5,"readMarks":false}""");
    }

    [Test]
    public async Task History_and_what_was_found_are_messages_with_what_has_become_of_them()
    {
        await StartAsync();
        await SayAsync("""{"cmd":"history","with":"bob","count":20,"ref":1}""");
        await Peer.AnswerAsync(Opcode.History, new HistoryAnswer(
        [
            FakePushes.Item(1, "bob", "alice", "hi", HistoryMarks.SenderDeleted | HistoryMarks.Edited),
            FakePushes.Item(2, "alice", "bob", "", HistoryMarks.Own | HistoryMarks.Unsent),
            FakePushes.Item(3, "alice", "bob", "yes", HistoryMarks.Own | HistoryMarks.Delivered),
        ], 1));
        await ExpectAsync("""{"event":"history","cmd":"history","ref":1,"with":"bob","messages":["""
            + $$"""{"id":"{{One}}","from":"bob","to":"alice","text":"hi","at":"{{At}}","queued":false,"fromDeleted":true,"edited":true},"""
            + $$"""{"id":"{{Two}}","from":"alice","to":"bob","text":"","at":"{{At}}","queued":false,"own":true,"unsent":true,"state":"stored"},"""
            + $$"""{"id":"{{Three}}","from":"alice","to":"bob","text":"yes","at":"{{At}}","queued":false,"own":true,"state":"delivered"}],"next":"1"}""");

        await SayAsync("""{"cmd":"find","query":"hi in:#lunch","ref":2}""");
        await Peer.AnswerAsync(Opcode.Find, new FindAnswer([FakePushes.Item(9, "alice", "#lunch", "hi", HistoryMarks.Own | HistoryMarks.Delivered | HistoryMarks.Read)], 0, 1234));
        await ExpectAsync("""{"event":"found","cmd":"find","ref":2,"messages":["""
            + $$"""{"id":"00000009-0000-0000-0000-000000000000","from":"alice","to":"#lunch","text":"hi","at":"{{At}}","queued":false,"own":true,"state":"read"}],"next":null,"searched":1234}""");
    }

    [Test]
    public async Task A_message_is_named_by_its_id_once_it_was_shown_sent_or_listed()
    {
        await StartAsync();
        await SayAsync($$"""{"cmd":"mark-read","with":"bob","upTo":"{{Three}}","ref":1}""");
        await ExpectAsync("""{"event":"error","cmd":"mark-read","ref":1,"code":"no-such-message","message":"this client has not shown, sent or listed a message of that id lately; list it with history first"}""");

        await SayAsync("""{"cmd":"history","with":"bob"}""");
        await Peer.AnswerAsync(Opcode.History, new HistoryAnswer([FakePushes.Item(3, "bob", "alice", "hi")], 3));
        await Peer.PushMessageAsync(4, "carol", "#lunch", "soup");
        await ConfirmedAsync(4);
        await SayAsync($$"""{"cmd":"msg","to":"dave","text":"x","id":"{{One}}"}""");
        await Peer.AnswerSendAsync((await Peer.ExpectSendAsync()).RequestId, number: 5);
        foreach (string answer in new[] { "history", "message", "sent" })
            await ReadMessageAsync(answer);
        await SayAsync($$"""{"cmd":"mark-read","with":"bob","upTo":"{{Three}}"}""");
        (await PositionAsync()).Should().Be(("bob", 3UL));
        await SayAsync("""{"cmd":"mark-read","with":"#lunch","upTo":"00000004-0000-0000-0000-000000000000"}""");
        (await PositionAsync()).Should().Be(("#lunch", 4UL));
        await SayAsync("""{"cmd":"mark-read","with":"bob","upTo":"18446744073709551615"}""");
        (await PositionAsync()).Should().Be(("bob", ulong.MaxValue));
        await SayAsync($$"""{"cmd":"history","with":"dave","before":"{{One}}"}""");
        Received received = await Peer.AnswerAsync(Opcode.History, new HistoryAnswer([], 0));
        FieldReader.ReadWhole<HistoryRequest>(received.Body).Before.Should().Be(5);
        await SayAsync("""{"cmd":"history","with":"dave","before":"77"}""");
        received = await Peer.AnswerAsync(Opcode.History, new HistoryAnswer([], 0));
        FieldReader.ReadWhole<HistoryRequest>(received.Body).Before.Should().Be(77);
    }

    [Test]
    public async Task Copies_and_edited_messages_are_marked()
    {
        await StartAsync();
        await Peer.PushMessageAsync(1, "alice", "bob", "from my other terminal", MessageMarks.Own | MessageMarks.Edited);

        await ExpectAsync($$"""{"event":"message","id":"{{One}}","from":"alice","to":"bob","text":"from my other terminal","at":"{{At}}","queued":false,"own":true,"edited":true}""");
        await ConfirmedAsync(1);
    }

    [TestCase(false)]
    [TestCase(true)]
    public async Task Changes_are_told_and_confirmed_by_themselves(bool confirmManually)
    {
        await StartAsync(confirmManually);
        await Peer.PushChangedAsync(8, message: 1, "bob", "#lunch", "better");
        await Peer.PushChangedAsync(9, message: 2, "alice", "bob", null, own: true);

        await ExpectAsync($$"""{"event":"edited","id":"{{One}}","from":"bob","to":"#lunch","text":"better","at":"{{At}}"}""");
        await ExpectAsync($$"""{"event":"unsent","id":"{{Two}}","from":"alice","to":"bob","at":"{{At}}","own":true}""");
        await ConfirmedAsync(8, 9);
    }

    [Test]
    public async Task Receipts_name_each_message_that_they_newly_cover()
    {
        await StartAsync();
        await Peer.PushMessageAsync(1, "alice", "bob", "one", MessageMarks.Own);
        await Peer.PushMessageAsync(2, "alice", "bob", "two", MessageMarks.Own);
        await Peer.PushReceiptAsync(ReceiptState.Delivered, 1, "bob", "bob");
        await Peer.PushReceiptAsync(ReceiptState.Read, 3, "bob", "bob");
        await Peer.PushReadUpToAsync("bob", 12);
        await Peer.PushPresenceAsync("bob", online: false, lastSeen: 1000);
        await Peer.PushPresenceAsync("bob", online: true);
        for (int i = 0; i < 2; i++)
            await ReadMessageAsync();

        await ExpectAsync($$"""{"event":"receipt","id":"{{One}}","state":"delivered","by":"bob","to":"bob"}""");
        await ExpectAsync($$"""{"event":"receipt","id":"{{One}}","state":"read","by":"bob","to":"bob"}""");
        await ExpectAsync($$"""{"event":"receipt","id":"{{Two}}","state":"read","by":"bob","to":"bob"}""");
        await ExpectAsync($$"""{"event":"receipt","id":"{{Three}}","state":"read","by":"bob","to":"bob"}""");
        await ExpectAsync("""{"event":"read-up-to","with":"bob","upTo":"12"}""");
        await ExpectAsync($$"""{"event":"presence","name":"bob","online":false,"lastSeen":"{{At}}"}""");
        await ExpectAsync("""{"event":"presence","name":"bob","online":true}""");
    }

    [Test]
    public async Task A_receipt_comes_behind_the_answer_to_its_send()
    {
        await StartAsync();
        await SayAsync("{\"cmd\":\"msg\",\"to\":\"carol\",\"text\":\"slow\"}\n{\"cmd\":\"msg\",\"to\":\"bob\",\"text\":\"x\",\"id\":\"" + One + "\"}");
        uint slow = (await Peer.ExpectSendAsync()).RequestId;
        uint quick = (await Peer.ExpectSendAsync()).RequestId;
        await Peer.AnswerSendAsync(quick, number: 1);
        await Peer.PushReceiptAsync(ReceiptState.Delivered, 1, "bob", "bob");
        await Peer.PushReceiptAsync(ReceiptState.Read, 1, "bob", "bob");
        await Peer.PushPresenceAsync("bob", online: true);
        await ExpectAsync("""{"event":"presence","name":"bob","online":true}""");
        await Peer.RefuseAsync(slow, ErrorCode.NoSuchAccount);

        await ReadMessageAsync("error");
        await ReadMessageAsync("sent");
        await ExpectAsync($$"""{"event":"receipt","id":"{{One}}","state":"delivered","by":"bob","to":"bob"}""");
        await ExpectAsync($$"""{"event":"receipt","id":"{{One}}","state":"read","by":"bob","to":"bob"}""");
    }

    [TestCase(GroupChange.Joined, "joined")]
    [TestCase(GroupChange.Members, "members")]
    [TestCase(GroupChange.Owner, "owner")]
    [TestCase(GroupChange.Out, "out")]
    [TestCase(GroupChange.Deleted, "deleted")]
    [TestCase((GroupChange)99, "other")]
    public async Task A_change_of_a_group_is_told(GroupChange change, string word)
    {
        await StartAsync();
        await Peer.PushGroupAsync(change, "#lunch", "carol");

        await ExpectAsync($$"""{"event":"group","name":"#lunch","change":"{{word}}","by":"carol","owner":"bob","memberCount":3}""");
    }

    [Test]
    public async Task A_renamed_group_keeps_its_messages()
    {
        await StartAsync();
        await Peer.PushMessageAsync(1, "alice", "#lunch", "mine", MessageMarks.Own);
        await Peer.PushGroupAsync(GroupChange.Renamed, "#dinner", "", oldName: "#lunch", owner: "", members: 0);
        await Peer.PushReceiptAsync(ReceiptState.Read, 2, "#dinner", "bob");
        await ReadMessageAsync();

        await ExpectAsync("""{"event":"group","name":"#dinner","change":"renamed","oldName":"#lunch","memberCount":0}""");
        await ExpectAsync($$"""{"event":"receipt","id":"{{One}}","state":"read","by":"bob","to":"#dinner"}""");
    }

    private async Task<(string With, ulong UpTo)> PositionAsync()
    {
        Received received = await Peer.AnswerAsync(Opcode.MarkRead, default(Empty));
        ReadPosition position = FieldReader.ReadWhole<ReadPosition>(received.Body);
        return (System.Text.Encoding.UTF8.GetString(position.With), position.UpTo);
    }
}
