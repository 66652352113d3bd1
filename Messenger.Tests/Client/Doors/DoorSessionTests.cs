using FluentAssertions;
using Messenger.Client.Grpc;
using Messenger.Client.Session;
using Messenger.Rpc;
using Messenger.Tests.Support;
using Messenger.Wire;
using Messenger.Wire.Messages;
using NUnit.Framework;

namespace Messenger.Tests.Client.Doors;

/// <summary>What programs ask of a session, by either door: its window, its order, and what it takes.</summary>
internal sealed class DoorSessionTests : DoorTest
{
    [Test]
    public async Task What_is_held_is_read_in_pages_as_the_window_allows([Values] Door door)
    {
        const int Held = 450;
        Doors doors = await StartDoorsAsync();
        MessengerSession alice = await RegisterAsync(OptionsOf(doors, door), "alice");
        await using (await RegisterAsync(OptionsOf(doors, door), "bob"))
        {
            // Registered, and gone.
        }
        await Task.WhenAll(Enumerable.Range(0, Held).Select(i => alice.SendAsync("bob", $"{i}")));
        MessengerSession bob = await ConnectAsync(OptionsOf(doors, door) with { Window = 10 });
        (await bob.LoginAsync("bob", DoorTalk.Password)).Held.Total.Should().Be(Held);

        (await bob.ReadAsync("carol", 5)).Should().Match<ReadResult>(read => read.Count == 0 && read.Left == Held);
        Task<ReadResult> some = bob.ReadAsync("alice", 3);
        Task<ReadResult> rest = bob.ReadAsync();
        List<ulong> full = [];
        for (int i = 0; i < Held; i++)
        {
            MessageReceived message = await NextAsync<MessageReceived>(bob);
            (message.Text, message.Queued).Should().Be(($"{i}", true));
            full.Add(message.Number);
            if (full.Count < 10)
                continue;
            await bob.ListAsync();
            bob.Events.TryPeek(out SessionEvent? more).Should().BeFalse("the window is full, and {0} is too many", more);
            await bob.ConfirmAsync(full);
            full.Clear();
        }
        (await some).Should().Match<ReadResult>(read => read.Count == 3 && read.Left == Held - 3);
        (await rest).Should().Match<ReadResult>(read => read.Count == Held - 3 && read.Left == 0);
        (await bob.UnreadAsync()).Total.Should().Be(0);
    }

    [Test]
    public async Task No_more_comes_than_the_window_has_room_for([Values] Door door)
    {
        Doors doors = await StartDoorsAsync();
        MessengerSession alice = await RegisterAsync(OptionsOf(doors, door), "alice");
        MessengerSession bob = await RegisterAsync(OptionsOf(doors, door) with { Window = 2 }, "bob");
        for (int i = 0; i < 5; i++)
            await alice.SendAsync("bob", $"{i}");
        MessageReceived first = await NextAsync<MessageReceived>(bob);
        MessageReceived second = await NextAsync<MessageReceived>(bob);
        // What the server had to say before this answer, it said.
        await bob.ListAsync();
        bob.Events.TryPeek(out SessionEvent? more).Should().BeFalse("{0} is too many", more);
        await bob.ConfirmAsync([first.Number, second.Number]);
        (await NextAsync<MessageReceived>(bob)).Text.Should().Be("2");
    }

    [Test]
    public async Task A_read_that_waits_for_room_ends_with_its_login_and_reads_nothing_of_the_next([Values] Door door)
    {
        Doors doors = await StartDoorsAsync();
        MessengerSession alice = await RegisterAsync(OptionsOf(doors, door), "alice");
        foreach (string name in new[] { "bob", "carol" })
        {
            await using (await RegisterAsync(OptionsOf(doors, door), name))
            {
                // Registered, and gone.
            }
            for (int i = 0; i < 4; i++)
                await alice.SendAsync(name, $"for {name}");
        }
        MessengerSession session = await ConnectAsync(OptionsOf(doors, door) with { Window = 2 });
        await session.LoginAsync("bob", DoorTalk.Password);
        Task<ReadResult> first = session.ReadAsync();
        await NextAsync<MessageReceived>(session);
        await NextAsync<MessageReceived>(session);
        Task<ReadResult> second = session.ReadAsync();
        await session.LogoutAsync();
        (await first.Within("the end of the read")).Should().Match<ReadResult>(read => read.Count == 2 && read.Left == 2);
        (await second.Within("the end of the other")).Count.Should().Be(0);

        (await session.LoginAsync("carol", DoorTalk.Password)).Held.Total.Should().Be(4);
        (await session.ReadAsync(count: 1)).Should().Match<ReadResult>(read => read.Count == 1 && read.Left == 3);
        (await NextAsync<MessageReceived>(session)).Text.Should().Be("for carol");
        await session.ListAsync();
        session.Events.TryPeek(out SessionEvent? more).Should().BeFalse("nobody asked for {0}", more);
    }

    [Test]
    public async Task Requests_take_effect_in_the_order_in_which_they_were_made([Values] Door door)
    {
        Doors doors = await StartDoorsAsync();
        MessengerSession alice = await RegisterAsync(OptionsOf(doors, door), "alice");
        await RegisterAsync(OptionsOf(doors, door), "bob");
        await RegisterAsync(OptionsOf(doors, door), "carol");
        Guid[] ids = [.. Enumerable.Range(0, 60).Select(_ => Guid.CreateVersion7())];
        Task<SendResult>[] sends = [.. ids.Select((id, i) => alice.SendAsync(i % 2 == 0 ? "bob" : "Carol", $"{i}", id))];
        Task edit = alice.History.EditAsync(ids[^1], "edited");
        Task unsend = alice.History.UnsendAsync(ids[^2]);
        Task<HistoryAnswer> history = alice.History.PageAsync("carol");
        await Task.WhenAll([.. sends, edit, unsend, history]);

        (await history).Messages.Select(message => message.TextString()).Should().Equal(
            [.. Enumerable.Range(0, 29).Select(i => $"{(2 * i) + 1}"), "edited"]);
        foreach (IEnumerable<ulong> lane in sends.Select((send, i) => (send.Result.Number, i % 2)).GroupBy(sent => sent.Item2, sent => sent.Number))
            lane.Should().BeInAscendingOrder();
    }

    [Test]
    public async Task Who_takes_messages_only_is_told_of_nothing_else_and_confirms_nothing_else([Values] Door door)
    {
        Doors doors = await StartDoorsAsync();
        MessengerSession alice = await RegisterAsync(OptionsOf(doors, door), "alice");
        MessengerSession bob = await RegisterAsync(OptionsOf(doors, door) with { Capabilities = Capabilities.None, Window = 2 }, "bob");
        MessengerSession second = await ConnectAsync(OptionsOf(doors, door));
        await second.LoginAsync("bob", DoorTalk.Password);
        // More copies, changes and receipts than the window has room for.
        for (int i = 0; i < 4; i++)
        {
            SendResult sent = await second.SendAsync("alice", $"{i}");
            await second.History.EditAsync(sent.Id, "changed");
            alice.MarkShown((await NextAsync<MessageReceived>(alice)).Number);
        }
        await alice.SendAsync("bob", "hello");
        (await NextAsync<SessionEvent>(bob)).Should().BeOfType<MessageReceived>().Which.Text.Should().Be("hello");
    }

    [Test]
    public async Task A_channel_makes_calls_by_itself_and_counts_its_bytes()
    {
        Doors doors = await StartDoorsAsync();
        await using GrpcChannel channel = await GrpcChannel.ConnectAsync(OptionsOf(doors, Door.Grpc), mayAsk: false, CancellationToken.None);
        TimeSpan deadline = TimeSpan.FromSeconds(30);
        V1.LoginRequest who = new() { Name = "alice", Password = DoorTalk.Password };
        string token = (await channel.UnaryAsync<V1.LoginRequest, V1.LoginResponse>("Register", who, null, deadline)).Token;
        using CancellationTokenSource enough = new();
        await foreach (V1.EventsResponse happened in channel.StreamAsync<V1.EventsRequest, V1.EventsResponse>("Events", new V1.EventsRequest(), token, enough.Token))
        {
            happened.Opened.Name.Should().Be("alice");
            break;
        }
        GrpcException refused = await FailsAsync(() => channel.UnaryAsync<V1.LoginRequest, V1.LoginResponse>("Register", who, null, deadline));
        (refused.Status, refused.Code).Should().Be((GrpcStatus.AlreadyExists, ErrorCode.NameTaken));
        refused = await FailsAsync(() => channel.UnaryAsync<V1.WhoamiRequest, V1.WhoamiResponse>("Whoami", new(), null, deadline));
        (refused.Status, refused.Code).Should().Be((GrpcStatus.Unauthenticated, ErrorCode.NotLoggedIn));
        refused = await FailsAsync(() => channel.UnaryAsync<V1.WhoamiRequest, V1.WhoamiResponse>("Whoami", new(), token, TimeSpan.Zero));
        refused.Status.Should().Be(GrpcStatus.DeadlineExceeded);
        refused = await FailsAsync(() => channel.UnaryAsync<V1.WhoamiRequest, V1.WhoamiResponse>("Nothing", new(), token, deadline));
        refused.Status.Should().Be(GrpcStatus.Unimplemented);
        await FluentActions.Awaiting(() => channel.UnaryAsync<V1.WhoamiRequest, V1.WhoamiResponse>("Whoami", new(), token, deadline, new CancellationToken(true)))
            .Should().ThrowAsync<OperationCanceledException>();
        channel.BytesWritten.Should().BeGreaterThan(100);
        channel.BytesRead.Should().BeGreaterThan(100);
        await StopAsync(doors.Wire);
        await channel.Ended.WaitAsync(deadline);
        (await FailsAsync(() => channel.UnaryAsync<V1.WhoamiRequest, V1.WhoamiResponse>("Whoami", new(), token, deadline))).IsLost.Should().BeTrue();
    }

    private static async Task<GrpcException> FailsAsync<T>(Func<Task<T>> call) => (await call.Should().ThrowAsync<GrpcException>()).Which;

    private async Task<MessengerSession> ConnectAsync(SessionOptions options)
    {
        MessengerSession session = WithTest(new MessengerSession(options));
        await session.ConnectAsync();
        await NextAsync<Connected>(session);
        return session;
    }

    private async Task<MessengerSession> RegisterAsync(SessionOptions options, string name)
    {
        MessengerSession session = await ConnectAsync(options);
        await session.RegisterAsync(name, DoorTalk.Password);
        return session;
    }

    /// <summary>The next event of a kind; what comes before it is passed over, but for <see cref="SessionEvent"/>.</summary>
    private static async Task<T> NextAsync<T>(MessengerSession session)
        where T : SessionEvent
    {
        using CancellationTokenSource limit = new(TimeSpan.FromSeconds(30));
        while (true)
        {
            if (await session.Events.ReadAsync(limit.Token) is T happened)
                return happened;
        }
    }
}
