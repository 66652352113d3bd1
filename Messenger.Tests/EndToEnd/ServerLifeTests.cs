using System.Net;
using FluentAssertions;
using Messenger.Tests.EndToEnd.Support;
using Messenger.Tests.Support;
using NUnit.Framework;

namespace Messenger.Tests.EndToEnd;

/// <summary>How a server starts and stops.</summary>
internal sealed class ServerLifeTests : ProgramTest
{
    [Test]
    public async Task The_first_line_says_where_it_is_and_what_its_key_is()
    {
        RunningServer server = await StartServerAsync();
        server.Greeting.Should().Be(
            $"listening on 127.0.0.1:{server.Port} · reach it at 127.0.0.1:{server.Port} · data in memory · protocol 1 · key {server.Fingerprint}");
        RunningServer everywhere = await RunningServer.OfAsync(Start("server", "--port", "0", "--ephemeral"));
        everywhere.Host.Should().Be("0.0.0.0");
        everywhere.Fingerprint.Should().Be(server.Fingerprint, "it is the key of the data directory");
        await StartJsonAsync(everywhere);
        await StartJsonAsync(everywhere, "--host", "::1");
        RunningServer kept = await RunningServer.OfAsync(Start("server", "--host", "127.0.0.1", "--port", "0", "--data", InHome("kept")));
        kept.Greeting.Should().Contain($" · data {InHome("kept")} · ");
    }

    [TestCase(ProgramProcess.SigTerm)]
    [TestCase(ProgramProcess.SigInt)]
    public async Task A_server_that_is_stopped_tells_its_clients_and_ends_well(int signal)
    {
        RunningServer server = await StartServerAsync();
        JsonTalk bot = await RegisterJsonAsync(server, "bot");
        LineTalk person = await RegisterLineAsync(server, "person");
        server.Process.Signal(signal);
        (await bot.NextAsync("disconnected")).Text("reason").Should().Be("shutting-down");
        (await person.NextAsync("word of the stop")).Should().StartWith("disconnected: ").And.EndWith("; trying again, messages wait");
        (await server.Process.ExitCodeAsync()).Should().Be(0);
        server.Process.Errors.Should().Contain("INF stopping; 2 connections are told").And.Contain("INF stopped");
    }

    [Test]
    public async Task A_second_signal_ends_it_at_once()
    {
        RunningServer server = await StartServerAsync();
        // Takes the goodbye and does not leave, so that the first signal alone would take its time.
        using RawClient stays = await RawClient.ConnectAsync(new IPEndPoint(IPAddress.Loopback, server.Port));
        await stays.HelloAsync();
        server.Process.Signal(ProgramProcess.SigTerm);
        await server.Process.ReadErrorUntilAsync("stopping; 1 connections are told");
        server.Process.Signal(ProgramProcess.SigTerm);
        (await server.Process.ExitCodeAsync()).Should().Be(128 + ProgramProcess.SigTerm);
    }
}
