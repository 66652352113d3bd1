using System.Collections.Concurrent;
using System.Globalization;
using Messenger.Client.Session;
using Messenger.Tools.Torture.Ledgers;

namespace Messenger.Tools.Torture.People;

/// <summary>
/// Two ordinary users elsewhere on the server: alice writes every so often, bob answers each message, and a round trip is from her writing
/// to his answer on her screen. What others do must not disturb them.
/// </summary>
internal sealed class OrdinaryPair : IAsyncDisposable
{
    private const double BarMilliseconds = 1000;

    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan LongestRoundTrip = TimeSpan.FromSeconds(30);

    private readonly Ledger _ledger;
    private readonly string _aliceName;
    private readonly string _bobName;
    private readonly MessengerSession _alice;
    private readonly MessengerSession _bob;
    private readonly SessionWatch _aliceWatch;
    private readonly SessionWatch _bobWatch;
    private readonly ConcurrentDictionary<long, long> _underWay = new();
    private readonly ConcurrentQueue<double> _milliseconds = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _talking;
    private int _failures;

    private OrdinaryPair(Ledger ledger, string aliceName, MessengerSession alice, string bobName, MessengerSession bob)
    {
        _ledger = ledger;
        _aliceName = aliceName;
        _bobName = bobName;
        _alice = alice;
        _bob = bob;
        ClientView aliceView = new(aliceName);
        ClientView bobView = new(bobName);
        _aliceWatch = new SessionWatch(alice, aliceName, ledger, message => Answered(aliceView, message));
        _bobWatch = new SessionWatch(bob, bobName, ledger, message => Answer(bobView, message));
        _talking = Task.Run(TalkAsync);
    }

    private int Failures => Volatile.Read(ref _failures) + _aliceWatch.DisconnectCount + _bobWatch.DisconnectCount;

    /// <param name="port">The server's.</param>
    /// <param name="ledger">Told of everything.</param>
    /// <param name="mark">Ends their names, where one ledger has several pairs.</param>
    public static async Task<OrdinaryPair> StartAsync(int port, Ledger ledger, string mark = "")
    {
        string alice = $"alice{mark}";
        string bob = $"bob{mark}";
        return new(ledger, alice, await Sessions.RegisterAsync(port, alice), bob, await Sessions.RegisterAsync(port, bob));
    }

    /// <summary>Forgets the figures so far: from here on they are of what happens now.</summary>
    public void BeginStretch() => _milliseconds.Clear();

    /// <summary>Says how it went since <see cref="BeginStretch"/>, judging nothing.</summary>
    public void NoteStretch(Verdict verdict, string when) => verdict.Note($"two ordinary users {when}: {InWords([.. _milliseconds.Order()])}");

    /// <summary>Stops talking, waits for what is under way, and judges the figures since <see cref="BeginStretch"/> and all failures.</summary>
    public async Task FinishAsync(Verdict verdict, string when)
    {
        await _stop.CancelAsync();
        await _talking.Within(LongestRoundTrip, "alice to have all her acknowledgements");
        await Waits.Becomes(() => _underWay.IsEmpty, LongestRoundTrip);
        double[] sorted = [.. _milliseconds.Order()];
        int failures = Failures + _underWay.Count;
        verdict.Promise($"two ordinary users {when}: {InWords(sorted)} · failures {failures}", failures == 0 && sorted.Length > 0);
        verdict.Bar("their round trip p99", At(sorted, 0.99), BarMilliseconds, "ms");
        if (failures > 0)
            verdict.Note($"{_aliceWatch.InWords()}; {_bobWatch.InWords()}");
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _alice.DisposeAsync().AsTask().Within(Waits.Step, "alice to leave");
        await _bob.DisposeAsync().AsTask().Within(Waits.Step, "bob to leave");
        await _aliceWatch.EndAsync();
        await _bobWatch.EndAsync();
        _stop.Dispose();
    }

    private static string InWords(double[] sorted) => string.Create(CultureInfo.InvariantCulture,
        $"{sorted.Length} round trips, p50 {At(sorted, 0.5):F1} ms, p99 {At(sorted, 0.99):F1} ms, longest {At(sorted, 1):F1} ms");

    private static double At(double[] sorted, double share) =>
        sorted.Length == 0 ? 0 : sorted[Math.Min(sorted.Length - 1, (int)(sorted.Length * share))];

    /// <summary>Writes at its pace whether answers come or not, so that a time without answers counts in full.</summary>
    private async Task TalkAsync()
    {
        List<Task> open = [];
        using PeriodicTimer timer = new(Pace);
        try
        {
            for (long sequence = 0; await timer.WaitForNextTickAsync(_stop.Token); sequence++)
            {
                _underWay[sequence] = TimeProvider.System.GetTimestamp();
                open.Add(SendAsync(_alice, new Entry(_aliceName, _bobName, sequence)));
                open.RemoveAll(task => task.IsCompletedSuccessfully);
            }
        }
        catch (OperationCanceledException)
        {
            // Told to stop.
        }
        await Task.WhenAll(open);
    }

    private void Answer(ClientView view, MessageReceived message)
    {
        if (_ledger.Shown(view, message.From, message.Text, message.Queued) is not { } entry)
            return;
        _bob.MarkShown(message.Number);
        _ = SendAsync(_bob, new Entry(_bobName, _aliceName, entry.Sequence));
    }

    private void Answered(ClientView view, MessageReceived message)
    {
        if (_ledger.Shown(view, message.From, message.Text, message.Queued) is not { } entry)
            return;
        _alice.MarkShown(message.Number);
        if (_underWay.TryRemove(entry.Sequence, out long began))
            _milliseconds.Enqueue(TimeProvider.System.GetElapsedTime(began).TotalMilliseconds);
    }

    private async Task SendAsync(MessengerSession session, Entry entry)
    {
        Guid id = Guid.CreateVersion7();
        _ledger.Sent(entry, id);
        try
        {
            await session.SendAsync(entry.To, entry.Text(), id);
            _ledger.Acknowledged(entry);
        }
        catch (Exception problem) when (problem is RefusedException or OperationCanceledException)
        {
            Interlocked.Increment(ref _failures);
        }
    }
}
