using FluentAssertions;
using Messenger.Tests.Support;
using Messenger.Wire;
using Messenger.Wire.Messages;
using NUnit.Framework;

namespace Messenger.Tests.Server.EndToEnd;

/// <summary>Groups over the wire: requests, refusals, pages and news.</summary>
internal sealed class GroupWireTests : ServerTest
{
    [Test]
    public async Task A_group_is_made_shown_changed_and_deleted_and_all_hear_of_it()
    {
        ServerFixture server = StartServer();
        RawClient alice = await RegisterAsync(server, "Alice");
        RawClient bob = await RegisterAsync(server, "bob");
        RawClient carol = await RegisterAsync(server, "carol");

        GroupBody made = await alice.CreateGroupAsync("Lunch", "BOB", "bob", "alice");
        (made.Name, made.Owner).Should().Be(("#Lunch", "Alice"));
        made.Members.Should().Equal("Alice", "bob");
        made.CreatedAt.Should().BeGreaterThan(0);
        (await bob.ShowAsync("lunch")).Should().BeEquivalentTo(made);
        (await bob.NextGroupChangeAsync()).Should().Be(new GroupChangedPush(GroupChange.Joined, "#Lunch", "", "Alice", "Alice", 2));

        (await alice.AddAsync("#LUNCH", "carol")).Members.Should().Equal("Alice", "bob", "carol");
        (await bob.NextGroupChangeAsync()).Should().Be(new GroupChangedPush(GroupChange.Members, "#Lunch", "", "Alice", "Alice", 3));
        (await carol.NextGroupChangeAsync()).Change.Should().Be(GroupChange.Joined);
        (await alice.RenameAsync("lunch", "#dinner")).Name.Should().Be("#dinner");
        (await bob.NextGroupChangeAsync()).Should().Be(new GroupChangedPush(GroupChange.Renamed, "#dinner", "#Lunch", "Alice", "Alice", 3));
        (await alice.RemoveAsync("dinner", "bob")).Members.Should().Equal("Alice", "carol");
        (await bob.NextGroupChangeAsync()).Should().Be(new GroupChangedPush(GroupChange.Out, "#dinner", "", "Alice", "Alice", 2));
        await RawClient.DoneAsync(alice.AskGroup(Opcode.GroupLeave, "dinner"));
        (await carol.NextGroupChangeAsync(GroupChange.Owner)).Should().Be(new GroupChangedPush(GroupChange.Owner, "#dinner", "", "Alice", "carol", 1));
        await RawClient.DoneAsync(carol.AskGroup(Opcode.GroupDelete, "dinner"));
        (await carol.NextGroupChangeAsync()).Change.Should().Be(GroupChange.Deleted);
        (await carol.AskGroup(Opcode.GroupShow, "dinner")).Code.Should().Be(ErrorCode.NoSuchGroup);
    }

    [Test]
    public async Task Each_request_is_refused_for_the_first_reason_that_applies()
    {
        ServerFixture server = StartServer();
        RawClient owner = await RegisterAsync(server, "owner");
        RawClient member = await RegisterAsync(server, "member");
        RawClient stranger = await RegisterAsync(server, "stranger");
        RawClient unwilling = await RegisterAsync(server, "unwilling");
        await RawClient.DoneAsync(unwilling.AskBlock("owner"));
        await owner.CreateGroupAsync("lunch", "member");
        await stranger.CreateGroupAsync("dinner");

        (await owner.AskGroupCreate("1st", "nobody")).Code.Should().Be(ErrorCode.NameInvalid);
        (await owner.AskGroupCreate("##x", "nobody")).Code.Should().Be(ErrorCode.NameInvalid);
        (await owner.AskGroupCreate("", "nobody")).Code.Should().Be(ErrorCode.NameInvalid);
        (await owner.AskGroupCreate(new string('x', 33), "nobody")).Code.Should().Be(ErrorCode.NameInvalid);
        (await owner.AskGroupCreate("LUNCH", "nobody", "unwilling")).Code.Should().Be(ErrorCode.NoSuchAccount);
        (await owner.AskGroupCreate("LUNCH", "unwilling")).Code.Should().Be(ErrorCode.NotAccepted);
        (await owner.AskGroupCreate("LUNCH", "member")).Code.Should().Be(ErrorCode.NameTaken);
        Received unknown = await owner.AskGroupCreate("new", "membre");
        (unknown.Code, unknown.Read<Refusal>().Message).Should().Be((ErrorCode.NoSuchAccount, "there is no account membre; did you mean member?"));

        foreach (Opcode opcode in new[] { Opcode.GroupAdd, Opcode.GroupRemove })
        {
            (await stranger.AskMembers(opcode, "nogroup", "nobody")).Code.Should().Be(ErrorCode.NoSuchGroup);
            (await stranger.AskMembers(opcode, "lunch", "nobody")).Code.Should().Be(ErrorCode.NotAMember);
            (await member.AskMembers(opcode, "lunch", "nobody")).Code.Should().Be(ErrorCode.NotOwner);
            (await owner.AskMembers(opcode, "lunch", "nobody", "unwilling")).Code.Should().Be(ErrorCode.NoSuchAccount);
        }
        (await owner.AskMembers(Opcode.GroupAdd, "lunch", "stranger", "unwilling")).Code.Should().Be(ErrorCode.NotAccepted);
        (await owner.AskMembers(Opcode.GroupRemove, "lunch", "member", "stranger")).Code.Should().Be(ErrorCode.NotAMember);
        (await owner.ShowAsync("lunch")).Members.Should().Equal(["owner", "member"], "what was refused changed nothing");

        (await stranger.AskRename("nogroup", "!")).Code.Should().Be(ErrorCode.NoSuchGroup);
        (await stranger.AskRename("lunch", "!")).Code.Should().Be(ErrorCode.NotAMember);
        (await member.AskRename("lunch", "!")).Code.Should().Be(ErrorCode.NotOwner);
        (await owner.AskRename("lunch", "!")).Code.Should().Be(ErrorCode.NameInvalid);
        (await owner.AskRename("lunch", "DINNER")).Code.Should().Be(ErrorCode.NameTaken);
        foreach (Opcode opcode in new[] { Opcode.GroupShow, Opcode.GroupLeave, Opcode.GroupDelete })
        {
            (await stranger.AskGroup(opcode, "nogroup")).Code.Should().Be(ErrorCode.NoSuchGroup);
            (await stranger.AskGroup(opcode, "lunch")).Code.Should().Be(ErrorCode.NotAMember);
        }
        (await stranger.AskSend("#nogroup", "hello")).Code.Should().Be(ErrorCode.NoSuchGroup);
        (await stranger.AskSend("#lunch", "hello")).Code.Should().Be(ErrorCode.NotAMember);
        (await stranger.AskSend("#lunch", "")).Code.Should().Be(ErrorCode.TextInvalid);
    }

    [Test]
    public async Task A_message_to_a_group_carries_its_name_and_comes_in_order_with_direct_ones()
    {
        ServerFixture server = StartServer();
        RawClient alice = await RegisterAsync(server, "alice");
        RawClient bob = await RegisterAsync(server, "bob");
        await alice.CreateGroupAsync("lunch", "bob");
        await alice.SendAsync("#LUNCH", "1");
        await alice.SendAsync("bob", "2");
        await alice.SendAsync("#lunch", "3");

        List<ReceivedMessage> messages = await bob.NextMessagesAsync(3);

        messages.Select(message => (message.From, message.To, message.Text)).Should().Equal(("alice", "#lunch", "1"), ("alice", "bob", "2"), ("alice", "#lunch", "3"));
        bob.Arrived.Select(frame => frame.Opcode).Where(opcode => opcode is Opcode.GroupChanged or Opcode.Message)
            .Should().StartWith([Opcode.GroupChanged], "one knows the group before its first message");
        Undelivered undelivered = await bob.UnreadAsync();
        undelivered.From.Select(from => (from.From, from.Count)).Should().Equal(("#lunch", 2u), ("alice", 1u));
    }

    [Test]
    public async Task The_own_groups_come_in_pages_by_name()
    {
        ServerFixture server = StartServer();
        RawClient alice = await RegisterAsync(server, "alice");
        RawClient bob = await RegisterAsync(server, "bob");
        for (int i = 0; i < 7; i++)
            await alice.CreateGroupAsync($"{(i % 2 == 0 ? "Team" : "team")}{i}", "bob");
        await alice.CreateGroupAsync("alone");
        await bob.CreateGroupAsync("bobs");

        GroupsAnswer first = await bob.GroupsAsync(limit: 3);
        first.Groups.Should().Equal(new ListedGroup("#bobs", "bob", 1), new ListedGroup("#Team0", "alice", 2), new ListedGroup("#team1", "alice", 2));
        GroupsAnswer second = await bob.GroupsAsync(after: first.Next, limit: 3);
        second.Groups.Select(group => group.Name).Should().Equal("#Team2", "#team3", "#Team4");
        GroupsAnswer third = await bob.GroupsAsync(after: second.Next, limit: 3);
        third.Groups.Select(group => group.Name).Should().Equal("#team5", "#Team6");
        third.Next.Should().BeEmpty();
        (await bob.GroupsAsync("#TEAM[45]")).Groups.Select(group => group.Name).Should().Equal("#Team4", "#team5");
        (await bob.GroupsAsync("a*")).Groups.Should().BeEmpty();
        (await bob.GroupsAsync("#" + new string('*', Limits.PatternBytes))).Groups.Should().HaveCount(8, "the # does not count");
        (await bob.AskGroups(new string('*', Limits.PatternBytes + 1))).Code.Should().Be(ErrorCode.BadPattern);
        (await bob.AskGroups("[")).Code.Should().Be(ErrorCode.BadPattern);
        (await bob.GroupsAsync(limit: 65535)).Groups.Should().HaveCount(8);
    }

    [Test]
    public async Task A_deletion_is_warned_of_with_the_groups_that_are_owned()
    {
        ServerFixture server = StartServer();
        RawClient alice = await RegisterAsync(server, "alice");
        RawClient bob = await RegisterAsync(server, "bob");
        await alice.CreateGroupAsync("mine", "bob");
        await bob.CreateGroupAsync("his", "alice");

        (await alice.AskEmpty(Opcode.DeletePreview)).Read<DeletePreviewAnswer>().GroupsOwned.Should().Equal("#mine");
        await RawClient.DoneAsync(alice.AskCredentials(Opcode.DeleteAccount, "alice"));

        (await bob.ShowAsync("mine")).Owner.Should().Be("bob");
        (await bob.ShowAsync("his")).Members.Should().Equal("bob");
        (await bob.NextGroupChangeAsync(GroupChange.Owner)).By.Should().BeEmpty();
    }

    [Test]
    public async Task The_largest_group_fits_its_frames_and_one_more_does_not()
    {
        ServerFixture server = StartServer();
        string[] names = [.. Enumerable.Range(0, Limits.GroupMembers).Select(i => $"a.name.as.long.as.there.is..{i:D4}")];
        names.Should().OnlyContain(name => name.Length == Limits.NameLength);
        await Task.WhenAll(names.Select(name => server.Server.Engine.CreateAccountAsync(name, EngineHarness.Password))).Within("the accounts");
        RawClient owner = await RegisterAsync(server, new string('o', Limits.NameLength));
        string group = "#" + new string('g', Limits.NameLength);

        (await owner.AskGroupCreate(group, names)).Code.Should().Be(ErrorCode.TooLarge);
        GroupBody made = await owner.CreateGroupAsync(group, names[1..]);
        made.Members.Should().HaveCount(Limits.GroupMembers);
        (await owner.ShowAsync(group)).Members.Should().Equal(made.Members);
        (await owner.AskMembers(Opcode.GroupAdd, group, names[0])).Code.Should().Be(ErrorCode.TooLarge);
        (await owner.RemoveAsync(group, names[1..])).Members.Should().ContainSingle();
    }
}
