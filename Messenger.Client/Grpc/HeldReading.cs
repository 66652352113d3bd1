using Messenger.Wire;
using Messenger.Wire.Messages;

namespace Messenger.Client.Grpc;

/// <summary>READ, which pushes what is held: fetched in pages, as far as the session's window has room, one read after the other (PROTOCOL.md §5.14).</summary>
/// <param name="calls">Where it is fetched, and said.</param>
/// <param name="unconfirmed">What the session has and has not confirmed.</param>
internal sealed class HeldReading(BridgeCalls calls, Unconfirmed unconfirmed)
{
    private CancellationTokenSource _end = CancellationTokenSource.CreateLinkedTokenSource(calls.Stop);
    private Task _last = Task.CompletedTask;
    private uint _held;

    /// <summary>Another login has other messages; no read is under way.</summary>
    /// <param name="held">How many are held for it.</param>
    public void Begin(uint held) => _held = held;

    /// <summary>Takes up a read; for one caller.</summary>
    /// <param name="from">Only what this sender or group sent; empty: from all.</param>
    /// <param name="count">At most so many; 0: all.</param>
    /// <param name="answer">Runs the read, and says what became of it when that was nothing good. Never throws.</param>
    /// <param name="requestId">Of the request.</param>
    public void Add(string from, uint count, Func<Func<Task>, Task> answer, uint requestId)
    {
        Task before = _last;
        CancellationToken end = _end.Token;
        _last = RunAsync();

        async Task RunAsync()
        {
            await before.ConfigureAwait(false);
            await answer(() => ReadAsync(from, count, requestId, end)).ConfigureAwait(false);
        }
    }

    /// <summary>Ends the reads that are under way, each answered with what it has pushed; for the same caller. Those that follow are another login's.</summary>
    public async Task EndAsync()
    {
        await _end.CancelAsync().ConfigureAwait(false);
        await _last.ConfigureAwait(false);
        _end.Dispose();
        _end = CancellationTokenSource.CreateLinkedTokenSource(calls.Stop);
    }

    private async Task ReadAsync(string from, uint count, uint requestId, CancellationToken end)
    {
        uint pushed = 0;
        bool isMore = true;
        while (isMore && await RoomAsync(end).ConfigureAwait(false) is > 0 and int room)
        {
            int wanted = count == 0 ? room : (int)Math.Min((uint)room, count - pushed);
            V1.UndeliveredRequest request = new() { Sender = from, Count = wanted, Once = true };
            V1.UndeliveredResponse page = await calls.AskAsync<V1.UndeliveredRequest, V1.UndeliveredResponse>("Undelivered", request).ConfigureAwait(false);
            foreach (V1.Message message in page.Messages)
            {
                unconfirmed.Add(message.Number);
                await calls.Output.WriteAsync(frames => WirePushes.Write(frames, message), calls.Stop).ConfigureAwait(false);
            }
            pushed += (uint)page.Messages.Count;
            _held = page.Left;
            isMore = page.Messages.Count > 0 && page.Left > 0 && (count == 0 || pushed < count);
        }
        ReadAnswer done = new(pushed, _held);
        await calls.Output.WriteAsync(frames => frames.Write(Opcode.ReadAnswer, requestId, done), calls.Stop).ConfigureAwait(false);
    }

    /// <summary>How many more the session takes, at most a page; 0 when the read has ended before there was room.</summary>
    private async Task<int> RoomAsync(CancellationToken end)
    {
        try
        {
            return end.IsCancellationRequested ? 0 : Math.Min(await unconfirmed.RoomAsync(end).ConfigureAwait(false), Limits.HistoryMax);
        }
        catch (OperationCanceledException) when (!calls.Stop.IsCancellationRequested)
        {
            return 0;
        }
    }
}
