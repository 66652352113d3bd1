using Messenger.Server.Storage;
using Messenger.Server.Storage.Sqlite;

namespace Messenger.Server.Admin;

/// <summary>
/// Looks at every message, also at those that nobody waits for and that a start therefore does not read: that it is what was written, and that
/// the chain of its conversation passes none by.
/// </summary>
internal static class HistoryCheck
{
    /// <summary>More are not told: it is clear by then.</summary>
    private const int MostFaults = 20;

    public static IReadOnlyList<string> Faults(Database database)
    {
        List<string> faults = [];
        Dictionary<long, ulong> last = [];
        using Statement all = database.Prepare($"SELECT {MessageRow.Columns} FROM messages ORDER BY number");
        while (faults.Count < MostFaults && all.Next())
        {
            try
            {
                StoredMessage message = MessageRow.Of(all).Copy();
                ulong before = last.GetValueOrDefault(message.Conversation);
                // What it names may be forgotten since; what is there must be named.
                if (message.Previous < before)
                    faults.Add($"message {message.Number} follows {message.Previous} in conversation {message.Conversation}, which has {before} between them");
                last[message.Conversation] = message.Number;
            }
            catch (StoreException damage)
            {
                faults.Add(damage.Message);
            }
        }
        return faults;
    }
}
