using Messenger.Client.Session;
using Messenger.Tools.Doors;
using Messenger.Tools.Torture.Ledgers;

namespace Messenger.Tools.Torture.People;

/// <summary>One account that shows and confirms what it gets at a door of HTTP.</summary>
/// <param name="kind">The door.</param>
/// <param name="addresses">Where it is.</param>
/// <param name="name">The account.</param>
/// <param name="listens">It holds a stream of events; otherwise it only fetches.</param>
/// <param name="ledger">Told of everything.</param>
internal sealed class DoorReceiver(DoorKind kind, DoorAddresses addresses, string name, bool listens, Ledger ledger) : IReceiver
{
    private static readonly TimeSpan TryAgainAfter = TimeSpan.FromMilliseconds(100);

    private DoorTerminal? _terminal;

    public string Name => name;

    public IConnectionWatch? Watch => _terminal?.Watch;

    public string InWords() => _terminal?.InWords() ?? $"{name} has not logged in";

    public async Task StartAsync()
    {
        long began = TimeProvider.System.GetTimestamp();
        while (true)
        {
            IDoorClient client = DoorClients.Create(kind, addresses);
            try
            {
                await client.LoginAsync(name, Sessions.Password).Within(Waits.Step, $"{name} to log in");
                _terminal = new DoorTerminal(client, name, ledger, listens);
                return;
            }
            catch (RefusedException refused) when (Patience.IsPassing(refused))
            {
                await client.DisposeAsync();
                if (TimeProvider.System.GetElapsedTime(began) > Waits.Step)
                    throw new TortureFaultException($"{name} tried to log in for {Waits.Step.TotalSeconds:F0} s: {refused.Message}", refused);
                await Task.Delay(TryAgainAfter);
            }
        }
    }

    public async Task KillAsync()
    {
        if (_terminal is not { } terminal)
            return;
        _terminal = null;
        await terminal.DisposeAsync();
    }

    public Task ReadAllAsync() => _terminal?.FetchAllAsync() ?? Task.CompletedTask;

    public async ValueTask DisposeAsync() => await KillAsync();
}
