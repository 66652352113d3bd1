using Messenger.Tools.Doors;

namespace Messenger.Tools.Compare;

/// <summary>What every measurement does: send, see it arrive, confirm it.</summary>
internal static class Deliveries
{
    private const int QueuedTogether = 16;

    /// <summary>Ids as our clients make them, in the order of time.</summary>
    public static Task<DoorSent> SendAsync(this DoorPeople people, string to, string text) => people.Sender.SendAsync(Guid.CreateVersion7(), to, text);

    /// <summary>The next message that comes to the receiver.</summary>
    /// <exception cref="CompareException">The stream ended instead.</exception>
    public static async Task<DoorMessage> ReceiveAsync(this DoorPeople people, CancellationToken cancellation = default)
    {
        while (true)
        {
            DoorEvent happened = await people.Events.NextAsync(cancellation);
            if (happened.Message is { } message)
                return message;
            if (happened.Kind is DoorEventKind.Closed)
                throw new CompareException($"the server ended the events of {people.Kind.Word()}: {happened.Code}");
        }
    }

    /// <summary>Lets messages wait for whoever is absent, and logs in as them.</summary>
    /// <param name="people">At which door.</param>
    /// <param name="count">How many messages.</param>
    /// <param name="text">Of each.</param>
    /// <param name="before">Runs before some of them leave together.</param>
    public static async Task QueueAsync(this DoorPeople people, int count, string text, Func<Task>? before = null)
    {
        foreach (int[] together in Enumerable.Range(0, count).Chunk(QueuedTogether))
        {
            if (before is not null)
                await before();
            await Task.WhenAll(together.Select(_ => people.SendAsync(people.AbsentName, text)));
        }
        await people.Absent.LoginAsync(people.AbsentName, DoorPeople.Password);
    }

    /// <summary>Confirms what was fetched.</summary>
    /// <exception cref="CompareException">There was nothing.</exception>
    public static Task ConfirmAsync(this DoorPeople people, DoorFetched fetched) => fetched.Messages.Count > 0
        ? people.Absent.ConfirmAsync([.. fetched.Messages.Select(message => message.Number)])
        : throw new CompareException($"nothing was fetched by {people.Kind.Word()}, although messages wait");
}
