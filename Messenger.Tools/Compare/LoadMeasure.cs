using System.Diagnostics;
using System.Threading.Channels;
using Messenger.Tools.Doors;

namespace Messenger.Tools.Compare;

/// <summary>What came of load.</summary>
/// <param name="Messages">Acknowledged, delivered and confirmed.</param>
/// <param name="Elapsed">From the first to the last.</param>
/// <param name="ServerCpu">Processor time that the server took; null when it is not ours.</param>
/// <param name="ClientCpu">Processor time that sender and recipient took together.</param>
/// <param name="Connections">That the two had open.</param>
internal sealed record LoadRound(long Messages, TimeSpan Elapsed, TimeSpan? ServerCpu, TimeSpan ClientCpu, long Connections)
{
    public double Rate => Messages / Elapsed.TotalSeconds;

    /// <summary>Of the server for a message, in microseconds.</summary>
    public double? ServerMicroseconds => ServerCpu?.TotalMicroseconds / Messages;

    public double ClientMicroseconds => ClientCpu.TotalMicroseconds / Messages;

    public static LoadRound operator +(LoadRound one, LoadRound other) => new(
        one.Messages + other.Messages,
        one.Elapsed + other.Elapsed,
        one.ServerCpu + other.ServerCpu,
        one.ClientCpu + other.ClientCpu,
        Math.Max(one.Connections, other.Connections));
}

/// <summary>Keeps so many messages under way from one sender to one recipient: each until it is both acknowledged and delivered. The recipient confirms what has come.</summary>
internal sealed class LoadMeasure(DoorPeople people, CompareOptions options, ServerProcess? server)
{
    private const string Last = "that was the last";
    private static readonly TimeSpan DrainLimit = TimeSpan.FromSeconds(60);

    public async Task<LoadRound> RoundAsync(TimeSpan duration)
    {
        string text = new SampleText("ascii", options.TextBytes).Text;
        using SemaphoreSlim room = new(options.Outstanding);
        Channel<ulong> delivered = Channel.CreateUnbounded<ulong>(new UnboundedChannelOptions { SingleReader = true, SingleWriter = true });
        using Process self = Process.GetCurrentProcess();
        TimeSpan serverBefore = server?.ProcessorTime ?? TimeSpan.Zero;
        TimeSpan selfBefore = self.TotalProcessorTime;
        Stopwatch clock = Stopwatch.StartNew();

        Task<long> receiving = ReceiveAsync(room, delivered.Writer);
        Task confirming = ConfirmAsync(delivered.Reader);
        long[] sent = await Task.WhenAll(Enumerable.Range(0, options.Outstanding).Select(_ => SendAsync(text, room, clock, duration)));
        // One more tells the recipient, who waits for an event, that it was the last.
        await people.SendAsync(people.ReceiverName, Last);
        long messages = await receiving.WaitAsync(DrainLimit);
        await confirming.WaitAsync(DrainLimit);

        TimeSpan elapsed = clock.Elapsed;
        TimeSpan? serverCpu = server?.ProcessorTime - serverBefore;
        self.Refresh();
        if (messages != sent.Sum())
            throw new CompareException($"{messages} of {sent.Sum()} messages were delivered by {people.Kind.Word()}");
        return new LoadRound(
            messages, elapsed, serverCpu, self.TotalProcessorTime - selfBefore, people.Sender.Bytes.Connections + people.Receiver.Bytes.Connections);
    }

    private async Task<long> SendAsync(string text, SemaphoreSlim room, Stopwatch clock, TimeSpan duration)
    {
        long sent = 0;
        while (clock.Elapsed < duration)
        {
            await room.WaitAsync();
            await people.SendAsync(people.ReceiverName, text);
            sent++;
        }
        return sent;
    }

    private async Task<long> ReceiveAsync(SemaphoreSlim room, ChannelWriter<ulong> delivered)
    {
        for (long count = 0; ; count++)
        {
            DoorMessage message = await people.ReceiveAsync();
            delivered.TryWrite(message.Number);
            if (message.Text == Last)
            {
                delivered.Complete();
                return count;
            }
            room.Release();
        }
    }

    private async Task ConfirmAsync(ChannelReader<ulong> delivered)
    {
        List<ulong> numbers = [];
        while (await delivered.WaitToReadAsync())
        {
            while (delivered.TryRead(out ulong number))
                numbers.Add(number);
            await people.Receiver.ConfirmAsync(numbers);
            numbers.Clear();
        }
    }
}
