using System.Text.Json;
using FluentAssertions;
using Messenger.Gateway.Hosting;
using Messenger.Tests.Gateway.Support;
using Messenger.Tests.Support;
using Messenger.Wire;
using NUnit.Framework;

namespace Messenger.Tests.Gateway;

/// <summary>The stream of events: what comes, how it ends, and how it goes on.</summary>
[TestFixture(Spoken.Json)]
[TestFixture(Spoken.Protobuf)]
[TestFixture(Spoken.Grpc)]
internal sealed class EventsTests(Spoken spoken) : GatewayTest(spoken)
{
    private Doors _doors = null!;
    private RestClient _alice = null!;
    private RestClient _bob = null!;

    [SetUp]
    public async Task StartAsync()
    {
        _doors = await StartDoorsAsync();
        _alice = await RegisterAsync(_doors, "alice");
        _bob = await RegisterAsync(_doors, "bob");
    }

    [Test]
    public async Task A_message_comes_at_once_on_every_door_under_one_id()
    {
        EventReader events = await ListenAsync(_bob);
        RawClient terminal = await LoginAsync(_doors.Wire, "bob");
        Guid id = Guid.NewGuid();
        JsonElement sent = await _alice.SendAsync("bob", "hello", id);
        sent.GetProperty("delivered").GetBoolean().Should().BeTrue();
        StreamedEvent message = await events.NextAsync("message");
        message.Id.Should().Be(sent.GetProperty("number").GetString());
        ReceivedMessage received = await terminal.NextMessageAsync();
        message.Json.GetProperty("id").GetGuid().Should().Be(id).And.Be(received.Id);
        received.Number.ToString(System.Globalization.CultureInfo.InvariantCulture).Should().Be(message.Id);

        RawClient carol = await RegisterAsync(_doors.Wire, "carol");
        ulong number = (await carol.SendAsync("bob", "from a terminal")).Number;
        (await events.NextAsync("message")).Should().Match<StreamedEvent>(come => come.String("from") == "carol" && come.Id == $"{number}");
    }

    [Test]
    public async Task What_was_confirmed_on_one_door_waits_on_none()
    {
        string number = (await _alice.SendAsync("bob", "hello")).GetProperty("number").GetString()!;
        (await _bob.GetAsync("undelivered")).Json.GetProperty("messages").GetArrayLength().Should().Be(1);
        (await _bob.GetAsync("undelivered")).Json.GetProperty("messages").GetArrayLength().Should().Be(1, "nobody has confirmed it");
        await _bob.ConfirmAsync(number);
        (await _bob.GetAsync("undelivered")).Json.GetProperty("messages").GetArrayLength().Should().Be(0);
        (await LoginAsync(_doors.Wire, "bob")).Opened.Held.Total.Should().Be(0);
    }

    [Test]
    public async Task What_came_while_cut_off_comes_when_the_stream_is_opened_again()
    {
        EventReader events = await ListenAsync(_bob);
        await _alice.SendAsync("bob", "1");
        StreamedEvent first = await events.NextAsync("message");
        events.Dispose();
        await OfflineAsync("bob");
        (await _alice.SendAsync("bob", "2")).GetProperty("delivered").GetBoolean().Should().BeFalse();

        EventReader behind = await ListenAsync(_bob, lastEventId: first.Id);
        (await behind.NextAsync("message")).String("text").Should().Be("2", "the first one was received");
        EventReader afresh = await ListenAsync(_bob);
        (await afresh.NextAsync("message")).String("text").Should().Be("1", "who does not say what he received is told all that is unconfirmed");
        (await afresh.NextAsync("message")).String("text").Should().Be("2");
    }

    [Test]
    public async Task Whoever_invents_the_id_of_an_event_misses_nothing()
    {
        EventReader events = await ListenAsync(_bob);
        events.Dispose();
        await OfflineAsync("bob");
        await _alice.SendAsync("bob", "hello");
        EventReader behind = await ListenAsync(_bob, lastEventId: $"{ulong.MaxValue}");
        (await behind.NextAsync("message")).String("text").Should().Be("hello");
        if (Spoken is not Spoken.Grpc)
            (await _bob.AskAsync(WithLastEventId("soon"))).Word.Should().Be("bad-command");
    }

    [Test]
    public async Task The_newer_stream_of_a_login_wins()
    {
        EventReader old = await ListenAsync(_bob);
        EventReader young = await ListenAsync(_bob);
        (await old.NextAsync("closed")).String("code").Should().Be("resumed-elsewhere");
        (await old.NextAsync()).Should().BeNull();
        await _alice.SendAsync("bob", "hello");
        (await young.NextAsync("message")).String("text").Should().Be("hello");
    }

    [Test]
    public async Task The_end_of_a_login_ends_its_stream_with_the_reason()
    {
        EventReader loggedOut = await ListenAsync(_bob);
        (await _bob.DeleteAsync("session")).Number.Should().Be(204);
        (await loggedOut.NextAsync("closed")).String("code").Should().Be("session-ended");
        (await _bob.GetAsync("session")).Word.Should().Be("not-logged-in");

        RestClient desk = await LoginAsync(_doors, "alice");
        EventReader elsewhere = await ListenAsync(_alice);
        (await desk.AskAsync("PUT", "account/password", RestClient.Json(new { password = RawClient.Password, @new = "another horse" }))).Number.Should().Be(204);
        (await elsewhere.NextAsync("closed")).String("code").Should().Be("password-changed");

        EventReader own = await ListenAsync(desk);
        (await desk.DeleteAsync("account", new { confirm = "alice", password = "another horse" })).Number.Should().Be(204);
        (await own.NextAsync("closed")).String("code").Should().Be("account-deleted");
    }

    [Test]
    public async Task Changes_receipts_groups_presence_and_counts_come_as_well()
    {
        EventReader alice = await ListenAsync(_alice);
        EventReader bob = await ListenAsync(_bob);
        (await _alice.PostAsync("groups", new { name = "lunch", members = new[] { "bob" } })).Number.Should().Be(201);
        (await bob.NextAsync("group")).Should().Match<StreamedEvent>(come => come.String("name") == "#lunch" && come.String("change") == "joined");
        Guid id = Guid.NewGuid();
        await _alice.SendAsync("#lunch", "soup?", id);
        StreamedEvent message = await bob.NextAsync("message");
        message.String("to").Should().Be("#lunch");
        await _alice.AskAsync("PATCH", $"messages/{id}", RestClient.Json(new { text = "soup!" }));
        StreamedEvent edited = await bob.NextAsync("edited");
        edited.String("text").Should().Be("soup!");
        await _bob.ConfirmAsync(message.Id!, edited.Id!);
        (await alice.NextAsync("receipt")).Should().Match<StreamedEvent>(come => come.String("state") == "delivered" && come.String("by") == "bob");
        await _bob.AskAsync("PUT", "conversations/%23lunch/read", RestClient.Json(new { upTo = message.Id }));
        (await alice.NextAsync("receipt")).String("state").Should().Be("read");
        await _alice.DeleteAsync($"messages/{id}");
        (await bob.NextAsync("unsent")).Json.GetProperty("id").GetGuid().Should().Be(id);
        bob.Dispose();
        while ((await alice.NextAsync("presence")).Json.GetProperty("online").GetBoolean())
        {
            // He came before he went.
        }
    }

    [Test]
    public async Task A_login_without_a_stream_is_offline_and_listed()
    {
        (await _bob.GetAsync("accounts?pattern=bob")).Json.GetProperty("accounts")[0].GetProperty("online").GetBoolean().Should().BeFalse();
        EventReader events = await ListenAsync(_bob);
        (await _alice.GetAsync("accounts?pattern=bob")).Json.GetProperty("accounts")[0].GetProperty("online").GetBoolean().Should().BeTrue();
        JsonElement session = (await _bob.GetAsync("sessions")).Json.GetProperty("sessions")[0];
        session.GetProperty("connected").GetBoolean().Should().BeTrue();
        session.GetProperty("address").GetString().Should().Be("127.0.0.1");
        events.Dispose();
        await OfflineAsync("bob");
    }

    [Test]
    public async Task Of_more_than_thirty_two_logins_the_one_that_asked_least_lately_is_dropped()
    {
        RestClient first = await LoginAsync(_doors, "bob");
        for (int i = 0; i < 29; i++)
            await LoginAsync(_doors, "bob");
        RestClient last = await LoginAsync(_doors, "bob");
        (await _bob.GetAsync("sessions")).Json.GetProperty("sessions").GetArrayLength().Should().Be(32);
        (await _bob.GetAsync("session")).Word.Should().Be("ok", "it is the oldest, and in use");
        await LoginAsync(_doors, "bob");
        (await _bob.GetAsync("session")).Word.Should().Be("ok");
        (await first.GetAsync("session")).Word.Should().Be("not-logged-in");
        (await last.GetAsync("session")).Word.Should().Be("ok");
    }

    [Test]
    public async Task A_window_of_one_lets_one_message_through_at_a_time()
    {
        EventReader events = await ListenAsync(_bob, window: 1);
        await _alice.SendAsync("bob", "1");
        await _alice.SendAsync("bob", "2");
        StreamedEvent first = await events.NextAsync("message");
        Task<StreamedEvent> second = events.NextAsync("message");
        // Everything that could come by itself has come when the answer to another request is there.
        await _bob.GetAsync("unread");
        second.IsCompleted.Should().BeFalse();
        await _bob.ConfirmAsync(first.Id!);
        (await second).String("text").Should().Be("2");
    }

    [Test]
    public async Task A_quiet_stream_shows_that_it_lives()
    {
        Doors quick = await StartDoorsAsync(limits: new HttpLimits { Ping = TimeSpan.FromMilliseconds(20) });
        RestClient carol = await RegisterAsync(quick, "carol");
        RestClient dave = await RegisterAsync(quick, "dave");
        EventReader events = await ListenAsync(carol);
        Task<StreamedEvent> next = events.NextAsync("message");
        await Eventually.Becomes(() => events.Pings >= 3, "signs of life");
        await dave.SendAsync("carol", "hello");
        (await next).String("text").Should().Be("hello");
    }

    [Test]
    public async Task A_server_that_stops_says_so_and_ends_the_stream()
    {
        EventReader events = await ListenAsync(_bob);
        Task stop = _doors.Wire.Server.StopAsync();
        (await events.NextAsync("closed")).String("code").Should().Be("shutting-down");
        (await events.NextAsync()).Should().BeNull();
        await stop.Within("the server to stop");
    }

    [Test]
    public async Task Whoever_reads_too_slowly_is_cut_off_and_keeps_his_messages()
    {
        Doors strict = await StartDoorsAsync(
            ServerFixture.Options with { MailboxBytes = 64 << 20 }, new HttpLimits { Write = TimeSpan.FromMilliseconds(300) });
        RestClient slow = await RegisterAsync(strict, "slow");
        RawClient sender = await RegisterAsync(strict.Wire, "sender");
        // Its events are opened and never read.
        Ends(await EventReader.OpenAsync(slow, window: ushort.MaxValue));
        string text = new('x', Limits.TextBytes);
        // More than all buffers between them hold.
        const int Count = 1_000;
        for (int i = 0; i < Count; i++)
            await sender.SendAsync("slow", text);
        await Eventually.Becomes(() => strict.Wire.Metrics.Closed(ErrorCode.SlowConsumer) == 1, "the end of the stream that nobody reads");
        (await slow.GetAsync("unread")).Json.GetProperty("total").GetInt32().Should().Be(Count);
    }

    private HttpRequestMessage WithLastEventId(string id)
    {
        HttpRequestMessage request = _bob.Request("GET", "events");
        request.Headers.Add("Last-Event-ID", id);
        return request;
    }

    private Task OfflineAsync(string name) =>
        Eventually.Becomes(() => !_doors.Wire.Server.Engine.Find(name)!.Online, $"{name} to be offline");
}
