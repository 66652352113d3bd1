using System.Diagnostics;
using FluentAssertions;
using Messenger.Tests.Support;
using Messenger.Wire;
using Messenger.Wire.Messages;
using NUnit.Framework;

namespace Messenger.Tests.Server.EndToEnd;

internal sealed class LoginTests : ServerTest
{
    [Test]
    public async Task Unknown_name_and_wrong_password_are_answered_alike()
    {
        ServerFixture server = StartServer();
        await RegisterAsync(server, "alice");
        RawClient client = await GreetAsync(server);

        Received wrong = await client.AskCredentials(Opcode.Login, "alice", "wrong password");
        Received unknown = await client.AskCredentials(Opcode.Login, "nobody", "wrong password");

        wrong.Code.Should().Be(ErrorCode.BadCredentials);
        unknown.Body.Should().Equal(wrong.Body);
    }

    [Test]
    public async Task Unknown_name_and_wrong_password_cost_one_hash_each_and_a_password_of_a_million_bytes_none()
    {
        ServerFixture server = StartServer();
        await RegisterAsync(server, "alice");
        RawClient client = await GreetAsync(server);

        server.Server.PasswordHashes.Should().Be(1);
        await client.AskCredentials(Opcode.Login, "alice", "wrong password");
        server.Server.PasswordHashes.Should().Be(2);
        await client.AskCredentials(Opcode.Login, "nobody", "wrong password");
        server.Server.PasswordHashes.Should().Be(3);

        // The head tells its length; nothing behind it is waited for.
        await client.WriteQuietlyAsync(RawClient.Head(1_000_000, Opcode.Login, client.NextId()));
        await client.ExpectGoodbyeAsync(ErrorCode.FrameTooLarge);
        server.Server.PasswordHashes.Should().Be(3);
    }

    [Test]
    public async Task The_log_names_the_request_that_was_refused()
    {
        ServerFixture server = StartServer();
        RawClient client = await GreetAsync(server);
        await client.AskCredentials(Opcode.Register, "a b");
        await client.AskCredentials(Opcode.Login, "nobody");
        await client.AskResume(new byte[32]);

        server.Logged.Select(entry => entry.RenderMessage(System.Globalization.CultureInfo.InvariantCulture))
            .Where(line => line.Contains("refused")).Select(line => line[(line.IndexOf(": ", StringComparison.Ordinal) + 2)..]).Should().Equal(
                "\"REGISTER\" refused: \"name-invalid\"", "\"LOGIN\" refused: \"bad-credentials\"", "\"RESUME\" refused: \"bad-credentials\"");
    }

    [Test]
    public async Task A_name_is_taken_in_any_case()
    {
        ServerFixture server = StartServer();
        await RegisterAsync(server, "Alice");
        RawClient client = await GreetAsync(server);

        (await client.AskCredentials(Opcode.Register, "ALICE")).Code.Should().Be(ErrorCode.NameTaken);
        (await client.LoginAsync("aLICE")).Name.Should().Be("Alice");
    }

    [Test]
    public async Task Of_many_that_register_one_name_at_once_one_is_logged_in()
    {
        ServerFixture server = StartServer();
        RawClient[] clients = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => GreetAsync(server)));

        Received[] answers = await Task.WhenAll(clients.Select(client => client.AskCredentials(Opcode.Register, "alice")));

        answers.Count(answer => answer.Opcode is Opcode.RegisterAnswer).Should().Be(1);
        answers.Count(answer => answer.Code is ErrorCode.NameTaken).Should().Be(19);
    }

    [Test]
    public async Task A_server_that_takes_no_registrations_says_so()
    {
        RawClient client = await GreetAsync(StartServer(ServerFixture.Options with { RegistrationOpen = false }));

        (await client.AskCredentials(Opcode.Register, "alice")).Code.Should().Be(ErrorCode.RegistrationClosed);
    }

    [Test]
    public async Task Other_terminals_never_cause_already_logged_in()
    {
        ServerFixture server = StartServer();
        RawClient first = await RegisterAsync(server, "alice");
        RawClient second = await LoginAsync(server, "alice");

        (await first.AskCredentials(Opcode.Login, "alice")).Code.Should().Be(ErrorCode.AlreadyLoggedIn);
        (await second.AskResume(first.Token)).Code.Should().Be(ErrorCode.AlreadyLoggedIn);
        await first.PingAsync();
        second.Token.Should().NotEqual(first.Token);
    }

    [Test]
    public async Task Guessing_is_throttled_with_the_time_to_wait_and_resuming_is_not()
    {
        ManualClock clock = new();
        ServerFixture server = StartServer(clock: clock);
        RawClient alice = await RegisterAsync(server, "alice");
        await RegisterAsync(server, "bob");
        RawClient guesser = await GreetAsync(server);
        for (int i = 0; i < 10; i++)
            (await guesser.AskCredentials(Opcode.Login, "alice", $"guess number {i}")).Code.Should().Be(ErrorCode.BadCredentials);

        Received throttled = await guesser.AskCredentials(Opcode.Login, "alice");

        throttled.Code.Should().Be(ErrorCode.Throttled, "even a right guess tells nothing now");
        throttled.Read<Refusal>().RetryAfter.Should().BeGreaterThan(TimeSpan.Zero).And.BeLessThanOrEqualTo(TimeSpan.FromMinutes(1));
        (await guesser.AskCredentials(Opcode.Login, "nobody", "12345678")).Code.Should().Be(ErrorCode.BadCredentials);
        await ResumeAsync(server, alice.Token);
        await LoginAsync(server, "bob");

        // In steps, so that nobody is silent for too long.
        for (int i = 0; i < 7; i++)
        {
            await server.PassAsync(TimeSpan.FromSeconds(10));
            await guesser.PingAsync();
        }
        await guesser.LoginAsync("alice");
    }

    [Test]
    public async Task Two_hundred_logins_at_once_slow_nobody_who_is_in()
    {
        ServerFixture server = StartServer(ServerFixture.Options with { PasswordRounds = 3_000 });
        RawClient alice = await RegisterAsync(server, "alice");
        RawClient bob = await RegisterAsync(server, "bob");
        RawClient[] clients = await Task.WhenAll(Enumerable.Range(0, 200).Select(_ => GreetAsync(server)));

        // Right ones: they are limited by the hash line alone.
        Task<Received[]> logins = Task.WhenAll(clients.Select(client => client.AskCredentials(Opcode.Login, "alice")));
        List<TimeSpan> trips = [];
        do
        {
            Stopwatch watch = Stopwatch.StartNew();
            await alice.SendAsync("bob", "hello");
            await bob.NextMessageAsync();
            trips.Add(watch.Elapsed);
        }
        while (!logins.IsCompleted && trips.Count < 500);

        // More than 32 sessions: the first ones are ended again, but each login was answered.
        (await logins).Should().OnlyContain(answer => answer.Opcode == Opcode.LoginAnswer || answer.Code == ErrorCode.Throttled);
        trips.Should().OnlyContain(trip => trip < TimeSpan.FromSeconds(5), "generous: this machine runs other tests meanwhile");
    }

    [Test]
    public async Task Login_sends_and_logout_in_one_write_act_in_order()
    {
        ServerFixture server = StartServer();
        RawClient bob = await RegisterAsync(server, "bob");
        await (await RegisterAsync(server, "alice")).AskEmpty(Opcode.Logout);
        RawClient client = await GreetAsync(server);
        Task<Received>[] answers = [.. Enumerable.Range(100, 6).Select(id => client.Expect((uint)id))];

        byte[] all =
        [
            .. RawClient.Encode(Opcode.Login, 100, new Credentials("alice"u8, System.Text.Encoding.UTF8.GetBytes(RawClient.Password))),
            .. RawClient.Encode(Opcode.Send, 101, new SendRequest(Guid.NewGuid(), "bob"u8, "one"u8)),
            .. RawClient.Encode(Opcode.Send, 102, new SendRequest(Guid.NewGuid(), "bob"u8, "two"u8)),
            .. RawClient.Encode(Opcode.Logout, 103, new Empty()),
            .. RawClient.Encode(Opcode.Send, 104, new SendRequest(Guid.NewGuid(), "bob"u8, "three"u8)),
            .. RawClient.Encode(Opcode.Login, 105, new Credentials("alice"u8, System.Text.Encoding.UTF8.GetBytes(RawClient.Password))),
        ];
        await client.WriteAsync(all);

        Received[] received = await Task.WhenAll(answers).Within("the answers");
        received.Select(answer => answer.Opcode).Should().Equal(
            Opcode.LoginAnswer, Opcode.SendAnswer, Opcode.SendAnswer, Opcode.LogoutAnswer, Opcode.Error, Opcode.LoginAnswer);
        received[4].Code.Should().Be(ErrorCode.NotLoggedIn);
        client.Arrived.Select(frame => frame.RequestId).Should().ContainInOrder(102, 103, 104, 105);
        (await bob.NextMessagesAsync(2)).Select(message => message.Text).Should().Equal("one", "two");
    }

    [Test]
    public async Task A_password_change_closes_the_others_and_their_tokens_are_worth_nothing()
    {
        ServerFixture server = StartServer();
        RawClient alice = await RegisterAsync(server, "alice");
        RawClient other = await LoginAsync(server, "alice");
        (await alice.AskChangePassword("wrong password", "another one")).Code.Should().Be(ErrorCode.BadCredentials);
        (await alice.AskChangePassword(RawClient.Password, "short")).Code.Should().Be(ErrorCode.PasswordInvalid);

        (await alice.AskChangePassword(RawClient.Password, "another one")).Opcode.Should().Be(Opcode.ChangePasswordAnswer);

        await other.ExpectGoodbyeAsync(ErrorCode.PasswordChanged);
        RawClient client = await GreetAsync(server);
        (await client.AskResume(other.Token)).Code.Should().Be(ErrorCode.BadCredentials);
        (await client.AskCredentials(Opcode.Login, "alice")).Code.Should().Be(ErrorCode.BadCredentials);
        (await client.AskCredentials(Opcode.Login, "alice", "another one")).Opcode.Should().Be(Opcode.LoginAnswer);
        await ResumeAsync(server, alice.Token);
        server.Metrics.Closed(ErrorCode.PasswordChanged).Should().Be(1);
    }

    [Test]
    public async Task Deleting_warns_asks_for_name_and_password_and_closes_the_others()
    {
        ServerFixture server = StartServer();
        RawClient bob = await RegisterAsync(server, "bob");
        RawClient alice = await RegisterAsync(server, "alice");
        await alice.AskEmpty(Opcode.Logout);
        await bob.SendAsync("alice", "waits");
        await alice.LoginAsync("alice");
        RawClient other = await LoginAsync(server, "alice");

        (await alice.AskEmpty(Opcode.DeletePreview)).Read<DeletePreviewAnswer>().Undelivered.From.Should().Equal(new UndeliveredFrom("bob", false, 1));
        (await alice.AskCredentials(Opcode.DeleteAccount, "bob")).Code.Should().Be(ErrorCode.ConfirmationNeeded);
        (await alice.AskCredentials(Opcode.DeleteAccount, "alice", "wrong password")).Code.Should().Be(ErrorCode.BadCredentials);
        (await alice.AskCredentials(Opcode.DeleteAccount, "ALICE")).Opcode.Should().Be(Opcode.DeleteAccountAnswer);

        await other.ExpectGoodbyeAsync(ErrorCode.AccountDeleted);
        (await alice.AskEmpty(Opcode.Unread)).Code.Should().Be(ErrorCode.NotLoggedIn);
        (await bob.AskSend("alice", "gone?")).Code.Should().Be(ErrorCode.NoSuchAccount);
        (await alice.RegisterAsync("alice")).Held.Total.Should().Be(0);
        server.Metrics.Closed(ErrorCode.AccountDeleted).Should().Be(1);
    }

    [Test]
    public async Task A_resume_closes_the_old_connection_and_pushes_its_unconfirmed_messages_again()
    {
        ServerFixture server = StartServer();
        RawClient bob = await RegisterAsync(server, "bob");
        RawClient alice = await RegisterAsync(server, "alice");
        await bob.SendAsync("alice", "one");
        ReceivedMessage first = await alice.NextMessageAsync();

        RawClient back = await ResumeAsync(server, alice.Token);

        await alice.ExpectGoodbyeAsync(ErrorCode.ResumedElsewhere);
        back.Opened.Resumed.Should().BeTrue();
        (await back.NextMessageAsync()).Should().BeEquivalentTo(first);
        await bob.SendAsync("alice", "two");
        (await back.NextMessageAsync()).Text.Should().Be("two");
        server.Metrics.Closed(ErrorCode.ResumedElsewhere).Should().Be(1);
    }

    [Test]
    public async Task The_33rd_session_ends_the_longest_idle()
    {
        ServerFixture server = StartServer();
        RawClient first = await RegisterAsync(server, "alice");
        for (int i = 0; i < 32; i++)
            await LoginAsync(server, "alice");

        await first.ExpectGoodbyeAsync(ErrorCode.SessionEnded);
        server.Metrics.Closed(ErrorCode.SessionEnded).Should().Be(1);
    }

    [Test]
    public async Task A_client_that_leaves_while_its_password_is_checked_harms_nobody()
    {
        ServerFixture server = StartServer(ServerFixture.Options with { PasswordRounds = 50_000 });
        await RegisterAsync(server, "alice");
        RawClient client = await GreetAsync(server);
        await client.WriteAsync(RawClient.Encode(
            Opcode.Login, 50, new Credentials("alice"u8, System.Text.Encoding.UTF8.GetBytes(RawClient.Password))));
        client.Reset();

        await Eventually.Becomes(() => server.Server.ConnectionCount == 1, "the connection to be gone");
        server.Server.Engine.Find("alice")!.Sessions.Count(session => session.AttachedLocked).Should().Be(1);
    }
}
