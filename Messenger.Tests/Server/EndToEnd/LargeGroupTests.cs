using FluentAssertions;
using Messenger.Server.Storage.Sqlite;
using Messenger.Tests.Support;
using Messenger.Wire;
using Messenger.Wire.Messages;
using NUnit.Framework;

namespace Messenger.Tests.Server.EndToEnd;

/// <summary>A thousand members, a hundred of them connected: one send reaches each exactly once, now or when they log in.</summary>
internal sealed class LargeGroupTests : ServerTest
{
    private const int Members = 1_000;
    private const int Online = 100;
    private const int Workers = 8;

    [Test]
    public async Task One_send_reaches_a_thousand_members_exactly_once_after_all_have_logged_in()
    {
        ServerFixture server = StartServer(
            journal: new SqliteJournal(Database.Open(Path.Combine(NewDirectory(), Database.FileName)), TimeProvider.System));
        string[] names = [.. Enumerable.Range(0, Members).Select(i => $"member{i}")];
        RawClient[] online = await Task.WhenAll(names[..Online].Select(name => RegisterAsync(server, name)));
        await EachAsync(server, names[Online..], async (client, name) =>
        {
            await client.RegisterAsync(name);
            await RawClient.DoneAsync(client.AskEmpty(Opcode.Logout));
        });
        (await online[0].CreateGroupAsync("all", names[1..])).Members.Should().HaveCount(Members);

        SendAnswer sent = await online[0].SendAsync("#all", "to all of you");

        sent.Delivered.Should().BeTrue();
        foreach (RawClient client in online[1..])
        {
            ReceivedMessage message = await client.NextMessageAsync();
            (message.Number, message.To, message.Text).Should().Be((sent.Number, "#all", "to all of you"));
            await client.ConfirmAsync(message.Number);
        }
        int later = 0;
        await EachAsync(server, names[Online..], async (client, name) =>
        {
            SessionOpened opened = await client.LoginAsync(name);
            opened.Held.From.Should().Equal(new UndeliveredFrom("#all", false, 1));
            (await client.ReadAsync("#all")).Count.Should().Be(1);
            (await client.NextMessageAsync()).Number.Should().Be(sent.Number);
            await client.ConfirmAsync(sent.Number);
            await RawClient.DoneAsync(client.AskEmpty(Opcode.Logout));
            Interlocked.Increment(ref later);
        });

        later.Should().Be(Members - Online);
        await Task.WhenAll(online.Select(client => client.PingAsync()));
        online.Sum(client => client.MessagesWaiting).Should().Be(0, "once, and not twice");
        names.Sum(name => server.Server.Engine.Find(name)!.Summarize().Total).Should().Be(0);
        (await online[0].HistoryAsync("#all")).Messages.Single().Marks.Should().Be(HistoryMarks.Own | HistoryMarks.Delivered);
    }

    /// <summary>Some connections share the names among them, and serve one behind the other.</summary>
    private async Task EachAsync(ServerFixture server, string[] names, Func<RawClient, string, Task> act) =>
        await Task.WhenAll(names.Chunk((names.Length + Workers - 1) / Workers).Select(async share =>
        {
            RawClient client = await GreetAsync(server);
            foreach (string name in share)
                await act(client, name);
        }));
}
