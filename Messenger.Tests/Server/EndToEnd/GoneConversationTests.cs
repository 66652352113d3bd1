using FluentAssertions;
using Messenger.Tests.Support;
using Messenger.Wire;
using Messenger.Wire.Messages;
using NUnit.Framework;

namespace Messenger.Tests.Server.EndToEnd;

/// <summary>What was said with those who are gone stays within reach, whoever has their name now.</summary>
internal sealed class GoneConversationTests : ServerTest
{
    [Test]
    public async Task Each_of_those_who_had_a_name_and_are_gone_can_be_looked_back_at()
    {
        ServerFixture server = StartServer();
        RawClient alice = await RegisterAsync(server, "alice");
        ulong first = await ComeAndGoAsync(server, alice, "the first soup");
        ulong second = await ComeAndGoAsync(server, alice, "the second soup");
        (await TextsAsync(alice, "bob")).Should().Equal("the second soup", "to the second soup");
        RawClient third = await RegisterAsync(server, "bob");

        (await TextsAsync(alice, "bob")).Should().BeEmpty("somebody else has the name now");
        (await GoneAsync(alice)).Should().Equal($"!{second}", $"!{first}");
        (await TextsAsync(alice, $"!{first}")).Should().Equal("the first soup", "to the first soup");
        (await TextsAsync(alice, $"!{second}")).Should().Equal("the second soup", "to the second soup");
        await third.SendAsync("alice", "the third soup");
        (await TextsAsync(alice, "bob")).Should().Equal("the third soup");

        HistoryAnswer newest = await alice.HistoryAsync($"!{first}", count: 1);
        (await alice.HistoryAsync($"!{first}", newest.Next)).Messages.Should().ContainSingle().Which.TextString().Should().Be("the first soup");
        FindAnswer found = (await alice.AskFind($"soup in:!{first}")).Read<FindAnswer>();
        found.Messages.Select(message => message.TextString()).Should().Equal("to the first soup", "the first soup");
        await RawClient.DoneAsync(alice.AskMarkRead($"!{first}", first));
        (await alice.ConversationsAsync()).Conversations.Single(each => each.Last == first).ReadUpTo.Should().Be(first);
    }

    [Test]
    public async Task It_names_ones_own_conversations_with_the_gone_and_nothing_else()
    {
        ServerFixture server = StartServer();
        RawClient alice = await RegisterAsync(server, "alice");
        RawClient carol = await RegisterAsync(server, "carol");
        ulong gone = await ComeAndGoAsync(server, alice, "soup");
        ulong living = (await carol.SendAsync("alice", "hello")).Number;

        (await carol.AskHistory($"!{gone}")).Code.Should().Be(ErrorCode.NoSuchAccount);
        (await carol.AskMarkRead($"!{gone}", gone)).Code.Should().Be(ErrorCode.NoSuchAccount);
        (await carol.AskFind($"soup in:!{gone}")).Code.Should().Be(ErrorCode.NoSuchAccount);
        foreach (string other in new[] { $"!{living}", $"!{gone - 1}", "!0", "!", "!-1", "!bob", $"! {gone}" })
            (await alice.AskHistory(other)).Code.Should().Be(ErrorCode.NoSuchAccount, other);
        (await alice.AskSend($"!{gone}", "hello")).Code.Should().Be(ErrorCode.NoSuchAccount);
    }

    /// <returns>The number of the last message with this bob.</returns>
    private async Task<ulong> ComeAndGoAsync(ServerFixture server, RawClient alice, string text)
    {
        RawClient bob = await RegisterAsync(server, "bob");
        await bob.SendAsync("alice", text);
        ulong last = (await alice.SendAsync("bob", $"to {text}")).Number;
        await RawClient.DoneAsync(bob.AskCredentials(Opcode.DeleteAccount, "bob"));
        return last;
    }

    private static async Task<IEnumerable<string>> GoneAsync(RawClient client) =>
        (await client.ConversationsAsync()).Conversations.Where(each => each.Deleted).Select(each => each.GoneName);

    private static async Task<IEnumerable<string>> TextsAsync(RawClient client, string with) =>
        (await client.HistoryAsync(with)).Messages.Select(message => message.TextString());
}
