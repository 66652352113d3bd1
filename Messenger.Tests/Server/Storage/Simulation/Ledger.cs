using System.Collections.Immutable;
using System.Text;
using Messenger.Server.Engine;

namespace Messenger.Tests.Server.Storage.Simulation;

/// <summary>An account that exists. Its key tells it from earlier ones of its name.</summary>
internal sealed record AccountEntry(int Key, string Name, string Password, ImmutableDictionary<TokenHash, SessionEntry> Sessions);

/// <summary>A login, and what was held for it when it began.</summary>
internal sealed record SessionEntry(TokenHash Token, ImmutableHashSet<Guid> Held);

/// <summary>A message that was answered as stored.</summary>
internal sealed record MessageEntry(ulong Number, Guid Id, int From, string FromName, int To, string Text, long At, bool Confirmed);

/// <summary>What a store has acknowledged: what must be in it, and nothing else may be. Never changes; each step makes a new one.</summary>
internal sealed record Ledger(ImmutableSortedDictionary<string, AccountEntry> Accounts, ImmutableList<MessageEntry> Messages)
{
    public static Ledger Empty { get; } = new(ImmutableSortedDictionary.Create<string, AccountEntry>(StringComparer.Ordinal), []);

    public IEnumerable<MessageEntry> Waiting(AccountEntry account) => Messages.Where(message => message.To == account.Key && !message.Confirmed);

    public Ledger With(AccountEntry account) => this with { Accounts = Accounts.SetItem(account.Name, account) };

    public Ledger With(AccountEntry owner, SessionEntry session) => With(owner with { Sessions = owner.Sessions.SetItem(session.Token, session) });

    public Ledger Without(AccountEntry account) => this with { Accounts = Accounts.Remove(account.Name) };

    public Ledger With(MessageEntry message) => this with { Messages = Messages.Add(message) };

    public Ledger Confirm(ISet<ulong> numbers) =>
        this with { Messages = [.. Messages.Select(message => numbers.Contains(message.Number) ? message with { Confirmed = true } : message)] };

    /// <summary>Where an engine differs from this ledger; empty when it has everything, exactly once, unaltered, in order, and nothing more.</summary>
    public IReadOnlyList<string> Differences(MessengerEngine engine)
    {
        List<string> differences = [];
        if (engine.AccountCount != Accounts.Count)
            differences.Add($"{engine.AccountCount} accounts instead of {Accounts.Count}");
        foreach (AccountEntry entry in Accounts.Values)
        {
            if (engine.Find(entry.Name) is not { } account)
            {
                differences.Add($"{entry.Name} is lost");
                continue;
            }
            if (account.Password.Serialize() != entry.Password)
                differences.Add($"{entry.Name} has another password");
            lock (account.Gate)
            {
                differences.AddRange(MailboxDifferences(entry, account));
                differences.AddRange(SessionDifferences(entry, account));
            }
        }
        return differences;
    }

    private IEnumerable<string> MailboxDifferences(AccountEntry entry, Account account)
    {
        List<string> found = [];
        foreach (Message message in account.Mailbox)
            found.Add(Describe(message.Number, message.Id, message.Sender.Name, Encoding.UTF8.GetString(message.Text), message.At));
        string[] expected = [.. Waiting(entry).Select(message => Describe(message.Number, message.Id, message.FromName, message.Text, message.At))];
        if (found.SequenceEqual(expected))
            yield break;
        foreach (string lost in expected.Except(found))
            yield return $"{entry.Name} lost {lost}";
        foreach (string invented in found.Except(expected))
            yield return $"{entry.Name} has, and should not, {invented}";
        yield return $"{entry.Name} has {found.Count} messages, in this order: {string.Join(", ", found)}";
    }

    private IEnumerable<string> SessionDifferences(AccountEntry entry, Account account)
    {
        if (!account.Sessions.Select(session => session.Token).ToHashSet().SetEquals(entry.Sessions.Keys))
            yield return $"{entry.Name} has {account.Sessions.Count} logins instead of {entry.Sessions.Count}, or others";
        foreach (Session session in account.Sessions)
        {
            if (!entry.Sessions.TryGetValue(session.Token, out SessionEntry? expected))
                continue;
            foreach (MessageEntry message in Waiting(entry))
            {
                if (message.Number <= session.HeldUpTo != expected.Held.Contains(message.Id))
                    yield return $"message {message.Number} is {(expected.Held.Contains(message.Id) ? "held" : "live")} for a login of {entry.Name}, and was taken for the other";
            }
        }
    }

    private static string Describe(ulong number, Guid id, string from, string text, long at) =>
        $"{number} {id} from {from} at {at}: {(text.Length > 40 ? $"{text[..40]}… ({text.Length}, {text.GetHashCode(StringComparison.Ordinal)})" : text)}";
}
