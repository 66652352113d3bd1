using Messenger.Tools.Doors;
using Messenger.Tools.Doors.Net;

namespace Messenger.Tools.Compare;

/// <summary>
/// Counts the bytes of operations, one after the other, and takes the least of each: what belongs to no operation in particular (HTTP/2's window updates
/// and pings, a new date in a head) or to chance (a write that TLS took in two records) makes some samples larger, and none smaller. What an operation
/// says itself has one length in all samples and runs: names, tokens and ids always, numbers of messages and times because that is seen to.
/// </summary>
internal sealed class ByteMeasure(DoorPeople people, CompareOptions options)
{
    /// <summary>Pages that are fetched; each needs messages of its own.</summary>
    private const int Pages = 15;

    /// <summary>Texts of a page, which is to fit in a frame of the wire.</summary>
    private const int PageBytes = 3 * SampleText.Largest;

    // Protocol buffers write a part of a second in nanoseconds as a varint: of five bytes from 268.4 ms on.
    private const int UsualFrom = 300;
    private const int UsualTo = 900;
    private const int Second = 1_000;

    /// <summary>Those without a text of their own.</summary>
    public async Task<Dictionary<CompareOperation, Traffic>> WithoutTextAsync()
    {
        Dictionary<CompareOperation, Traffic> counted = [];
        if (Wanted(CompareOperation.Register))
            counted[CompareOperation.Register] = await LeastAsync(people.Newcomer, options.ByteSamples, people.RegisterNewcomerAsync, () => people.Newcomer.LogoutAsync());
        if (Wanted(CompareOperation.List))
            counted[CompareOperation.List] = await LeastAsync(people.Sender, options.ByteSamples, () => people.Sender.ListAsync(people.ListedPattern, "", CompareOperations.ListPage));
        return counted;
    }

    /// <summary>Those that carry a text.</summary>
    public async Task<Dictionary<CompareOperation, Traffic>> OfAsync(SampleText text)
    {
        Dictionary<CompareOperation, Traffic> counted = Wanted(CompareOperation.Send, CompareOperation.Deliver, CompareOperation.Confirm)
            ? await DeliveredAsync(text.Text)
            : [];
        if (!Wanted(CompareOperation.Fetch, CompareOperation.History))
            return counted;
        int page = Math.Min(CompareOperations.MessagePage, PageBytes / text.Bytes);
        // One page more, so that what is left behind a page always has two digits.
        await people.QueueAsync((Pages + 1) * page, text.Text, UsualTimeAsync);
        counted[CompareOperation.Fetch] = await FetchedAsync(page);
        counted[CompareOperation.History] = await LeastAsync(people.Sender, options.ByteSamples, () => people.Sender.HistoryAsync(people.AbsentName, 0, page));
        return counted;
    }

    private bool Wanted(params CompareOperation[] any) => any.Any(options.Operations.Contains);

    private async Task<Dictionary<CompareOperation, Traffic>> DeliveredAsync(string text)
    {
        List<Traffic> sends = [];
        List<Traffic> deliveries = [];
        List<Traffic> confirmations = [];
        for (int i = 0; i < options.ByteSamples; i++)
        {
            await UsualTimeAsync();
            Traffic receiver = people.Receiver.Bytes.Now;
            Traffic sender = people.Sender.Bytes.Now;
            await people.SendAsync(people.ReceiverName, text);
            sends.Add(people.Sender.Bytes.Now - sender);
            DoorMessage message = await people.ReceiveAsync();
            deliveries.Add(people.Receiver.Bytes.Now - receiver);
            receiver = people.Receiver.Bytes.Now;
            await people.Receiver.ConfirmAsync([message.Number]);
            confirmations.Add(people.Receiver.Bytes.Now - receiver);
        }
        return new()
        {
            [CompareOperation.Send] = Least(sends),
            [CompareOperation.Deliver] = Least(deliveries),
            [CompareOperation.Confirm] = Least(confirmations),
        };
    }

    private static async Task<Traffic> LeastAsync(IDoorClient client, int samples, Func<Task> operation, Func<Task>? behind = null)
    {
        List<Traffic> counted = [];
        for (int i = 0; i < samples; i++)
        {
            Traffic before = client.Bytes.Now;
            await operation();
            counted.Add(client.Bytes.Now - before);
            if (behind is not null)
                await behind();
        }
        return Least(counted);
    }

    private async Task<Traffic> FetchedAsync(int page)
    {
        DoorFetched fetched = new([], 0);
        Traffic least = await LeastAsync(
            people.Absent, Pages, async () => fetched = await people.Absent.FetchAsync(page), () => people.ConfirmAsync(fetched));
        await people.ConfirmAsync(await people.Absent.FetchAsync(page));
        await people.Absent.LogoutAsync();
        return fetched.Messages.Count == page ? least : throw new CompareException($"{fetched.Messages.Count} messages of {page} were fetched by {people.Kind.Word()}");
    }

    private static Traffic Least(List<Traffic> counted) => new(
        counted.Min(traffic => traffic.ApplicationSent),
        counted.Min(traffic => traffic.ApplicationReceived),
        counted.Min(traffic => traffic.SocketSent),
        counted.Min(traffic => traffic.SocketReceived));

    /// <summary>Waits for the part of a second in which times have their usual length.</summary>
    private static Task UsualTimeAsync()
    {
        int now = DateTime.UtcNow.Millisecond;
        return now is >= UsualFrom and <= UsualTo ? Task.CompletedTask : Task.Delay(now < UsualFrom ? UsualFrom - now : Second + UsualFrom - now);
    }
}
