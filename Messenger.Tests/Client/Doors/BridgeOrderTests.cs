using FluentAssertions;
using Google.Protobuf;
using Messenger.Client.Session;
using Messenger.Tests.Client.Support;
using Messenger.Tests.Support;
using NUnit.Framework;

namespace Messenger.Tests.Client.Doors;

/// <summary>Calls and events come by streams of their own, in any order: the session gets them in the wire's.</summary>
internal sealed class BridgeOrderTests
{
    private ScriptedGrpcServer _server = null!;
    private MessengerSession _alice = null!;

    [SetUp]
    public async Task StartAsync()
    {
        _server = await ScriptedGrpcServer.StartAsync();
        _alice = new MessengerSession(new SessionOptions { Host = "127.0.0.1", Port = _server.Port, Door = Door.Grpc });
        await _alice.ConnectAsync();
        await _alice.RegisterAsync("alice", DoorTalk.Password);
    }

    [TearDown]
    public async Task EndAsync()
    {
        await _alice.DisposeAsync();
        await _server.DisposeAsync();
    }

    [Test]
    public async Task A_receipt_waits_for_the_answer_to_its_send()
    {
        _server.Answers("Send", async message =>
        {
            V1.SendRequest sent = V1.SendRequest.Parser.ParseFrom(message);
            await _server.TellAsync(new V1.EventsResponse { Receipt = new V1.Receipt { Id = sent.Id, Number = 1, State = V1.MessageState.Delivered, By = "bob", To = "bob" } });
            // Time for the receipt to come first, if it were let through.
            await Task.Delay(100);
            return new V1.SendResponse { Id = sent.Id, Number = 1, To = "bob", Delivered = true };
        });
        Task<SendResult> send = _alice.SendAsync("bob", "hello");
        ReceiptReceived receipt = await NextAsync<ReceiptReceived>();
        send.IsCompleted.Should().BeTrue("its answer was handed over before");
        (await send).Id.Should().Be(receipt.Id);
    }

    [Test]
    public async Task The_time_to_wait_comes_with_the_refusal()
    {
        _server.Answers("ListAccounts", _ => new V1.Problem { Code = "throttled", Detail = "wait", RetryAfter = 7 });
        (await FluentActions.Awaiting(() => _alice.ListAsync()).Should().ThrowAsync<RefusedException>()).Which.RetryAfter.Should().Be(TimeSpan.FromSeconds(7));
    }

    [Test]
    public async Task An_end_that_comes_while_an_account_is_not_deleted_is_told_all_the_same()
    {
        _server.Answers("DeleteAccount", async _ =>
        {
            await _server.TellAsync(new V1.EventsResponse { Closed = new V1.Closed { Code = "shutting-down", Message = "goes" } });
            _server.EndEvents();
            await Task.Delay(100);
            return (IMessage)new V1.Problem { Code = "bad-credentials", Detail = "wrong password" };
        });
        await FluentActions.Awaiting(() => _alice.DeleteAccountAsync("alice", "wrong horse")).Should().ThrowAsync<RefusedException>();
        (await NextAsync<Disconnected>()).Reason.Should().Be("shutting-down");
    }

    private async Task<T> NextAsync<T>()
        where T : SessionEvent
    {
        while (true)
        {
            if (await _alice.Events.ReadAsync().AsTask().Within(typeof(T).Name) is T happened)
                return happened;
        }
    }
}
