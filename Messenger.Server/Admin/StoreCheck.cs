using Messenger.Server.Engine;
using Messenger.Server.Security;
using Messenger.Server.Storage;
using Messenger.Server.Storage.Sqlite;

namespace Messenger.Server.Admin;

/// <summary>What a look at a whole store found.</summary>
/// <param name="Accounts">Accounts that are not deleted.</param>
/// <param name="Sessions">Logins.</param>
/// <param name="Messages">Messages kept.</param>
/// <param name="Waiting">Messages that their recipient has not confirmed.</param>
/// <param name="Faults">What is wrong, a sentence each; empty when all is well.</param>
internal sealed record StoreCheck(long Accounts, long Sessions, long Messages, long Waiting, IReadOnlyList<string> Faults)
{
    public static StoreCheck Of(Database database)
    {
        try
        {
            return Look(database);
        }
        catch (Exception error) when (StoreLoader.MeansDamage(error))
        {
            return new StoreCheck(0, 0, 0, 0, [error.Message]);
        }
    }

    private static StoreCheck Look(Database database)
    {
        List<string> faults = [];
        using (Statement check = database.Prepare("PRAGMA integrity_check(20)"))
        {
            while (check.Next())
            {
                if (check.Text(0) is not "ok" and var fault)
                    faults.Add(fault);
            }
        }
        if (faults.Count > 0)
            return new StoreCheck(0, 0, 0, 0, faults);
        // Reading it as a server would finds what the file's structure does not show.
        Counter counter = new();
        new StoreLoader(database).Read(counter);
        return new StoreCheck(
            database.Scalar("SELECT COUNT(*) FROM accounts WHERE deleted_at IS NULL"),
            database.Scalar("SELECT COUNT(*) FROM sessions"),
            database.Scalar("SELECT COUNT(*) FROM messages"),
            counter.Waiting,
            counter.Faults);
    }

    /// <summary>Counts what waits, the way the engine would queue it.</summary>
    private sealed class Counter : IStoreReader
    {
        private readonly Dictionary<long, ConfirmedRuns?> _accounts = [];
        private readonly Dictionary<long, (long First, long Second)> _pairs = [];

        public long Waiting { get; private set; }

        public List<string> Faults { get; } = [];

        public void Account(long id, string name, PasswordRecord? password, ulong confirmedUpTo, IEnumerable<ConfirmedRuns.Run> confirmed)
        {
            ConfirmedRuns? runs = password is null ? null : new ConfirmedRuns();
            runs?.Load(confirmedUpTo, confirmed);
            _accounts[id] = runs;
        }

        public void Session(TokenHash token, long account, ulong heldUpTo, DateTimeOffset lastUsed, bool attached)
        {
            if (!_accounts.ContainsKey(account))
                Faults.Add($"a login belongs to account {account}, which is not there");
        }

        public void Conversation(long id, long first, long second, int wrote)
        {
            if (!_accounts.ContainsKey(first) || !_accounts.ContainsKey(second))
                Faults.Add($"conversation {id} names an account that is not there");
            _pairs[id] = (first, second);
        }

        public bool Wants(ulong number, long sender, long conversation)
        {
            if (!_pairs.TryGetValue(conversation, out (long First, long Second) pair))
            {
                Faults.Add($"message {number} belongs to conversation {conversation}, which is not there");
                return false;
            }
            long recipient = pair.First == sender ? pair.Second : pair.First;
            if (_accounts.GetValueOrDefault(recipient) is { } runs && !runs.Contains(number))
                Waiting++;
            return false;
        }

        public void Message(ulong number, Guid id, long sender, long conversation, long at, byte[] text)
        {
        }

        public ulong End(ulong lastNumber) => 0;
    }
}
