using System.Text;
using FluentAssertions;
using Messenger.Client.Session;
using Messenger.Tests.EndToEnd.Support;
using Messenger.Tests.Gateway.Support;
using Messenger.Tests.Support;
using Messenger.Tools.Doors;
using Messenger.Tools.Doors.Net;
using Messenger.Wire;
using NUnit.Framework;

namespace Messenger.Tests.Tools.Doors;

/// <summary>The same at every door, with and without TLS: what is compared, and what torture goes by.</summary>
internal sealed class DoorClientTests : GatewayTest
{
    private const string Text = "soup, 汤, 🍜 \"at\" noon\\\n?";

    private static readonly DoorKind[] Kinds = [.. DoorKinds.All];

    [Test]
    public async Task A_whole_round_has_the_same_results([ValueSource(nameof(Kinds))] DoorKind kind, [Values] bool tls)
    {
        DoorAddresses addresses = Addresses(await StartDoorsAsync(), tls);
        await using IDoorClient alice = await EnterAsync(kind, addresses, "alice");
        await using IDoorClient bob = await EnterAsync(kind, addresses, "bob");

        (await alice.ListAsync("*o?", "", 0)).Should().BeEquivalentTo(new DoorDirectory([new DoorAccount("bob", kind is DoorKind.Wire)], ""));
        (await alice.ListAsync("", "", 1)).Next.Should().Be("alice");

        await using IDoorEvents events = await bob.OpenEventsAsync();
        (await NextAsync(events)).Kind.Should().Be(DoorEventKind.Opened);
        Guid id = Guid.NewGuid();
        DoorSent sent = await alice.SendAsync(id, "bob", Text);
        DoorEvent told = await NextAsync(events);

        sent.Should().BeEquivalentTo(new { Delivered = true, Duplicate = false });
        sent.At.Should().BeCloseTo(DateTimeOffset.UtcNow, TimeLimits.Wait);
        told.Should().BeEquivalentTo(new DoorEvent(DoorEventKind.Message, sent.Number)
        {
            Message = new DoorMessage(id, sent.Number, "alice", "bob", Text, sent.At),
        });
        (await alice.SendAsync(id, "bob", Text)).Should().Be(sent with { Duplicate = true });
        await bob.ConfirmAsync([sent.Number]);
        (await alice.HistoryAsync("bob", 0, 10)).Should().BeEquivalentTo(new DoorHistory([told.Message!], 0));
        await RefusedAsync(() => alice.SendAsync(Guid.NewGuid(), "nobody", Text), ErrorCode.NoSuchAccount);
        await RefusedAsync(() => alice.SendAsync(Guid.NewGuid(), "alice", Text), ErrorCode.SelfSend);
    }

    [Test]
    public async Task A_server_with_another_key_is_told_as_that([ValueSource(nameof(Kinds))] DoorKind kind)
    {
        DoorAddresses addresses = Addresses(await StartDoorsAsync(), tls: true) with { Fingerprint = "sha256:" + new string('0', 64) };
        await using IDoorClient client = DoorClients.Create(kind, addresses);
        Func<Task> connect = () => client.ConnectAsync();
        (await connect.Should().ThrowAsync<RefusedException>()).WithMessage("*it has another key*");
    }

    [Test]
    public async Task What_waits_is_fetched_until_it_is_confirmed([ValueSource(nameof(Kinds))] DoorKind kind)
    {
        DoorAddresses addresses = Addresses(await StartDoorsAsync(), tls: true);
        await using IDoorClient alice = await EnterAsync(kind, addresses, "alice");
        await using IDoorClient bob = await EnterAsync(kind, addresses, "bob");
        await bob.LogoutAsync();
        await RefusedAsync(() => bob.LoginAsync("bob", "a wrong password"), ErrorCode.BadCredentials);
        foreach (string text in new[] { "one", "two", "three" })
            await alice.SendAsync(Guid.NewGuid(), "bob", text);
        await bob.LoginAsync("bob", RawClient.Password);
        await using IDoorEvents events = await bob.OpenEventsAsync();
        (await NextAsync(events)).Held.Should().Be(3);

        DoorFetched first = await bob.FetchAsync(2);
        await bob.ConfirmAsync([.. first.Messages.Select(message => message.Number)]);
        DoorFetched second = await bob.FetchAsync(2);

        first.Messages.Select(message => message.Text).Should().Equal("one", "two");
        first.Left.Should().Be(1);
        second.Messages.Select(message => message.Text).Should().Equal("three");
    }

    [Test]
    public async Task Events_go_on_behind_the_last_one([ValueSource(nameof(Kinds))] DoorKind kind)
    {
        DoorAddresses addresses = Addresses(await StartDoorsAsync(), tls: true);
        await using IDoorClient alice = await EnterAsync(kind, addresses, "alice");
        await using IDoorClient bob = await EnterAsync(kind, addresses, "bob");
        IDoorEvents events = await bob.OpenEventsAsync();
        await NextAsync(events);
        await alice.SendAsync(Guid.NewGuid(), "bob", "before");
        DoorEvent before = await NextAsync(events);
        await events.DisposeAsync();
        await alice.SendAsync(Guid.NewGuid(), "bob", "after");

        await using IDoorEvents resumed = await bob.OpenEventsAsync(before.Id);

        (await NextAsync(resumed)).Resumed.Should().BeTrue();
        (await NextAsync(resumed)).Message!.Text.Should().Be("after");
    }

    [Test]
    public async Task A_cut_connection_is_made_anew_in_the_same_login([ValueSource(nameof(Kinds))] DoorKind kind)
    {
        DoorAddresses addresses = Addresses(await StartDoorsAsync(), tls: true);
        await using Relay relay = new(addresses.PortOf(kind));
        await using IDoorClient alice = await EnterAsync(kind, addresses, "alice");
        await using IDoorClient bob = await EnterAsync(kind, addresses with { WirePort = relay.Port, HttpPort = relay.Port }, "bob");
        await using IDoorEvents events = await bob.OpenEventsAsync();
        await NextAsync(events);
        await alice.SendAsync(Guid.NewGuid(), "bob", "before");
        DoorEvent before = await NextAsync(events);

        relay.Cut();
        await RefusedAsync(async () => await NextAsync(events), ErrorCode.NotConnected);
        await RefusedAsync(() => bob.ListAsync("", "", 0), ErrorCode.NotConnected);
        await alice.SendAsync(Guid.NewGuid(), "bob", "meanwhile");
        relay.Restore();
        await using IDoorEvents resumed = await bob.OpenEventsAsync(before.Id);

        (await NextAsync(resumed)).Resumed.Should().BeTrue();
        (await NextAsync(resumed)).Message!.Text.Should().Be("meanwhile");
        await bob.ConfirmAsync([before.Id]);
    }

    [Test]
    public async Task A_stopping_server_says_so_and_what_is_lost_is_typed([ValueSource(nameof(Kinds))] DoorKind kind)
    {
        Doors doors = await StartDoorsAsync();
        await using IDoorClient bob = await EnterAsync(kind, Addresses(doors, tls: true), "bob");
        await using IDoorEvents events = await bob.OpenEventsAsync();
        await NextAsync(events);

        await doors.Wire.Server.StopAsync();

        (await NextAsync(events)).Should().BeEquivalentTo(new DoorEvent(DoorEventKind.Closed, 0) { Code = ErrorCode.ShuttingDown });
        await RefusedAsync(async () => await NextAsync(events), ErrorCode.NotConnected);
        await RefusedAsync(() => bob.ListAsync("", "", 0), ErrorCode.NotConnected);
    }

    [Test]
    public async Task Bytes_are_counted_below_tls([ValueSource(nameof(Kinds))] DoorKind kind)
    {
        Doors doors = await StartDoorsAsync();
        await using IDoorClient alice = await EnterAsync(kind, Addresses(doors, tls: false), "alice");
        await using IDoorClient bob = await EnterAsync(kind, Addresses(doors, tls: true), "bob");
        await alice.SendAsync(Guid.NewGuid(), "bob", "warm");
        await bob.SendAsync(Guid.NewGuid(), "alice", "warm");

        Traffic plain = await CountAsync(alice, "bob");
        Traffic secret = await CountAsync(bob, "alice");

        int text = Encoding.UTF8.GetByteCount(Text);
        plain.ApplicationSent.Should().BeGreaterThan(text);
        plain.SocketSent.Should().BeGreaterThanOrEqualTo(plain.ApplicationSent);
        secret.SocketSent.Should().BeGreaterThan(secret.ApplicationSent);
        if (kind is DoorKind.Wire)
            plain.Should().BeEquivalentTo(new { SocketSent = plain.ApplicationSent, SocketReceived = plain.ApplicationReceived });
        bob.Bytes.Connections.Should().Be(1, "one connection carries everything");
    }

    private static async Task<Traffic> CountAsync(IDoorClient client, string to)
    {
        Traffic before = client.Bytes.Now;
        await client.SendAsync(Guid.NewGuid(), to, Text);
        return client.Bytes.Now - before;
    }

    private static DoorAddresses Addresses(Doors doors, bool tls) =>
        new("127.0.0.1", doors.Wire.EndPoint.Port, doors.Http.EndPoint.Port, doors.Http.GrpcEndPoint.Port, tls, doors.Wire.Server.Fingerprint);

    private static async Task<IDoorClient> EnterAsync(DoorKind kind, DoorAddresses addresses, string name)
    {
        IDoorClient client = DoorClients.Create(kind, addresses);
        await client.RegisterAsync(name, RawClient.Password).Within("a registration");
        return client;
    }

    private static Task<DoorEvent> NextAsync(IDoorEvents events) => events.NextAsync(CancellationToken.None).AsTask().Within("an event");

    private static async Task RefusedAsync(Func<Task> request, ErrorCode code) =>
        (await request.Should().ThrowAsync<RefusedException>()).Which.Code.Should().Be(code);
}
