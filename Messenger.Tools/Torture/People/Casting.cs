using Messenger.Tools.Doors;
using Messenger.Tools.Torture.Ledgers;

namespace Messenger.Tools.Torture.People;

/// <summary>Makes people for a door: at the wire with the client's own library, at the others with what they are described as.</summary>
internal sealed class Casting(DoorAddresses forSenders, DoorAddresses forReceivers, Ledger ledger)
{
    /// <summary>Who is told at once, and not logged in yet.</summary>
    public IReceiver Receiver(DoorKind door, string name) => door is DoorKind.Wire
        ? new Receiver(forReceivers.WirePort, name, Sessions.Password, ledger)
        : new DoorReceiver(door, forReceivers, name, listens: true, ledger);

    /// <summary>Who asks for what waits, and is not logged in yet.</summary>
    public IReceiver Fetcher(DoorKind door, string name) => new DoorReceiver(door, forReceivers, name, listens: false, ledger);

    /// <summary>Who receives in a process of its own, which is not started yet.</summary>
    public ProcessReceiver Process(string name) => new(forReceivers.WirePort, name, Sessions.Password, ledger);

    /// <summary>Who sends: registered and logged in.</summary>
    public async Task<ISender> SenderAsync(DoorKind door, string name, SendTargets targets, int seed)
    {
        if (door is DoorKind.Wire)
            return new Sender(await Sessions.RegisterAsync(forSenders.WirePort, name), name, targets, ledger, seed);
        IDoorClient client = DoorClients.Create(door, forSenders);
        await client.RegisterAsync(name, Sessions.Password).Within(Waits.Step, $"{name} to register");
        return new DoorSender(client, name, targets, ledger, seed);
    }
}
