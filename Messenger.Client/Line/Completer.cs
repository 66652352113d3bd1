using Messenger.Client.Terminal;

namespace Messenger.Client.Line;

/// <summary>What Tab makes of the word before the cursor: a command, a name, a word that the command takes.</summary>
internal sealed class Completer(CommandTable commands, NameLookup lookup, TimeProvider time)
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(1);

    public async Task<Completion> CompleteAsync(string before)
    {
        int start = before.LastIndexOf(' ') + 1;
        string word = before[start..];
        if (start == 0)
            return word.StartsWith('/') ? Of(0, word, commands.All.Select(command => "/" + command.Name)) : Completion.None;
        string[] words = before[..start].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (words.Length == 0 || !words[0].StartsWith('/') || commands.Find(words[0][1..]) is not { } command)
            return Completion.None;

        using CancellationTokenSource limit = new(Limit, time);
        try
        {
            return command.KindOf(words.Length - 1) switch
            {
                WordKind.Command => Of(start, word, commands.All.Select(other => other.Name)),
                WordKind.Choice => Of(start, word, command.Choices),
                WordKind.Account => new Completion(start, await lookup.AccountsAsync(word, limit.Token).ConfigureAwait(false)),
                WordKind.Group => new Completion(start, await lookup.GroupsAsync(word, limit.Token).ConfigureAwait(false)),
                WordKind.Target => new Completion(start, await lookup.TargetsAsync(word, limit.Token).ConfigureAwait(false)),
                WordKind.Query => await QueryAsync(start, word, limit.Token).ConfigureAwait(false),
                _ => Completion.None,
            };
        }
        catch (OperationCanceledException)
        {
            return Completion.None;
        }
    }

    private async Task<Completion> QueryAsync(int start, string word, CancellationToken stop)
    {
        int colon = word.IndexOf(':', StringComparison.Ordinal) + 1;
        return word[..colon].ToLowerInvariant() switch
        {
            "from:" => new Completion(start + colon, await lookup.AccountsAsync(word[colon..], stop).ConfigureAwait(false)),
            "in:" => new Completion(start + colon, await lookup.TargetsAsync(word[colon..], stop).ConfigureAwait(false)),
            _ => Completion.None,
        };
    }

    private static Completion Of(int start, string word, IEnumerable<string> candidates) =>
        new(start, [.. candidates.Where(candidate => candidate.StartsWith(word, StringComparison.OrdinalIgnoreCase)).Order(StringComparer.Ordinal)]);
}
