using Messenger.Tools.Doors;

namespace Messenger.Tools.Compare;

/// <summary>Times operations that are asked for one after the other: from the call to its understood answer, thus with all that the client does.</summary>
internal sealed class LatencyMeasure(DoorPeople people, CompareOptions options)
{
    private const int SlowPart = 10;

    /// <summary>Milliseconds of each operation that is wanted.</summary>
    /// <param name="samples">How often each is done.</param>
    public async Task<Dictionary<CompareOperation, List<double>>> RoundAsync(int samples)
    {
        Dictionary<CompareOperation, List<double>> times = CompareOperations.All.ToDictionary(operation => operation, _ => new List<double>());
        if (Wanted(CompareOperation.Register))
        {
            for (int i = 0; i < Slow(samples); i++)
            {
                await TimeAsync(times, CompareOperation.Register, people.RegisterNewcomerAsync);
                await people.Newcomer.LogoutAsync();
            }
        }
        for (int i = 0; i < samples && Wanted(CompareOperation.List); i++)
            await TimeAsync(times, CompareOperation.List, () => people.Sender.ListAsync(people.ListedPattern, "", CompareOperations.ListPage));
        string text = new SampleText("ascii", options.TextBytes).Text;
        if (Wanted(CompareOperation.Send, CompareOperation.Deliver, CompareOperation.Confirm))
            await DeliverAsync(times, samples, text, CompareOperation.Send, CompareOperation.Deliver);
        if (Wanted(CompareOperation.SendLarge, CompareOperation.DeliverLarge))
            await DeliverAsync(times, samples, new SampleText("cjk", SampleText.Largest).Text, CompareOperation.SendLarge, CompareOperation.DeliverLarge);
        if (Wanted(CompareOperation.Fetch, CompareOperation.History))
            await LookBackAsync(times, samples, text);
        return times;
    }

    private static int Slow(int samples) => Math.Max(1, samples / SlowPart);

    private static async Task TimeAsync(Dictionary<CompareOperation, List<double>> times, CompareOperation operation, Func<Task> run)
    {
        long began = TimeProvider.System.GetTimestamp();
        await run();
        times[operation].Add(TimeProvider.System.GetElapsedTime(began).TotalMilliseconds);
    }

    private bool Wanted(params CompareOperation[] any) => any.Any(options.Operations.Contains);

    private async Task DeliverAsync(
        Dictionary<CompareOperation, List<double>> times, int samples, string text, CompareOperation send, CompareOperation deliver)
    {
        for (int i = 0; i < samples; i++)
        {
            long began = TimeProvider.System.GetTimestamp();
            Task sent = TimeAsync(times, send, () => people.SendAsync(people.ReceiverName, text));
            DoorMessage message = await people.ReceiveAsync();
            times[deliver].Add(TimeProvider.System.GetElapsedTime(began).TotalMilliseconds);
            await sent;
            if (send is CompareOperation.Send)
                await TimeAsync(times, CompareOperation.Confirm, () => people.Receiver.ConfirmAsync([message.Number]));
            else
                await people.Receiver.ConfirmAsync([message.Number]);
        }
    }

    private async Task LookBackAsync(Dictionary<CompareOperation, List<double>> times, int samples, string text)
    {
        int pages = Slow(samples);
        await people.QueueAsync(pages * CompareOperations.MessagePage, text);
        for (int i = 0; i < pages; i++)
        {
            DoorFetched fetched = new([], 0);
            await TimeAsync(times, CompareOperation.Fetch, async () => fetched = await people.Absent.FetchAsync(CompareOperations.MessagePage));
            await people.ConfirmAsync(fetched);
        }
        await people.Absent.LogoutAsync();
        for (int i = 0; i < samples; i++)
            await TimeAsync(times, CompareOperation.History, () => people.Sender.HistoryAsync(people.AbsentName, 0, CompareOperations.MessagePage));
    }
}
