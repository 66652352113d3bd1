using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Messenger.Server.Search;

/// <summary>
/// What somebody looks for, in words: <c>lunch "at noon" from:bob in:#team before:2026-11-01 after:2026-10-01 frid*</c>. All of it must be
/// true of a message. Names are not looked up here. Never changes; safe on any thread.
/// </summary>
internal sealed class SearchQuery
{
    /// <summary>Words, phrases and filters together.</summary>
    public const int TermsMax = 32;

    /// <summary>Terms that end in *. Each gathers all words that begin so, which costs more than a word.</summary>
    public const int PrefixesMax = 4;

    /// <summary>Characters before a *: a single letter begins every second word.</summary>
    public const int PrefixMin = 2;

    private const string NothingAsked = "nothing to look for: give words, a \"phrase\", from:NAME, in:NAME, before:DATE or after:DATE";
    private const string BadDate = "a date is written like 2026-11-01";

    private readonly List<SearchTerm> _terms = [];
    private readonly List<string> _from = [];

    private SearchQuery()
    {
    }

    public IReadOnlyList<SearchTerm> Terms => _terms;

    /// <summary>Written by one of these, as typed; empty: by anybody.</summary>
    public IReadOnlyList<string> From => _from;

    /// <summary>In the conversation with this person, or in this group when it begins with #, as typed; null: in any.</summary>
    public string? In { get; private set; }

    /// <summary>Earlier than this day, UTC.</summary>
    public DateOnly? Before { get; private set; }

    /// <summary>On this day, UTC, or later.</summary>
    public DateOnly? After { get; private set; }

    /// <param name="query">What was typed.</param>
    /// <param name="parsed">What it means.</param>
    /// <param name="reason">Why it means nothing, in words for who typed it.</param>
    public static bool TryParse(string query, [NotNullWhen(true)] out SearchQuery? parsed, [NotNullWhen(false)] out string? reason)
    {
        SearchQuery made = new();
        reason = made.Read(query);
        parsed = reason is null ? made : null;
        return reason is null;
    }

    /// <summary>Whether a time is within the days asked for.</summary>
    /// <param name="at">Milliseconds since 1970-01-01 UTC.</param>
    public bool Covers(long at) => (Before is not { } before || at < Start(before)) && (After is not { } after || at >= Start(after));

    private static long Start(DateOnly day) => new DateTimeOffset(day, TimeOnly.MinValue, TimeSpan.Zero).ToUnixTimeMilliseconds();

    /// <returns>What is wrong with it; null when nothing is.</returns>
    private string? Read(string query)
    {
        int count = 0;
        for (int at = 0; NextPart(query, ref at, out string key, out string value, out bool prefix);)
        {
            if (++count > TermsMax)
                return $"at most {TermsMax} words and filters";
            if ((key.Length == 0 ? AddTerm(value, prefix) : AddFilter(key, value)) is { } reason)
                return reason;
        }
        return _terms.Count == 0 && _from.Count == 0 && In is null && Before is null && After is null ? NothingAsked : null;
    }

    /// <summary>A word, a "phrase", or key:word or key:"words" where the key is one of ours. An unclosed quotation runs to the end.</summary>
    private static bool NextPart(string query, ref int at, out string key, out string value, out bool prefix)
    {
        key = value = "";
        prefix = false;
        while (at < query.Length && char.IsWhiteSpace(query[at]))
            at++;
        if (at == query.Length)
            return false;
        if (query[at] != '"')
        {
            int end = EndOfWord(query, at);
            int colon = query.AsSpan(at, end - at).IndexOf(':');
            if (colon < 0 || !IsKey(query.AsSpan(at, colon)))
            {
                value = query[at..end];
                prefix = value.EndsWith('*');
                at = end;
                return true;
            }
            key = query.Substring(at, colon).ToLowerInvariant();
            at += colon + 1;
            if (at == query.Length || query[at] != '"')
            {
                value = query[at..end];
                at = end;
                return true;
            }
        }
        int close = query.IndexOf('"', at + 1);
        value = close < 0 ? query[(at + 1)..] : query[(at + 1)..close];
        at = close < 0 ? query.Length : close + 1;
        prefix = at < query.Length && query[at] == '*';
        if (prefix)
            at++;
        return true;
    }

    private static int EndOfWord(string query, int at)
    {
        while (at < query.Length && query[at] != '"' && !char.IsWhiteSpace(query[at]))
            at++;
        return at;
    }

    private static bool IsKey(ReadOnlySpan<char> key) =>
        key.Equals("from", StringComparison.OrdinalIgnoreCase) || key.Equals("in", StringComparison.OrdinalIgnoreCase)
        || key.Equals("before", StringComparison.OrdinalIgnoreCase) || key.Equals("after", StringComparison.OrdinalIgnoreCase);

    private string? AddTerm(string value, bool prefix)
    {
        string words = SearchText.Words(value);
        if (words.Length == 0)
            return null;
        // 日* finds nothing that 日 does not.
        prefix &= !SearchText.EndsAlone(words);
        if (prefix && words.Length - words.LastIndexOf(' ') - 1 < PrefixMin)
            return $"give at least {PrefixMin} letters before *";
        if (prefix && _terms.Count(term => term.IsPrefix) == PrefixesMax)
            return $"at most {PrefixesMax} words may end in *";
        SearchTerm term = new(words, prefix);
        if (!_terms.Contains(term))
            _terms.Add(term);
        return null;
    }

    private string? AddFilter(string key, string value)
    {
        value = value.Trim();
        if (key is "before" or "after")
        {
            if (!DateOnly.TryParseExact(value, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out DateOnly day))
                return $"{key}: {BadDate}";
            if (key == "before")
                Before = Before < day ? Before : day;
            else
                After = After > day ? After : day;
            return null;
        }
        if (value.Length == 0)
            return $"{key}: needs a name behind it";
        if (key == "from")
        {
            if (!_from.Contains(value, StringComparer.OrdinalIgnoreCase))
                _from.Add(value);
            return null;
        }
        if (In is not null && !In.Equals(value, StringComparison.OrdinalIgnoreCase))
            return "in: may be given once";
        In = value;
        return null;
    }
}
