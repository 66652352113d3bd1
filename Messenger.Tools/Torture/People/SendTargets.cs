using Messenger.Tools.Torture.Ledgers;

namespace Messenger.Tools.Torture.People;

/// <summary>To whom senders send.</summary>
/// <param name="names">Accounts and groups; one that stands there twice gets twice as much.</param>
/// <param name="members">Of each group among these: who has to be shown what is sent there.</param>
internal sealed class SendTargets(IReadOnlyList<string> names, IReadOnlyDictionary<string, string[]> members)
{
    public IReadOnlyList<string> Names => names;

    public string Any(Random random) => names[random.Next(names.Count)];

    /// <summary>What has to be shown of one message: to an account itself, to a group one for each member.</summary>
    public Entry[] Entries(Entry entry) =>
        members.TryGetValue(entry.To, out string[]? those) ? [.. those.Select(member => entry with { Member = member })] : [entry];
}
