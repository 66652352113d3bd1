using FluentAssertions;
using Messenger.Tests.Client.Support;
using Messenger.Wire;
using Messenger.Wire.Messages;
using NUnit.Framework;

namespace Messenger.Tests.Client.Line;

/// <summary>Who looks back behind a send of his own finds it there.</summary>
internal sealed class LookingBackOrderTests : LineFront
{
    [Test]
    public async Task History_and_search_wait_until_the_sends_before_them_are_answered()
    {
        await StartAsync();
        Console.Type("/msg bob hi", "/history bob", "/msg bob ho", "/find ho");
        uint first = (await Peer.ExpectSendAsync()).RequestId;
        // Something goes there and back meanwhile, and nothing else comes before it.
        await Peer.PushMessageAsync(1, "bob", "alice", "are you there?");
        (await Peer.ExpectConfirmAsync()).Should().Equal(1);
        await Peer.AnswerSendAsync(first);
        await Peer.AnswerAsync(Opcode.History, new HistoryAnswer([], 0));
        uint second = (await Peer.ExpectSendAsync()).RequestId;
        await Peer.PushMessageAsync(2, "bob", "alice", "yes?");
        (await Peer.ExpectConfirmAsync()).Should().Equal(2);
        await Peer.AnswerSendAsync(second);
        await Peer.AnswerAsync(Opcode.Find, new FindAnswer([], 0, 2));

        await ExpectTimedAsync("bob: are you there?");
        await ExpectAsync("delivered to bob", "nothing is kept of what was said with bob");
        await ExpectTimedAsync("bob: yes?");
        await ExpectAsync("delivered to bob", "nothing found in 2 messages");
    }
}
