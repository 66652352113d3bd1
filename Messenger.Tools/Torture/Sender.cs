using Messenger.Client.Session;
using Messenger.Wire;

namespace Messenger.Tools.Torture;

/// <summary>One account that sends to all receivers in turn, many at a time, through whatever happens to its connection.</summary>
internal sealed class Sender(MessengerSession session, string name, IReadOnlyList<string> receivers, Ledger ledger, int seed)
{
    private const int InFlight = 64;
    private const int BurstMost = 40;

    private readonly Random _random = new(seed);
    private readonly Dictionary<string, long> _sequences = receivers.ToDictionary(receiver => receiver, _ => 0L);

    /// <summary>Sends until told to stop, then until every send has its answer.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        _ = Task.Run(DropEventsAsync, CancellationToken.None);
        List<Task> open = [];
        while (!stop.IsCancellationRequested)
        {
            for (int i = _random.Next(1, BurstMost); i > 0 && open.Count < InFlight; i--)
                open.Add(SendOneAsync(receivers[_random.Next(receivers.Count)]));
            await Task.WhenAny([.. open, Task.Delay(_random.Next(1, 30), CancellationToken.None)]);
            open.RemoveAll(task => task.IsCompleted);
        }
        await Task.WhenAll(open);
    }

    private async Task SendOneAsync(string to)
    {
        Entry entry = new(name, to, _sequences[to]++);
        ledger.Sent(entry);
        try
        {
            await session.SendAsync(to, entry.Text());
            ledger.Acknowledged(entry);
        }
        catch (RefusedException refused) when (refused.Code is ErrorCode.StoreFailed or ErrorCode.MailboxFull or ErrorCode.RateLimited)
        {
            ledger.WasRefused();
        }
    }

    private async Task DropEventsAsync()
    {
        await foreach (SessionEvent _ in session.Events.ReadAllAsync())
        {
            // A sender is told of its connection; it only has to go on.
        }
    }
}
