using Messenger.Client.Session;
using Messenger.Tools.Doors;
using Messenger.Tools.Doors.Net;

namespace Messenger.Tools.Compare;

/// <summary>Those who speak at one door: who sends, who is there and receives, and who is away and fetches later. Names are of one length at all doors.</summary>
internal sealed class DoorPeople : IAsyncDisposable
{
    public const string Password = "a password to compare with";

    private const int ConnectTries = 3;

    private readonly string _prefix;
    private int _newcomers;

    private DoorPeople(DoorKind kind, DoorAddresses addresses, string run)
    {
        Kind = kind;
        _prefix = $"{run}-{(int)kind}";
        Sender = DoorClients.Create(kind, addresses);
        Receiver = DoorClients.Create(kind, addresses);
        Absent = DoorClients.Create(kind, addresses);
        Newcomer = DoorClients.Create(kind, addresses);
    }

    public DoorKind Kind { get; }

    public IDoorClient Sender { get; }

    public IDoorClient Receiver { get; }

    /// <summary>What the receiver is told.</summary>
    public IDoorEvents Events { get; private set; } = null!;

    /// <summary>Not logged in but to fetch.</summary>
    public IDoorClient Absent { get; }

    /// <summary>Connected, and about to register.</summary>
    public IDoorClient Newcomer { get; }

    public string ReceiverName => _prefix + "-receiver";

    public string AbsentName => _prefix + "-absent";

    /// <summary>Of the directory that is listed: the same names for all doors.</summary>
    public string ListedPattern => $"{_prefix[..^2]}-listed-*";

    /// <summary>What it took to connect, before anything was asked.</summary>
    public Traffic Connecting { get; private set; }

    /// <param name="kind">Which door.</param>
    /// <param name="addresses">Of the server.</param>
    /// <param name="run">A few letters of its own for each run.</param>
    public static async Task<DoorPeople> OpenAsync(DoorKind kind, DoorAddresses addresses, string run)
    {
        DoorPeople people = new(kind, addresses, run);
        try
        {
            await people.EnterAsync();
            return people;
        }
        catch
        {
            await people.DisposeAsync();
            throw;
        }
    }

    /// <summary>Registers those whom pages of the directory name.</summary>
    public static async Task FillDirectoryAsync(DoorAddresses addresses, DoorKind kind, string run)
    {
        await using IDoorClient client = DoorClients.Create(kind, addresses);
        await ConnectAsync(client);
        // One more than a page, so that every page names where the next begins.
        for (int i = 0; i <= CompareOperations.ListPage; i++)
        {
            await client.RegisterAsync($"{run}-listed-{i:D4}", Password);
            await client.LogoutAsync();
        }
    }

    public Task RegisterNewcomerAsync() => Newcomer.RegisterAsync($"{_prefix}-{_newcomers++:D6}", Password);

    public async ValueTask DisposeAsync()
    {
        if (Events is { } events)
            await events.DisposeAsync();
        await Sender.DisposeAsync();
        await Receiver.DisposeAsync();
        await Absent.DisposeAsync();
        await Newcomer.DisposeAsync();
    }

    /// <summary>Once more when a machine is so busy that the server gives a connection up before it has said hello.</summary>
    private static async Task ConnectAsync(IDoorClient client)
    {
        for (int tries = 1; ; tries++)
        {
            try
            {
                await client.ConnectAsync();
                return;
            }
            catch (RefusedException) when (tries < ConnectTries)
            {
                // The last one is told.
            }
        }
    }

    private async Task EnterAsync()
    {
        foreach (IDoorClient client in new[] { Sender, Receiver, Absent, Newcomer })
            await ConnectAsync(client);
        Connecting = Sender.Bytes.Now;
        string sender = _prefix + "-sender";
        await Sender.RegisterAsync(sender, Password);
        await Receiver.RegisterAsync(ReceiverName, Password);
        await Absent.RegisterAsync(AbsentName, Password);
        // Who was written to may fill the whole of a mailbox.
        await Receiver.SendAsync(Guid.CreateVersion7(), sender, "hello");
        await Absent.SendAsync(Guid.CreateVersion7(), sender, "hello");
        await Absent.LogoutAsync();
        Events = await Receiver.OpenEventsAsync();
        await Events.NextAsync(CancellationToken.None);
    }
}
