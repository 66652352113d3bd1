namespace Messenger.Server.Search;

/// <summary>
/// How a search is put to the index: as one or two questions to each volume. An account's direct messages and those of a few groups are
/// asked for together with the words, so that words in other people's messages cost nothing. To look up each of many groups in each volume
/// would cost more than to go through all messages with the words and leave out those of other conversations.
/// </summary>
internal sealed class SearchPlan
{
    /// <summary>Groups that are looked up one by one; an account in more has them asked for in the other way.</summary>
    public const int LookedUpGroups = 32;

    private readonly SearchScope _scope;
    private readonly Dictionary<long, ulong> _groups;

    /// <summary>The words and senders; empty when there are none.</summary>
    private readonly string _words;

    public SearchPlan(SearchQuery query, SearchScope scope)
    {
        _scope = scope;
        _groups = scope.Groups.ToDictionary(group => group.Conversation, group => group.After);
        IEnumerable<string> parts = query.Terms.Select(term => term.Match);
        if (scope.Senders.Count > 0)
            parts = parts.Append(Any(scope.Senders.Select(IndexWords.Sender)));
        _words = string.Join(" AND ", parts);
    }

    /// <summary>One question to a volume.</summary>
    /// <param name="Match">In FTS5's language; null for every message of <paramref name="Groups"/>.</param>
    /// <param name="Above">Only numbers above this.</param>
    /// <param name="Groups">
    /// From where on the messages of each of these conversations count; null when all that is found counts. What is found in other conversations
    /// counts as <paramref name="Others"/> says.
    /// </param>
    /// <param name="Others">Whether messages of other conversations than <paramref name="Groups"/> count.</param>
    internal readonly record struct Question(string? Match, ulong Above, IReadOnlyDictionary<long, ulong>? Groups, bool Others);

    /// <param name="first">The lowest number that is looked for.</param>
    /// <param name="last">The highest.</param>
    public IEnumerable<Question> For(ulong first, ulong last)
    {
        if (_scope.Conversation is { } conversation)
        {
            yield return _groups.TryGetValue(conversation, out ulong after)
                ? new Question(And(IndexWords.Conversation(conversation)), after, null, Others: true)
                : new Question(And($"{IndexWords.Conversation(conversation)} AND {IndexWords.Account(_scope.Account)}"), 0, null, Others: true);
            yield break;
        }
        string own = IndexWords.Account(_scope.Account);
        List<ReadableGroup> groups = [.. _scope.Groups.Where(group => group.After < last)];
        if (groups.Count <= LookedUpGroups)
        {
            string match = And(Any(groups.Select(group => IndexWords.Conversation(group.Conversation)).Append(own)));
            yield return new Question(match, 0, groups.Any(group => group.After >= first) ? _groups : null, Others: true);
            yield break;
        }
        yield return new Question(And(own), 0, null, Others: true);
        yield return new Question(_words.Length > 0 ? _words : null, 0, _groups, Others: false);
    }

    private static string Any(IEnumerable<string> words) => $"({string.Join(" OR ", words)})";

    private string And(string match) => _words.Length == 0 ? match : $"{_words} AND {match}";
}
