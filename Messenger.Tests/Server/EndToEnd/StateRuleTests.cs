using FluentAssertions;
using Messenger.Server.Dispatch;
using Messenger.Tests.Support;
using Messenger.Wire;
using Messenger.Wire.Messages;
using NUnit.Framework;

namespace Messenger.Tests.Server.EndToEnd;

/// <summary>PROTOCOL.md §4: what is allowed when.</summary>
internal sealed class StateRuleTests : ServerTest
{
    private static readonly Opcode[] Requests = [.. Enum.GetValues<Opcode>().Where(opcode => opcode.IsRequest())];
    private static readonly Opcode[] AllButHello = [.. Requests.Where(opcode => opcode is not Opcode.Hello)];
    private static readonly Opcode[] LoggedOutOnly = [Opcode.Register, Opcode.Login, Opcode.Resume];

    private static readonly Opcode[] NoRequests =
        [.. Enumerable.Range(0, 256).Select(value => (Opcode)value).Where(opcode => !Requests.Contains(opcode) && opcode is not Opcode.Pong)];

    [Test]
    public void Every_request_has_a_route() => Requests.Should().OnlyContain(opcode => Routes.Find(opcode) != null);

    [Test]
    public async Task Before_hello_every_other_request_is_a_bad_command([ValueSource(nameof(AllButHello))] Opcode opcode)
    {
        RawClient client = await ConnectAsync(StartServer());

        Received answer = await client.AskRaw(7, [.. Preamble.Bytes, .. ValidRequests.Of(opcode, 7)]).Within("the refusal");

        answer.Code.Should().Be(ErrorCode.BadCommand);
        (await client.Ask(Opcode.Hello, RawClient.Hello())).Opcode.Should().Be(Opcode.HelloAnswer, "the connection stays");
    }

    [Test]
    public async Task Before_login_the_rest_is_not_logged_in([ValueSource(nameof(Requests))] Opcode opcode)
    {
        RawClient client = await GreetAsync(StartServer());
        Received answer = await client.AskRaw(777, ValidRequests.Of(opcode, 777)).Within("the answer");

        if (opcode is Opcode.Hello)
            answer.Code.Should().Be(ErrorCode.BadCommand);
        else if (opcode is Opcode.Ping or Opcode.Register)
            answer.Opcode.Should().Be(opcode.AnswerTo());
        else
            answer.Code.Should().Be(LoggedOutOnly.Contains(opcode) ? ErrorCode.BadCredentials : ErrorCode.NotLoggedIn);
        await client.PingAsync();
    }

    [Test]
    public async Task After_login_one_is_already_logged_in([ValueSource(nameof(Requests))] Opcode opcode)
    {
        RawClient client = await RegisterAsync(StartServer(), "alice");
        Received answer = await client.AskRaw(777, ValidRequests.Of(opcode, 777)).Within("the answer");

        ErrorCode expected = ValidRequests.RefusalOf(opcode);
        answer.Code.Should().Be(expected);
        answer.Opcode.Should().Be(expected is ErrorCode.None ? opcode.AnswerTo() : Opcode.Error);
        await client.PingAsync();
    }

    [Test]
    public async Task After_logout_and_after_deletion_the_connection_stays_not_logged_in([Values] bool deletion)
    {
        RawClient client = await RegisterAsync(StartServer(), "alice");
        Received end = deletion ? await client.AskCredentials(Opcode.DeleteAccount, "Alice") : await client.AskEmpty(Opcode.Logout);
        end.Code.Should().Be(ErrorCode.None);

        (await client.AskEmpty(Opcode.Unread)).Code.Should().Be(ErrorCode.NotLoggedIn);
        (await client.AskEmpty(Opcode.Logout)).Code.Should().Be(ErrorCode.NotLoggedIn);
        (await client.AskResume(client.Token)).Code.Should().Be(ErrorCode.BadCredentials);
        if (deletion)
            await client.RegisterAsync("alice");
        else
            await client.LoginAsync("alice");
        (await client.UnreadAsync()).Total.Should().Be(0);
    }

    [Test]
    public async Task What_is_no_request_is_an_unknown_opcode_before_and_after_login([Values] bool loggedIn)
    {
        RawClient client = loggedIn ? await RegisterAsync(StartServer(), "alice") : await GreetAsync(StartServer());
        uint id = 1000;
        foreach (Opcode opcode in NoRequests)
        {
            id++;
            (await client.AskRaw(id, RawClient.Head(5 + 3, opcode, id).Concat(new byte[3]).ToArray()).Within("the refusal"))
                .Code.Should().Be(ErrorCode.UnknownOpcode, "{0} is no request", opcode);
        }
        await client.PingAsync();
    }

    [Test]
    public async Task A_pong_that_nobody_asked_for_is_ignored()
    {
        RawClient client = await GreetAsync(StartServer());
        await client.WriteAsync(RawClient.Encode(Opcode.Pong, 5, new Empty()));
        await client.WriteAsync(RawClient.Encode(Opcode.Pong, 0, new Empty()));

        await client.PingAsync();
        client.Arrived.Select(frame => frame.Opcode).Should().Equal(Opcode.HelloAnswer, Opcode.Pong);
    }

    [Test]
    public async Task Request_id_0_is_malformed_and_answered_with_0([ValueSource(nameof(Requests))] Opcode opcode)
    {
        RawClient client = await RegisterAsync(StartServer(), "alice");
        await client.WriteAsync(ValidRequests.Of(opcode, 0));

        Received answer = await client.NextStrayAnswerAsync();
        answer.RequestId.Should().Be(0);
        answer.Code.Should().Be(ErrorCode.Malformed);
        (await client.UnreadAsync()).Total.Should().Be(0, "the connection stays logged in");
    }

    [Test]
    public async Task Left_over_and_missing_bytes_are_malformed_and_the_connection_stays([ValueSource(nameof(Requests))] Opcode opcode)
    {
        ServerFixture server = StartServer();
        RawClient client = LoggedOutOnly.Contains(opcode) ? await GreetAsync(server) : await RegisterAsync(server, "alice");
        if (opcode is Opcode.Hello)
        {
            client = await ConnectAsync(server);
            await client.WriteAsync(Preamble.Bytes.ToArray());
        }
        byte[] valid = ValidRequests.Of(opcode, 0);
        byte[] body = valid[9..];
        uint id = 1000;

        List<byte[]> bad = [[.. body, 0], [.. body, .. new byte[1000]]];
        for (int length = 0; length < body.Length; length++)
            bad.Add(body[..length]);
        foreach (byte[] bytes in bad)
        {
            id++;
            byte[] frame = [.. RawClient.Head((uint)(5 + bytes.Length), opcode, id), .. bytes];
            (await client.AskRaw(id, frame).Within("the refusal")).Code.Should().Be(ErrorCode.Malformed, "{0} bytes", bytes.Length);
        }
        Received answer = await client.AskRaw(7777, ValidRequests.Of(opcode, 7777)).Within("the answer to the valid one");
        answer.Code.Should().NotBe(ErrorCode.Malformed);
    }

    [Test]
    public async Task Reserved_fields_are_checked()
    {
        ServerFixture server = StartServer();
        RawClient client = await RegisterAsync(server, "alice");
        byte[] send = ValidRequests.Of(Opcode.Send, 50);
        send[25] = 1;
        (await client.AskRaw(50, send).Within("the refusal")).Code.Should().Be(ErrorCode.Malformed);

        RawClient fresh = await ConnectAsync(server);
        byte[] hello = ValidRequests.Of(Opcode.Hello, 3);
        hello[18] = 1;
        (await fresh.AskRaw(3, [.. Preamble.Bytes, .. hello]).Within("the refusal")).Code.Should().Be(ErrorCode.Malformed);
        (await fresh.Ask(Opcode.Hello, RawClient.Hello())).Opcode.Should().Be(Opcode.HelloAnswer);
    }

    [Test]
    public async Task Hello_with_no_window_or_versions_in_the_wrong_order_is_malformed_and_may_be_said_again()
    {
        RawClient client = await ConnectAsync(StartServer());
        await client.WriteAsync(Preamble.Bytes.ToArray());

        (await client.Ask(Opcode.Hello, RawClient.Hello(window: 0))).Code.Should().Be(ErrorCode.Malformed);
        (await client.Ask(Opcode.Hello, RawClient.Hello() with { LowestVersion = 2, HighestVersion = 1 })).Code.Should().Be(ErrorCode.Malformed);
        Received answer = await client.Ask(Opcode.Hello, RawClient.Hello() with { HighestVersion = 200, Capabilities = (Capabilities)uint.MaxValue });

        HelloAnswer hello = answer.Read<HelloAnswer>();
        (hello.Version, hello.Capabilities, hello.FrameLimit, hello.TextLimit).Should().Be((1, Capabilities.All, 65536U, 16384U));
    }

    [TestCase(2, 9)]
    [TestCase(0, 0)]
    public async Task Without_a_common_version_the_server_says_so_and_closes(byte lowest, byte highest)
    {
        ServerFixture server = StartServer();
        RawClient client = await ConnectAsync(server);
        byte[] hello = RawClient.Encode(Opcode.Hello, 1, RawClient.Hello() with { LowestVersion = lowest, HighestVersion = highest });
        await client.WriteAsync((byte[])[.. Preamble.Bytes, .. hello]);

        await client.ExpectGoodbyeAsync(ErrorCode.VersionUnsupported);
        server.Metrics.Closed(ErrorCode.VersionUnsupported).Should().Be(1);
    }
}
