using Messenger.Tests.Client.Chat.Support;
using Messenger.Tests.Client.Support;
using Messenger.Wire;
using Messenger.Wire.Messages;
using NUnit.Framework;

namespace Messenger.Tests.Client.Chat;

/// <summary>Who is online is said when it is known, and not before.</summary>
internal sealed class PresenceTests : ChatTest
{
    [Test]
    public async Task Before_it_is_known_who_is_online_nobody_is_called_offline()
    {
        using FakeServer server = new();
        ChatPlace place = NewPlace() with { Port = server.Options.Port, User = "alice", Password = ChatFront.Password };
        ChatFront alice = Ends(ChatFront.Start(place));
        using FakePeer peer = await server.AcceptAsync();
        await peer.WelcomeAsync();
        await peer.OpenAsync(Opcode.Login, "alice", held: new Undelivered(2, 1, [new UndeliveredFrom("bob", false, 2)]));
        Received list = await peer.ExpectAsync(Opcode.Conversations);
        await alice.ShowsAsync("│   bob            2 │");
        alice.Enter("/to bob");
        await alice.ShowsAsync("┬ bob ─");

        await peer.SendAsync(
            Opcode.ConversationsAnswer, list.RequestId, new ConversationsAnswer([new ListedConversation("bob", true, false, 0, 7, 1000, 2, 0)], 0));
        await alice.ShowsAsync("│ ● bob            2 │");
        await alice.ShowsAsync("┬ bob ● online ─");
    }
}
