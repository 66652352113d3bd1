using Messenger.Client.Session;
using Messenger.Tools.Torture.Ledgers;
using Messenger.Wire;

namespace Messenger.Tools.Torture.People;

/// <summary>One account that sends to all receivers in turn, many at a time, through whatever happens to its connection.</summary>
/// <param name="session">Logged in.</param>
/// <param name="name">Its account.</param>
/// <param name="targets">To whom.</param>
/// <param name="ledger">Told of everything.</param>
/// <param name="seed">Of its choices.</param>
internal sealed class Sender(MessengerSession session, string name, SendTargets targets, Ledger ledger, int seed) : ISender
{
    private const int InFlight = 64;
    private const int BurstMost = 40;
    private const int PauseMost = 30;

    private readonly Random _random = new(seed);
    private readonly Dictionary<string, long> _sequences = targets.Names.Distinct().ToDictionary(to => to, _ => 0L);

    /// <summary>What it gets, as a member of groups, is confirmed and counts nowhere.</summary>
    private readonly SessionWatch _watch = new(session, name, ledger, message => session.MarkShown(message.Number));

    public string Name => name;

    public IConnectionWatch Watch => _watch;

    public string InWords() => $"{_watch.InWords()}, {session.UnansweredSends.Count} sends without an answer";

    public async Task RunAsync(CancellationToken stop)
    {
        List<Task> open = [];
        while (!stop.IsCancellationRequested)
        {
            for (int i = _random.Next(1, BurstMost); i > 0 && open.Count < InFlight; i--)
                open.Add(SendOneAsync(targets.Any(_random)));
            await Task.WhenAny([.. open, Task.Delay(_random.Next(1, PauseMost), CancellationToken.None)]);
            open.RemoveAll(task => task.IsCompletedSuccessfully);
        }
        await Task.WhenAll(open);
    }

    public async ValueTask DisposeAsync()
    {
        await session.DisposeAsync().AsTask().Within(Waits.Step, $"the session of {name} to close");
        await _watch.EndAsync();
    }

    private async Task SendOneAsync(string to)
    {
        Entry entry = new(name, to, _sequences[to]++);
        Guid id = Guid.CreateVersion7();
        Entry[] entries = targets.Entries(entry);
        foreach (Entry each in entries)
            ledger.Sent(each, id);
        try
        {
            await session.SendAsync(to, entry.Text(), id);
            foreach (Entry each in entries)
                ledger.Acknowledged(each);
        }
        catch (RefusedException refused) when (refused.Code is ErrorCode.StoreFailed or ErrorCode.MailboxFull or ErrorCode.RateLimited)
        {
            ledger.WasRefused();
        }
        catch (RefusedException refused)
        {
            ledger.Trouble($"a send was refused with {refused.Code.Word()}", entries[0]);
        }
        catch (OperationCanceledException)
        {
            // Its session was closed, which is said elsewhere.
        }
    }
}
