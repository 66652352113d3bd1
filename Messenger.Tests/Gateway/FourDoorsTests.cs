using FluentAssertions;
using Messenger.Tests.Gateway.Support;
using Messenger.Tests.Support;
using Messenger.Tools.Doors;
using NUnit.Framework;

namespace Messenger.Tests.Gateway;

/// <summary>One server, one account at four doors: what is said at any of them is there at each, under one id and number.</summary>
internal sealed class FourDoorsTests : GatewayTest
{
    private static readonly DoorKind[] Kinds = [.. DoorKinds.All];

    [Test]
    public async Task What_is_sent_at_any_door_comes_at_every_door_at_once_under_one_id_and_number()
    {
        DoorAddresses addresses = Addresses(await StartDoorsAsync());
        await using Devices alice = await Devices.OfAsync(addresses, "alice");
        await using Devices bob = await Devices.OfAsync(addresses, "bob");

        // Both ways round, so that each door has sent to each and each has had its copies.
        foreach ((Devices from, Devices to, DoorKind sender) in Kinds.SelectMany(kind => new[] { (alice, bob, kind), (bob, alice, kind) }))
        {
            Guid id = Guid.NewGuid();
            string text = $"{from.Name} at {sender.Word()}";
            DoorSent sent = await from.At(sender).SendAsync(id, to.Name, text);
            DoorMessage expected = new(id, sent.Number, from.Name, to.Name, text, sent.At);

            foreach (DoorKind receiver in Kinds)
                (await to.NextMessageAsync(receiver)).Should().Be(expected, "it was sent at {0} and comes at {1}", sender.Word(), receiver.Word());
            // The wire's copies are asked for when one connects, which this client does not.
            foreach (DoorKind copied in Kinds.Where(kind => kind != sender && kind is not DoorKind.Wire))
                (await from.NextMessageAsync(copied)).Should().Be(expected, "it was sent at {0} and is copied to {1}", sender.Word(), copied.Word());
            sent.Delivered.Should().BeTrue();
            (await from.At(sender).SendAsync(id, to.Name, text)).Should().Be(sent with { Duplicate = true }, "it is stored once");
        }
    }

    [Test]
    public async Task What_waits_is_fetched_at_every_door_until_it_is_confirmed_at_one_and_then_at_none()
    {
        DoorAddresses addresses = Addresses(await StartDoorsAsync());
        await using Devices alice = await Devices.OfAsync(addresses, "alice");
        await using (IDoorClient bob = await EnterAsync(addresses, DoorKind.RestJson, "bob", isNew: true))
        {
            // Registered, and gone.
            await bob.LogoutAsync();
        }

        foreach ((DoorKind sender, DoorKind confirmer) in Kinds.SelectMany(sender => Kinds.Select(confirmer => (sender, confirmer))))
        {
            string because = $"it was sent at {sender.Word()} and is confirmed at {confirmer.Word()}";
            Guid id = Guid.NewGuid();
            DoorSent sent = await alice.At(sender).SendAsync(id, "bob", because);
            sent.Delivered.Should().BeFalse();
            DoorMessage waits = new(id, sent.Number, "alice", "bob", because, sent.At);

            foreach (DoorKind kind in Kinds)
                (await FetchedAsync(addresses, kind)).Should().Equal([waits], "nobody has confirmed it, {0}", because);
            await using (IDoorClient bob = await EnterAsync(addresses, confirmer, "bob"))
            {
                (await bob.FetchAsync(0)).Messages.Select(Fetched).Should().Equal(waits);
                await bob.ConfirmAsync([sent.Number]);
                await bob.LogoutAsync();
            }
            foreach (DoorKind kind in Kinds)
                (await FetchedAsync(addresses, kind)).Should().BeEmpty(because);
        }
    }

    /// <summary>What a new login at this door fetches; it confirms nothing.</summary>
    private static async Task<IReadOnlyList<DoorMessage>> FetchedAsync(DoorAddresses addresses, DoorKind kind)
    {
        await using IDoorClient bob = await EnterAsync(addresses, kind, "bob");
        DoorFetched fetched = await bob.FetchAsync(0);
        fetched.Left.Should().Be(0);
        await bob.LogoutAsync();
        return [.. fetched.Messages.Select(Fetched)];
    }

    /// <summary>That it had waited is known from where it comes.</summary>
    private static DoorMessage Fetched(DoorMessage message) => message with { Queued = false };

    private static async Task<IDoorClient> EnterAsync(DoorAddresses addresses, DoorKind kind, string name, bool isNew = false)
    {
        IDoorClient client = DoorClients.Create(kind, addresses);
        await (isNew ? client.RegisterAsync(name, RawClient.Password) : client.LoginAsync(name, RawClient.Password)).Within($"a login at {kind.Word()}");
        return client;
    }

    private static DoorAddresses Addresses(Doors doors) =>
        new("127.0.0.1", doors.Wire.EndPoint.Port, doors.Http.EndPoint.Port, doors.Http.GrpcEndPoint.Port, Tls: false, doors.Wire.Server.Fingerprint);

    /// <summary>One account, logged in at every door and told of what happens at each.</summary>
    private sealed class Devices : IAsyncDisposable
    {
        private readonly Dictionary<DoorKind, (IDoorClient Client, IDoorEvents Events)> _devices = [];

        private Devices(string name) => Name = name;

        public string Name { get; }

        public static async Task<Devices> OfAsync(DoorAddresses addresses, string name)
        {
            Devices devices = new(name);
            foreach (DoorKind kind in Kinds)
            {
                IDoorClient client = await EnterAsync(addresses, kind, name, isNew: devices._devices.Count == 0);
                devices._devices[kind] = (client, await client.OpenEventsAsync());
                (await devices.NextAsync(kind)).Kind.Should().Be(DoorEventKind.Opened);
            }
            return devices;
        }

        public IDoorClient At(DoorKind kind) => _devices[kind].Client;

        /// <summary>The next message that comes at a door, confirmed there.</summary>
        public async Task<DoorMessage> NextMessageAsync(DoorKind kind)
        {
            while (true)
            {
                if (await NextAsync(kind) is not { Kind: DoorEventKind.Message, Message: { } message } told)
                    continue;
                told.Id.Should().Be(message.Number);
                await At(kind).ConfirmAsync([message.Number]);
                return message;
            }
        }

        public async ValueTask DisposeAsync()
        {
            foreach ((IDoorClient client, IDoorEvents events) in _devices.Values)
            {
                await events.DisposeAsync();
                await client.DisposeAsync();
            }
        }

        private Task<DoorEvent> NextAsync(DoorKind kind) => _devices[kind].Events.NextAsync(CancellationToken.None).AsTask().Within($"an event at {kind.Word()}");
    }
}
