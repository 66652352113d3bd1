using System.Globalization;
using System.Text.Json;
using FluentAssertions;
using Messenger.Tests.Gateway.Support;
using NUnit.Framework;

namespace Messenger.Tests.Gateway;

/// <summary>Messages by HTTP over streams that are cut again and again: none lost, none twice, all in order.</summary>
[TestFixture(Spoken.Json)]
[TestFixture(Spoken.Protobuf)]
[TestFixture(Spoken.Grpc)]
internal sealed class EventsLedgerTests(Spoken spoken) : GatewayTest(spoken)
{
    private const int Messages = 300;

    [Test]
    public async Task Cut_streams_lose_and_repeat_nothing()
    {
        Random random = new(20261125);
        Doors doors = await StartDoorsAsync();
        RestClient alice = await RegisterAsync(doors, "alice");
        RestClient bob = await RegisterAsync(doors, "bob");
        Task sending = SendAsync(alice);
        List<int> shown = [];
        List<string> unconfirmed = [];
        string? last = null;
        while (shown.Count < Messages)
        {
            EventReader events = await ListenAsync(bob, last, window: 20);
            for (int left = random.Next(1, 25); left > 0 && shown.Count < Messages; left--)
            {
                StreamedEvent message = await events.NextAsync("message");
                shown.Add(int.Parse(message.String("text"), CultureInfo.InvariantCulture));
                unconfirmed.Add(last = message.Id!);
                if (unconfirmed.Count < random.Next(1, 15))
                    continue;
                await bob.ConfirmAsync(unconfirmed);
                unconfirmed.Clear();
            }
            // Cut without a word, perhaps with events on their way that nobody will read.
            events.Dispose();
        }
        await sending;
        shown.Should().Equal(Enumerable.Range(0, Messages), "each came once, in the order in which they were sent");
        await bob.ConfirmAsync(unconfirmed);
        (await bob.GetAsync("unread")).Json.GetProperty("total").GetInt32().Should().Be(0);
    }

    private static async Task SendAsync(RestClient alice)
    {
        for (int i = 0; i < Messages; i++)
        {
            Guid id = Guid.NewGuid();
            JsonElement sent = await alice.SendAsync("bob", i.ToString(CultureInfo.InvariantCulture), id);
            // Some answers get lost: the same is sent again.
            if (i % 7 == 0)
                (await alice.SendAsync("bob", i.ToString(CultureInfo.InvariantCulture), id)).GetProperty("number").GetString()
                    .Should().Be(sent.GetProperty("number").GetString());
        }
    }
}
