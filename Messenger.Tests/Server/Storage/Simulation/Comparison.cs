using System.Text;
using Messenger.Server.Engine;
using Messenger.Server.Storage;
using Messenger.Tests.Support;

namespace Messenger.Tests.Server.Storage.Simulation;

/// <summary>Holds an engine against a ledger.</summary>
internal static class Comparison
{
    /// <summary>Where an engine differs from this ledger; empty when it has everything, exactly once, unaltered, in order, and nothing more.</summary>
    public static IReadOnlyList<string> Differences(this Ledger ledger, EngineHarness harness)
    {
        List<string> differences = [];
        if (harness.Engine.AccountCount != ledger.Accounts.Count)
            differences.Add($"{harness.Engine.AccountCount} accounts instead of {ledger.Accounts.Count}");
        foreach (AccountEntry entry in ledger.Accounts.Values)
        {
            if (harness.Engine.Find(entry.Name) is not { } account)
            {
                differences.Add($"{entry.Name} is lost");
                continue;
            }
            if (account.Password.Serialize() != entry.Password)
                differences.Add($"{entry.Name} has another password");
            lock (account.Gate)
            {
                differences.AddRange(MailboxDifferences(ledger, entry, account));
                differences.AddRange(SessionDifferences(ledger, entry, account));
            }
        }
        differences.AddRange(GroupDifferences(ledger, harness));
        if (differences.Count == 0)
            differences.AddRange(ConversationDifferences(ledger, harness));
        return differences;
    }

    private static IEnumerable<string> MailboxDifferences(Ledger ledger, AccountEntry entry, Account account)
    {
        List<string> found = [];
        foreach (Message message in account.Mailbox)
            found.Add(Describe(message.Number, message.Id, message.Sender.Name, Encoding.UTF8.GetString(message.Text), message.At, message.Edited));
        string[] expected = [.. ledger.Waiting(entry)
            .Select(message => Describe(message.Number, message.Id, message.FromName, message.Text, message.At, message.Edited))];
        if (found.SequenceEqual(expected))
            yield break;
        foreach (string lost in expected.Except(found))
            yield return $"{entry.Name} lost {lost}";
        foreach (string invented in found.Except(expected))
            yield return $"{entry.Name} has, and should not, {invented}";
        yield return $"{entry.Name} has {found.Count} messages, in this order: {string.Join(", ", found)}";
    }

    private static IEnumerable<string> SessionDifferences(Ledger ledger, AccountEntry entry, Account account)
    {
        if (!account.Sessions.Select(session => session.Token).ToHashSet().SetEquals(entry.Sessions.Keys))
            yield return $"{entry.Name} has {account.Sessions.Count} logins instead of {entry.Sessions.Count}, or others";
        foreach (Session session in account.Sessions)
        {
            if (!entry.Sessions.TryGetValue(session.Token, out SessionEntry? expected))
                continue;
            foreach (MessageEntry message in ledger.Waiting(entry))
            {
                if (message.Number <= session.HeldUpTo != expected.Held.Contains(message.Id))
                    yield return $"message {message.Number} is {(expected.Held.Contains(message.Id) ? "held" : "live")} for a login of {entry.Name}, and was taken for the other";
            }
        }
    }

    private static IEnumerable<string> GroupDifferences(Ledger ledger, EngineHarness harness)
    {
        HashSet<string> found = [.. ledger.Accounts.Keys.Select(name => harness.Engine.Find(name)).SelectMany(account => account?.Groups.ToArray() ?? []).Select(group => group.Name[1..])];
        if (!found.SetEquals(ledger.Groups.Keys))
            yield return $"groups are {string.Join(' ', found)} instead of {string.Join(' ', ledger.Groups.Keys)}";
        foreach (GroupEntry entry in ledger.Groups.Values)
        {
            string expected = Describe(ledger.Account(entry.Owner)?.Name, entry.Members.Select(key => ledger.Account(key)?.Name));
            string actual = harness.Engine.FindGroup(entry.Name) is { } group ? Describe(group.Current.Owner.Name, group.Current.Names()) : "lost";
            if (actual != expected)
                yield return $"group {entry.Name} is {actual} instead of {expected}";
        }
    }

    /// <summary>The past of each conversation, and how far it was read.</summary>
    private static IEnumerable<string> ConversationDifferences(Ledger ledger, EngineHarness harness)
    {
        foreach (AccountEntry one in ledger.Accounts.Values)
        {
            Account account = harness.Engine.Find(one.Name)!;
            IEnumerable<(int Key, Target Target)> others =
            [
                .. ledger.Accounts.Values.Where(other => other.Key != one.Key && ledger.Between(one.Key, other.Key).Any())
                    .Select(other => (other.Key, (Target)harness.Engine.Find(other.Name)!)),
                .. ledger.Groups.Values.Where(group => group.Members.Contains(one.Key)).Select(group => (group.Key, harness.Engine.FindGroup(group.Name)!)),
            ];
            foreach ((int key, Target target) in others)
            {
                Conversation conversation = account.ConversationWith(target);
                string[] said = [.. EngineSnapshot.History(conversation, harness.Journal.ReadMessage).Select(Shown).Reverse()];
                string[] expected = [.. ledger.Between(one.Key, key).Select(message => message.Unsent
                    ? Describe(message.Number, message.Id, message.FromName, "", message.At, edited: false)
                    : Describe(message.Number, message.Id, message.FromName, message.Text, message.At, message.Edited))];
                if (!said.SequenceEqual(expected))
                    yield return $"{one.Name} and {target.Name} said [{string.Join(", ", said)}] instead of [{string.Join(", ", expected)}]";
                if (conversation.Count != expected.Length)
                    yield return $"{one.Name} and {target.Name} are said to have {conversation.Count} messages instead of {expected.Length}";
                if (account.ReadMark(target) != one.Reads.GetValueOrDefault(key))
                    yield return $"{one.Name} has read up to {account.ReadMark(target)} with {target.Name} instead of {one.Reads.GetValueOrDefault(key)}";
            }
        }

        string Shown(StoredMessage message)
        {
            string from = Messenger.Server.Service.Conversations.Sender(harness.Engine.FindConversation(message.Conversation)!, message.Sender)!.Name;
            return Describe(
                message.Number, message.Id, from, message.HasText ? Encoding.UTF8.GetString(message.Text) : "", message.At, message.State is MessageState.Edited);
        }
    }

    private static string Describe(string? owner, IEnumerable<string?> members) => $"of {owner} with {string.Join(' ', members)}";

    private static string Describe(ulong number, Guid id, string from, string text, long at, bool edited) =>
        $"{number} {id} from {from} at {at}{(edited ? " edited" : "")}: {(text.Length > 40 ? $"{text[..40]}… ({text.Length}, {text.GetHashCode(StringComparison.Ordinal)})" : text)}";
}
