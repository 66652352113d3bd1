using System.Collections.Immutable;
using Messenger.Server.Engine;

namespace Messenger.Tests.Server.Storage.Simulation;

/// <summary>An account that exists. Its key tells it from earlier ones of its name.</summary>
internal sealed record AccountEntry(int Key, string Name, string Password, ImmutableDictionary<TokenHash, SessionEntry> Sessions)
{
    /// <summary>How far it has read, by the key of the other account or, below zero, of the group.</summary>
    public ImmutableDictionary<int, ulong> Reads { get; init; } = ImmutableDictionary<int, ulong>.Empty;
}

/// <summary>A login, and what was held for it when it began.</summary>
internal sealed record SessionEntry(TokenHash Token, ImmutableHashSet<Guid> Held);

/// <summary>A group that exists; owner and members by their keys, these in order of joining. Its own key is below zero.</summary>
internal sealed record GroupEntry(int Key, string Name, int Owner, ImmutableList<int> Members);

/// <summary>A message that was answered as stored.</summary>
/// <param name="Number">The server's number.</param>
/// <param name="Id">The sender's.</param>
/// <param name="From">The sender's key.</param>
/// <param name="FromName">The sender's name.</param>
/// <param name="To">The key of an account or a group.</param>
/// <param name="Text">What it says now.</param>
/// <param name="At">When it was stored.</param>
/// <param name="Waiting">Who has not confirmed it.</param>
internal sealed record MessageEntry(ulong Number, Guid Id, int From, string FromName, int To, string Text, long At, ImmutableHashSet<int> Waiting)
{
    /// <summary>What it said first: what is sent again when an answer was lost.</summary>
    public string SentAs { get; init; } = Text;

    public bool Edited { get; init; }

    public bool Unsent { get; init; }
}

/// <summary>What a store has acknowledged: what must be in it, and nothing else may be. Never changes; each step makes a new one.</summary>
internal sealed record Ledger(
    ImmutableSortedDictionary<string, AccountEntry> Accounts, ImmutableSortedDictionary<string, GroupEntry> Groups, ImmutableList<MessageEntry> Messages)
{
    public static Ledger Empty { get; } = new(
        ImmutableSortedDictionary.Create<string, AccountEntry>(StringComparer.Ordinal), ImmutableSortedDictionary.Create<string, GroupEntry>(StringComparer.Ordinal), []);

    public AccountEntry? Account(int key) => Accounts.Values.FirstOrDefault(account => account.Key == key);

    public GroupEntry? Group(int key) => Groups.Values.FirstOrDefault(group => group.Key == key);

    public IEnumerable<MessageEntry> Waiting(AccountEntry account) =>
        Messages.Where(message => message.Waiting.Contains(account.Key) && !message.Unsent);

    /// <summary>What was said between two, or in a group, oldest first.</summary>
    public IEnumerable<MessageEntry> Between(int one, int other) => Messages.Where(message => other < 0
        ? message.To == other
        : (message.From, message.To) == (one, other) || (message.From, message.To) == (other, one));

    public Ledger With(AccountEntry account) => this with { Accounts = Accounts.SetItem(account.Name, account) };

    public Ledger With(AccountEntry owner, SessionEntry session) => With(owner with { Sessions = owner.Sessions.SetItem(session.Token, session) });

    public Ledger With(GroupEntry group) => this with { Groups = Groups.SetItem(group.Name, group) };

    public Ledger With(MessageEntry message) => this with { Messages = Messages.Add(message) };

    public Ledger Without(GroupEntry group) => this with { Groups = Groups.Remove(group.Name) };

    /// <summary>It leaves its groups; the owner's place goes to the longest member, and the last one out ends a group.</summary>
    public Ledger Without(AccountEntry account) => Groups.Values.Where(group => group.Members.Contains(account.Key))
        .Aggregate(this with { Accounts = Accounts.Remove(account.Name) }, (ledger, group) => ledger.Without(group, account.Key));

    public Ledger Without(GroupEntry group, int member)
    {
        ImmutableList<int> left = group.Members.Remove(member);
        return left.IsEmpty ? Without(group) : With(group with { Members = left, Owner = group.Owner == member ? left[0] : group.Owner });
    }

    public Ledger Confirm(AccountEntry by, ISet<ulong> numbers) => this with
    {
        Messages = [.. Messages.Select(message =>
            numbers.Contains(message.Number) && message.Waiting.Contains(by.Key) ? message with { Waiting = message.Waiting.Remove(by.Key) } : message)],
    };

    /// <param name="message">One that is there.</param>
    /// <param name="text">The new text; null when it was taken back.</param>
    public Ledger Change(MessageEntry message, string? text) => this with
    {
        Messages = Messages.Replace(message, text is null ? message with { Unsent = true } : message with { Text = text, Edited = true }),
    };

    public Ledger Read(AccountEntry reader, int conversation, ulong number) => number <= reader.Reads.GetValueOrDefault(conversation)
        ? this
        : With(reader with { Reads = reader.Reads.SetItem(conversation, number) });
}
