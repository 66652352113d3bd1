using Messenger.Client.Session;
using Messenger.Tools.Doors;
using Messenger.Tools.Torture.Ledgers;

namespace Messenger.Tools.Torture.People;

/// <summary>
/// A new login by a door, when all is over, that fetches what still waits for an account. What was confirmed, by whichever door, must not be there:
/// the ledger counts it as doubled.
/// </summary>
internal static class LastLook
{
    private const int PageSize = 200;

    /// <returns>How many messages waited: what was shown, and whose confirmation was cut off with its client.</returns>
    public static async Task<int> AtAsync(DoorKind kind, DoorAddresses server, string name, Ledger ledger)
    {
        await using IDoorClient client = DoorClients.Create(kind, server);
        ClientView view = new(name);
        HashSet<ulong> waited = [];
        try
        {
            await client.LoginAsync(name, Sessions.Password).Within(Waits.Step, $"{name} to log in at {kind.Word()}");
            while (true)
            {
                DoorFetched page = await client.FetchAsync(PageSize).Within(Waits.Step, $"what waits for {name} at {kind.Word()}");
                DoorMessage[] fresh = [.. page.Messages.Where(message => waited.Add(message.Number))];
                if (fresh.Length == 0)
                    return waited.Count;
                foreach (DoorMessage message in fresh)
                    ledger.Shown(view, message.From, message.Text, queued: true);
                await client.ConfirmAsync([.. fresh.Select(message => message.Number)]).Within(Waits.Step, $"{name} to confirm at {kind.Word()}");
            }
        }
        catch (RefusedException refused)
        {
            throw new TortureFaultException($"{name} was refused at {kind.Word()}: {refused.Message}", refused);
        }
    }
}
