using System.Collections.Concurrent;
using System.Globalization;
using FluentAssertions;
using Messenger.Tests.Support;
using Messenger.Wire;
using Messenger.Wire.Messages;
using NUnit.Framework;

namespace Messenger.Tests.Server.EndToEnd;

/// <summary>
/// Many connections, many senders, some of them cut off again and again; and a ledger of what was acknowledged. For a run by hand of the
/// size of the issue: MESSENGER_LEDGER_CONNECTIONS=1000 MESSENGER_LEDGER_SENDERS=200 MESSENGER_LEDGER_MESSAGES=3000.
/// </summary>
internal sealed class LedgerTests : ServerTest
{
    private const int InFlight = 32;

    private static readonly int Connections = Size("MESSENGER_LEDGER_CONNECTIONS", 300);
    private static readonly int Senders = Size("MESSENGER_LEDGER_SENDERS", 60);
    private static readonly int MessagesEach = Size("MESSENGER_LEDGER_MESSAGES", 250);
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(5);

    [Test]
    public async Task Nothing_acknowledged_is_lost_doubled_or_out_of_order_per_pair()
    {
        ServerFixture server = StartServer(ServerFixture.Options with { MailboxMessages = 1_000_000, MailboxBytes = 1L << 32 });
        LedgerTerminal[] terminals = [.. Enumerable.Range(0, Connections).Select(i => new LedgerTerminal(server, $"user{i}", i))];
        // Not all at once: the line before the password hash has 256 places.
        await Parallel.ForEachAsync(terminals, new ParallelOptions { MaxDegreeOfParallelism = 64 }, async (terminal, _) => await terminal.StartAsync());

        using CancellationTokenSource stop = new();
        Task cutting = CutSomeAsync(terminals, stop.Token);
        ConcurrentDictionary<(string From, string To), List<ulong>> stored = new();
        RawClient[] senders = new RawClient[Senders];
        for (int i = 0; i < Senders; i++)
            senders[i] = await LoginAsync(server, terminals[i].Name, window: 1);
        await Task.WhenAll(senders.Select((client, i) => SendAllAsync(client, terminals[i].Name, i, stored))).WaitAsync(Limit);
        await stop.CancelAsync();
        await cutting;

        ILookup<string, List<ulong>> byRecipient = stored.ToLookup(pair => pair.Key.To, pair => pair.Value);
        foreach (LedgerTerminal terminal in terminals)
            await terminal.WaitForAsync(byRecipient[terminal.Name].Sum(numbers => numbers.Count), Limit);
        stored.Values.Sum(numbers => numbers.Count).Should().Be(Senders * MessagesEach);
        foreach (LedgerTerminal terminal in terminals)
        {
            terminal.Problems.Should().BeEmpty();
            foreach (((string from, string to), List<ulong> numbers) in stored.Where(pair => pair.Key.To == terminal.Name))
                terminal.ShownFrom(from).Should().Equal(numbers, "{0} to {1}", from, to);
            await terminal.StopAsync();
        }
        terminals.Sum(terminal => terminal.TimesCut).Should().BePositive("else resuming was not part of this");
        TestContext.Out.WriteLine($"{Senders * MessagesEach} messages, {terminals.Sum(terminal => terminal.TimesCut)} resumptions, "
            + $"{terminals.Sum(terminal => terminal.Repeats)} repeats dropped");
    }

    private static int Size(string variable, int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), CultureInfo.InvariantCulture, out int size) ? size : otherwise;

    /// <summary>Every tenth terminal loses its connection now and then.</summary>
    private static async Task CutSomeAsync(LedgerTerminal[] terminals, CancellationToken stop)
    {
        LedgerTerminal[] victims = [.. terminals.Where((_, i) => i % 10 == 0)];
        for (int i = 0; !stop.IsCancellationRequested || i < victims.Length; i++)
            await victims[i % victims.Length].CutAndResumeAsync();
    }

    /// <summary>Sends over a connection of its own, many ahead of their answers, and notes the numbers per recipient in the order of sending.</summary>
    private static async Task SendAllAsync(
        RawClient client, string name, int seed, ConcurrentDictionary<(string From, string To), List<ulong>> stored)
    {
        Random random = new(seed);
        Queue<(string To, Task<Received> Answer)> open = new();
        for (int i = 0; i < MessagesEach; i++)
        {
            // A few favourites, so that pairs have many messages.
            int target = random.Next(4) > 0 ? (seed + random.Next(1, 4)) % Connections : random.Next(Connections);
            string to = $"user{target}";
            if (to == name)
                to = $"user{(target + 1) % Connections}";
            open.Enqueue((to, client.AskSend(to, $"{name} {i}")));
            while (open.Count >= InFlight || (i == MessagesEach - 1 && open.Count > 0))
            {
                (string recipient, Task<Received> answer) = open.Dequeue();
                Received received = await answer;
                received.Opcode.Should().Be(Opcode.SendAnswer);
                stored.GetOrAdd((name, recipient), _ => []).Add(received.Read<SendAnswer>().Number);
            }
        }
    }
}
