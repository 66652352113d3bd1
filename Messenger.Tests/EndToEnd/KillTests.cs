using System.Net;
using FluentAssertions;
using Messenger.Tests.EndToEnd.Support;
using Messenger.Tests.Support;
using NUnit.Framework;

namespace Messenger.Tests.EndToEnd;

/// <summary>Servers that are killed with what they keep, and those that come after them.</summary>
internal sealed class KillTests : ProgramTest
{
    private string Data => InHome("kept");

    [Test]
    public async Task A_second_server_on_the_same_directory_is_refused_until_the_first_is_gone_however_it_went()
    {
        RunningServer first = await StartKeepingAsync(Data);
        await RegisterJsonAsync(first, "alice");

        (int exitCode, string output, string errors) = await RunAsync(KeepingServer(Data));
        (exitCode, output).Should().Be((2, ""));
        errors.Should().Be(
            $"{Data} is in use by another server (process {Number(first.Process.Id)} on {Environment.MachineName}); stop that one, or name another directory with --data\n");
        await LoginJsonAsync(first, "alice");

        await first.Process.KillAsync();
        await LoginJsonAsync(await StartKeepingAsync(Data), "alice");
    }

    [Test]
    public async Task What_was_confirmed_before_a_kill_does_not_come_again_and_the_rest_does()
    {
        const int rounds = 5;
        const int each = 40;
        Random random = new(3);
        RunningServer server = await StartKeepingAsync(Data);
        byte[] aliceToken = [];
        byte[] bobToken = [];
        List<(ulong Number, string Text)> unconfirmed = [];
        for (int round = 0; round < rounds; round++)
        {
            using RawClient alice = await EnterAsync(server, "alice", aliceToken);
            using RawClient bob = await EnterAsync(server, "bob", bobToken);
            (aliceToken, bobToken) = (alice.Token, bob.Token);
            (await alice.NextMessagesAsync(unconfirmed.Count)).Select(message => (message.Number, message.Text)).Should().Equal(unconfirmed);

            await Task.WhenAll(Enumerable.Range(0, each).Select(i => bob.SendAsync("alice", $"{Number(round)}.{Number(i)}")));
            unconfirmed.AddRange((await alice.NextMessagesAsync(each)).Select(message => (message.Number, message.Text)));
            unconfirmed.Skip(unconfirmed.Count - each).Select(message => message.Text).Should().Equal(Enumerable.Range(0, each).Select(i => $"{Number(round)}.{Number(i)}"));

            // Here and there, in two confirmations; the second answer is the last thing the server says.
            ulong[] confirmed = [.. unconfirmed.Select(message => message.Number).Where(_ => random.Next(3) > 0)];
            random.Shuffle(confirmed);
            await alice.ConfirmAsync(confirmed[..(confirmed.Length / 2)]);
            await alice.ConfirmAsync(confirmed[(confirmed.Length / 2)..]);
            unconfirmed.RemoveAll(message => confirmed.Contains(message.Number));
            await server.Process.KillAsync();
            server = await StartKeepingAsync(Data, server.Port);
        }

        using RawClient fresh = await RawClient.ConnectAsync(new IPEndPoint(IPAddress.Loopback, server.Port));
        await fresh.HelloAsync();
        (await fresh.LoginAsync("alice")).Held.Total.Should().Be((uint)unconfirmed.Count);
        await fresh.ReadAsync();
        (await fresh.NextMessagesAsync(unconfirmed.Count)).Select(message => message.Text).Should().Equal(unconfirmed.Select(message => message.Text));
    }

    private static async Task<RawClient> EnterAsync(RunningServer server, string name, byte[] token)
    {
        RawClient client = await RawClient.ConnectAsync(new IPEndPoint(IPAddress.Loopback, server.Port));
        await client.HelloAsync();
        if (token.Length == 0)
        {
            await client.RegisterAsync(name);
            return client;
        }
        (await client.ResumeAsync(token)).Resumed.Should().BeTrue();
        return client;
    }
}
