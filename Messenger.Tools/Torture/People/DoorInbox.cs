using System.Threading.Channels;
using Messenger.Tools.Doors;
using Messenger.Tools.Torture.Ledgers;

namespace Messenger.Tools.Torture.People;

/// <summary>
/// What one client at a door has shown, by number, and its confirmations. It tells apart what docs/rest.md allows to come again from what it does
/// not: behind the last id of a stream, and out of what waits, a message may come until it was confirmed before one asked; in all other cases it
/// goes to the ledger a second time, which counts it as doubled. Safe on any thread.
/// </summary>
internal sealed class DoorInbox(IDoorClient client, string name, Ledger ledger)
{
    private const int ConfirmedAtOnce = 500;

    private readonly Lock _gate = new();
    private readonly ClientView _view = new(name);
    private readonly Dictionary<ulong, Known> _known = [];
    private readonly Channel<ulong> _toConfirm = Channel.CreateUnbounded<ulong>(new UnboundedChannelOptions { SingleReader = true });

    /// <summary>A message that an event brought: shown, and confirmed in its time.</summary>
    /// <param name="message">The message.</param>
    /// <param name="asked">When the stream was asked for, in the ledger's time.</param>
    /// <param name="isBehind">It is behind the last id, named or seen, of its stream.</param>
    public void TakeEvent(DoorMessage message, TimeSpan asked, bool isBehind)
    {
        Take(message, message.Queued, asked, isBehind);
        _toConfirm.Writer.TryWrite(message.Number);
    }

    /// <summary>Something else with a number that takes up the window until it is confirmed.</summary>
    public void TakeOther(ulong number) => _toConfirm.Writer.TryWrite(number);

    /// <summary>A message out of what waits: shown; whoever fetched it confirms it.</summary>
    /// <returns>False when it must not have come, so that whoever fetches until nothing waits comes to an end.</returns>
    public bool TakeFetched(DoorMessage message, TimeSpan asked) => Take(message, queued: true, asked, mayComeAgain: true);

    /// <summary>Confirms what events brought, as it comes, until the client is gone.</summary>
    public async Task ConfirmEventsAsync(CancellationToken gone)
    {
        List<ulong> some = [];
        while (await _toConfirm.Reader.WaitToReadAsync(gone))
        {
            while (some.Count < ConfirmedAtOnce && _toConfirm.Reader.TryRead(out ulong number))
                some.Add(number);
            await ConfirmAsync(some, gone);
            some.Clear();
        }
    }

    /// <summary>Confirms these, again and again until that is answered.</summary>
    public async Task ConfirmAsync(IReadOnlyList<ulong> numbers, CancellationToken gone)
    {
        await Patience.AskAsync(
            async limit =>
            {
                await client.ConfirmAsync(numbers, limit);
                return true;
            },
            gone);
        lock (_gate)
        {
            foreach (ulong number in numbers)
            {
                if (!_known.TryGetValue(number, out Known? known))
                    continue;
                known.ConfirmedAt ??= ledger.Now;
                ledger.Confirmed(known.Entry);
            }
        }
    }

    private bool Take(DoorMessage message, bool queued, TimeSpan asked, bool mayComeAgain)
    {
        lock (_gate)
        {
            if (_known.TryGetValue(message.Number, out Known? known) && mayComeAgain && !(known.ConfirmedAt < asked) && known.Entry.Text() == message.Text)
            {
                ledger.WasRecognised();
                return true;
            }
            return ledger.Shown(_view, message.From, message.Text, queued) is { } entry && _known.TryAdd(message.Number, new Known(entry));
        }
    }

    private sealed class Known(Entry entry)
    {
        public Entry Entry { get; } = entry;

        public TimeSpan? ConfirmedAt { get; set; }
    }
}
