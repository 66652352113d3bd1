using Messenger.Server.Engine;
using Messenger.Server.Storage;
using Messenger.Server.Storage.Sqlite;

namespace Messenger.Server.Admin;

/// <summary>What a look at a whole store found.</summary>
/// <param name="Accounts">Accounts that are not deleted.</param>
/// <param name="Sessions">Logins.</param>
/// <param name="Messages">Messages kept.</param>
/// <param name="Waiting">Messages that one of their recipients at least has not confirmed.</param>
/// <param name="Faults">What is wrong, a sentence each; empty when all is well.</param>
internal sealed record StoreCheck(long Accounts, long Sessions, long Messages, long Waiting, IReadOnlyList<string> Faults)
{
    /// <summary>Of a file with an older schema only the structure is looked at: its rows are when a server brings it forward.</summary>
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
        if (database.Version == Schema.Version)
        {
            new StoreLoader(database).Read(counter);
            counter.Faults.AddRange(HistoryCheck.Faults(database));
        }
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
        private readonly Dictionary<long, long> _groups = [];
        private readonly Dictionary<long, List<StoredMember>> _members = [];

        public long Waiting { get; private set; }

        public List<string> Faults { get; } = [];

        public void Account(StoredAccount account)
        {
            ConfirmedRuns? runs = account.Password is null ? null : new ConfirmedRuns();
            runs?.Load(account.ConfirmedUpTo, account.Confirmed);
            _accounts[account.Id] = runs;
        }

        public void Group(StoredGroup group, long conversation, Tally tally)
        {
            Need(group.Owner, $"group {group.Id}");
            _groups[conversation] = group.Id;
            _members[group.Id] = [];
        }

        public void Conversation(long id, long first, long second, int wrote, Tally tally)
        {
            Need(first, $"conversation {id}");
            Need(second, $"conversation {id}");
            _pairs[id] = (first, second);
        }

        public void Member(StoredMember member)
        {
            Need(member.Account, $"group {member.Group}");
            if (_members.TryGetValue(member.Group, out List<StoredMember>? members))
                members.Add(member);
            else
                Faults.Add($"account {member.Account} is in group {member.Group}, which is not there");
        }

        public void Session(StoredSession session) => Need(session.Account, "a login");

        public void ReadMark(long account, long conversation, ulong number) => Need(account, "a read mark");

        public void Blocked(long account, long other)
        {
            Need(account, "a block");
            Need(other, "a block");
        }

        public bool Wants(ulong number, long sender, long conversation)
        {
            if (_groups.TryGetValue(conversation, out long group))
            {
                if (_members[group].Any(member => member.Account != sender && member.JoinedAfter < number
                    && number <= (member.LeftAfter ?? ulong.MaxValue) && Waits(member.Account, number)))
                    Waiting++;
            }
            else if (!_pairs.TryGetValue(conversation, out (long First, long Second) pair))
            {
                Faults.Add($"message {number} belongs to conversation {conversation}, which is not there");
            }
            else if (Waits(pair.First == sender ? pair.Second : pair.First, number))
            {
                Waiting++;
            }
            return false;
        }

        public void Message(in StoredMessage message)
        {
        }

        public ulong End(ulong lastNumber) => 0;

        private bool Waits(long account, ulong number) => _accounts.GetValueOrDefault(account) is { } runs && !runs.Contains(number);

        private void Need(long account, string what)
        {
            if (!_accounts.ContainsKey(account))
                Faults.Add($"{what} names account {account}, which is not there");
        }
    }
}
