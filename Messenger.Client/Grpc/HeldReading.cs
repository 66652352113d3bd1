using Messenger.Wire;
using Messenger.Wire.Messages;

namespace Messenger.Client.Grpc;

/// <summary>READ, which pushes what is held: fetched in pages, as far as the session's window has room, one read after the other (PROTOCOL.md §5.14).</summary>
/// <param name="calls">Where it is fetched, and said.</param>
/// <param name="unconfirmed">What the session has and has not confirmed.</param>
internal sealed class HeldReading(BridgeCalls calls, Unconfirmed unconfirmed)
{
    private Task _last = Task.CompletedTask;

    /// <summary>Takes up a read; for one caller.</summary>
    /// <param name="from">Only what this sender or group sent; empty: from all.</param>
    /// <param name="count">At most so many; 0: all.</param>
    /// <param name="answer">Runs the read, and says what became of it when that was nothing good. Never throws.</param>
    /// <param name="requestId">Of the request.</param>
    public void Add(string from, uint count, Func<Func<Task>, Task> answer, uint requestId)
    {
        Task before = _last;
        _last = RunAsync();

        async Task RunAsync()
        {
            await before.ConfigureAwait(false);
            await answer(() => ReadAsync(from, count, requestId)).ConfigureAwait(false);
        }
    }

    private async Task ReadAsync(string from, uint count, uint requestId)
    {
        uint pushed = 0;
        V1.UndeliveredResponse page;
        do
        {
            int room = Math.Min(await unconfirmed.RoomAsync(calls.Stop).ConfigureAwait(false), Limits.HistoryMax);
            int wanted = count == 0 ? room : (int)Math.Min((uint)room, count - pushed);
            V1.UndeliveredRequest request = new() { Sender = from, Count = wanted, Once = true };
            page = await calls.AskAsync<V1.UndeliveredRequest, V1.UndeliveredResponse>("Undelivered", request).ConfigureAwait(false);
            foreach (V1.Message message in page.Messages)
            {
                unconfirmed.Add(message.Number);
                await calls.Output.WriteAsync(frames => WirePushes.Write(frames, message), calls.Stop).ConfigureAwait(false);
            }
            pushed += (uint)page.Messages.Count;
        }
        while (page.Messages.Count > 0 && page.Left > 0 && (count == 0 || pushed < count));
        ReadAnswer done = new(pushed, page.Left);
        await calls.Output.WriteAsync(frames => frames.Write(Opcode.ReadAnswer, requestId, done), calls.Stop).ConfigureAwait(false);
    }
}
