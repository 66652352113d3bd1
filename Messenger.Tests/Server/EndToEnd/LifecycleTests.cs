using System.Diagnostics;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using FluentAssertions;
using Messenger.Client.Session;
using Messenger.Tests.Support;
using Messenger.Wire;
using Messenger.Wire.Messages;
using NUnit.Framework;

namespace Messenger.Tests.Server.EndToEnd;

/// <summary>How connections and servers begin and end.</summary>
internal sealed class LifecycleTests : ServerTest
{
    [Test]
    public async Task Tls_and_plaintext_share_the_port_and_the_fingerprint_is_that_of_the_key()
    {
        ServerFixture server = StartServer();
        RawClient plain = await RegisterAsync(server, "plain");
        (RawClient secure, X509Certificate2 certificate) = await ConnectTlsAsync(server);
        using (secure)
        using (certificate)
        {
            string expected = "sha256:" + Convert.ToHexStringLower(SHA256.HashData(certificate.PublicKey.ExportSubjectPublicKeyInfo()));
            server.Server.Fingerprint.Should().Be(expected);
            await secure.HelloAsync();
            await secure.RegisterAsync("secure");
            await plain.SendAsync("secure", new string('x', 16_384));
            (await secure.NextMessageAsync()).Text.Should().HaveLength(16_384);
            await secure.SendAsync("plain", "back");
            (await plain.NextMessageAsync()).Text.Should().Be("back");
            Task stopping = server.Server.StopAsync();
            await secure.ExpectGoodbyeAsync(ErrorCode.ShuttingDown);
            secure.Dispose();
            plain.Dispose();
            await stopping.Within("the stop");
        }
    }

    [Test]
    public async Task What_begins_as_tls_and_is_none_is_closed()
    {
        ServerFixture server = StartServer();
        RawClient client = await ConnectAsync(server);
        await client.WriteAsync((byte[])[0x16, .. RandomNumberGenerator.GetBytes(300)]);

        await client.Ended.Within("the end");
        await Eventually.Becomes(() => server.Server.ConnectionCount == 0, "the connection to be gone");
    }

    [Test]
    public async Task Who_half_closes_has_everything_answered_first()
    {
        GatedJournal journal = new();
        ServerFixture server = StartServer(journal: journal);
        RawClient bob = await RegisterAsync(server, "bob");
        RawClient alice = await RegisterAsync(server, "alice");
        await bob.SendAsync("alice", "to be confirmed");
        ulong number = (await alice.NextMessageAsync()).Number;
        Task atGate = journal.Hold();
        Task<Received>[] answers = [.. Enumerable.Range(0, 50).Select(i => alice.AskSend("bob", $"{i}")), alice.AskConfirm(number), alice.AskRead()];
        await atGate.Within("the commit");
        alice.Fin();
        await bob.PingAsync();
        journal.Release();

        (await Task.WhenAll(answers)).Should().OnlyContain(answer => answer.Code == ErrorCode.None);
        await alice.Ended.Within("the server to end its side");
        alice.WasReset.Should().BeFalse();
        alice.Goodbye.IsCompletedSuccessfully.Should().BeFalse();
        await Eventually.Becomes(() => server.Server.ConnectionCount == 1, "the connection to be gone");
    }

    [Test]
    public async Task Who_half_closes_behind_a_confirmation_has_its_answer()
    {
        GatedJournal journal = new();
        ServerFixture server = StartServer(journal: journal);
        RawClient bob = await RegisterAsync(server, "bob");
        RawClient alice = await RegisterAsync(server, "alice");
        await bob.SendAsync("alice", "to be confirmed");
        ulong number = (await alice.NextMessageAsync()).Number;
        Task atGate = journal.Hold();
        Task<Received> confirming = alice.AskConfirm(number);
        await atGate.Within("the commit");
        alice.Fin();
        // Time enough for the server to see the end; it must not draw the line yet.
        for (int i = 0; i < 50; i++)
            await bob.PingAsync();
        alice.Ended.IsCompleted.Should().BeFalse();
        journal.Release();

        (await confirming).Opcode.Should().Be(Opcode.ConfirmAnswer);
        await alice.Ended.Within("the server to end its side");
    }

    [Test]
    public async Task Stopping_tells_everyone_answers_what_was_asked_and_ends_in_order()
    {
        GatedJournal journal = new();
        ServerFixture server = StartServer(journal: journal);
        RawClient alice = await RegisterAsync(server, "alice");
        RawClient bob = await RegisterAsync(server, "bob");
        RawClient greeted = await GreetAsync(server);
        RawClient silent = await ConnectAsync(server);
        await Eventually.Becomes(() => server.Metrics.Accepted == 4, "four connections");
        Task atGate = journal.Hold();
        Task<Received> sending = alice.AskSend("bob", "in time");
        await atGate.Within("the commit");

        Task stopping = server.Server.StopAsync();
        stopping.IsCompleted.Should().BeFalse();
        journal.Release();

        (await sending).Opcode.Should().Be(Opcode.SendAnswer, "what was taken up is answered");
        foreach (RawClient client in new[] { alice, bob, greeted, silent })
        {
            await client.ExpectGoodbyeAsync(ErrorCode.ShuttingDown);
            client.Dispose();
        }
        await stopping.Within("the stop");
        server.Metrics.Closed(ErrorCode.ShuttingDown).Should().Be(4);
        FluentActions.Invoking(() => new TcpClient().Connect(server.EndPoint)).Should().Throw<SocketException>();
    }

    [Test]
    public async Task Stopping_ends_in_time_though_clients_do_not_end_and_hashes_wait()
    {
        ServerFixture server = StartServer(ServerFixture.Options with { PasswordRounds = 300_000 });
        RawClient[] clients = await Task.WhenAll(Enumerable.Range(0, 60).Select(_ => GreetAsync(server)));
        foreach (RawClient client in clients)
            await client.WriteAsync(RawClient.Encode(Opcode.Login, 99, new Credentials("alice"u8, "password"u8)));
        Stopwatch watch = Stopwatch.StartNew();

        // All sockets stay open on this side.
        await server.Server.StopAsync().Within("the stop");

        watch.Elapsed.Should().BeLessThan(TimeSpan.FromSeconds(10));
        server.Server.ConnectionCount.Should().Be(0);
    }

    [Test]
    public async Task Beyond_the_cap_a_connection_is_told_when_to_come_back_and_may_come_when_one_has_left()
    {
        ServerFixture server = StartServer(ServerFixture.Options with { MaxConnections = 2 });
        RawClient first = await GreetAsync(server);
        RawClient second = await GreetAsync(server);
        RawClient third = await ConnectAsync(server);

        Refusal refusal = await third.ExpectGoodbyeAsync(ErrorCode.TooManyConnections);
        refusal.RetryAfter.Should().BeGreaterThan(TimeSpan.Zero);
        first.Dispose();
        await Eventually.Becomes(() => server.Server.ConnectionCount == 1, "a place to be free");
        await GreetAsync(server);
        await second.PingAsync();
        (server.Metrics.Accepted, server.Metrics.Refused, server.Metrics.Closed(ErrorCode.TooManyConnections)).Should().Be((3, 1, 1));
    }

    [Test]
    public async Task Beyond_the_cap_who_speaks_TLS_is_told_within_it()
    {
        ServerFixture server = StartServer(ServerFixture.Options with { MaxConnections = 1 });
        RawClient inside = await GreetAsync(server);

        (RawClient client, X509Certificate2 certificate) = await ConnectTlsAsync(server);
        using (client)
            (await client.ExpectGoodbyeAsync(ErrorCode.TooManyConnections)).RetryAfter.Should().BeGreaterThan(TimeSpan.Zero);
        certificate.Dispose();
        await inside.PingAsync();
        server.Metrics.Closed(ErrorCode.TooManyConnections).Should().Be(1);
    }

    [Test]
    public async Task Beyond_the_cap_a_client_says_why_it_is_not_connected()
    {
        ServerFixture server = StartServer(ServerFixture.Options with { MaxConnections = 1 });
        RawClient inside = await GreetAsync(server);
        foreach (TransportSecurity security in new[] { TransportSecurity.Tls, TransportSecurity.Plaintext })
        {
            await using MessengerSession session = new(new SessionOptions
            {
                Host = server.EndPoint.Address.ToString(),
                Port = server.EndPoint.Port,
                Security = security,
                Fingerprint = server.Server.Fingerprint,
                KnownServers = new KnownServers(Path.Combine(NewDirectory(), "known_servers")),
            });

            ConnectFailedException refused = (await session.Awaiting(s => s.ConnectAsync()).Should().ThrowAsync<ConnectFailedException>()).Which;
            (refused.Code, refused.RetryAfter).Should().Be((ErrorCode.TooManyConnections, TimeSpan.FromSeconds(5)));
            refused.Message.Should().Contain("too many connections; try again later");
        }
        await inside.PingAsync();
    }

    [Test]
    public async Task A_flood_of_connections_beyond_the_cap_is_turned_away_and_who_is_in_goes_on()
    {
        ServerFixture server = StartServer(ServerFixture.Options with { MaxConnections = 1 });
        RawClient inside = await GreetAsync(server);
        RawClient[] flood = await Task.WhenAll(Enumerable.Range(0, 300).Select(_ => ConnectAsync(server)));

        await Task.WhenAll(flood.Select(client => client.Ended)).Within("all to be turned away");

        server.Metrics.Refused.Should().Be(300);
        await inside.PingAsync();
        foreach (RawClient client in flood)
            client.Dispose();
        await Eventually.Becomes(() => server.Server.ConnectionCount == 1, "all to be gone");
    }

    [Test]
    public async Task Connections_that_come_and_go_in_every_way_leave_nothing_behind()
    {
        ServerFixture server = StartServer();
        await Parallel.ForAsync(0, 1_000, new ParallelOptions { MaxDegreeOfParallelism = 16 }, async (i, _) =>
        {
            using RawClient client = await RawClient.ConnectAsync(server.EndPoint);
            if (i % 3 != 0)
                await client.HelloAsync();
            if (i % 3 == 2)
                await client.RegisterAsync($"user{i}");
            if (i % 2 == 0)
                client.Reset();
        });

        await Eventually.Becomes(() => server.Server.ConnectionCount == 0, "all connections to be gone");
        server.Metrics.Accepted.Should().Be(1_000);
        server.Server.Engine.Find("user5")!.Online.Should().BeFalse();
    }

    private static async Task<(RawClient Client, X509Certificate2 Certificate)> ConnectTlsAsync(ServerFixture server)
    {
        Socket socket = new(SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(server.EndPoint);
        SslStream stream = new(new NetworkStream(socket, ownsSocket: true));
        X509Certificate2? shown = null;
        await stream.AuthenticateAsClientAsync(new SslClientAuthenticationOptions
        {
            TargetHost = "localhost",
            RemoteCertificateValidationCallback = (_, certificate, _, _) =>
            {
                shown = certificate is null ? null : new X509Certificate2(certificate);
                return shown is not null;
            },
        }).Within("the handshake");
        return (RawClient.Over(socket, stream), shown!);
    }
}
