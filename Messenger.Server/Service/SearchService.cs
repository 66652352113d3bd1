using System.Text;
using System.Text.Unicode;
using Messenger.Server.Engine;
using Messenger.Server.Search;
using Messenger.Server.Storage;
using Messenger.Wire;

namespace Messenger.Server.Service;

/// <summary>What a search found.</summary>
/// <param name="Messages">Newest first.</param>
/// <param name="Next">Where to go on; 0 when there is no more.</param>
/// <param name="Searched">How many messages at least were looked through, of those that the conversations hold.</param>
internal sealed record FoundPage(IReadOnlyList<PastMessage> Messages, ulong Next, ulong Searched);

/// <summary>
/// Finding messages (product rule §9). The index suggests, the store decides: what is shown was looked up, and is the asker's to read. Safe on any
/// thread.
/// </summary>
internal sealed class SearchService(MessengerEngine engine, Conversations conversations, DirectoryService directory, ArchiveReads reads, SearchIndex? index)
{
    /// <summary>An asker who finds nothing is searched for so long before he is asked whether to go on.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    /// <summary>
    /// So long a search waits for the index to have what was said in the conversations that it looks through, so that who has just said something
    /// finds it. Further behind, under load or while the index is made anew, what is in it has to do.
    /// </summary>
    private static readonly TimeSpan Freshness = TimeSpan.FromMilliseconds(500);

    /// <param name="session">Who asks: only what this account may read is searched.</param>
    /// <param name="query">Words, "phrases", from:, in:, before:, after:.</param>
    /// <param name="after">The <c>next</c> of the page before; 0 for the newest.</param>
    /// <param name="count">Most messages wanted; 0 means the default.</param>
    public async Task<Outcome<FoundPage>> FindAsync(Session session, byte[] query, ulong after, int count)
    {
        if (index is null)
            return Refusals.NoSearch;
        if (query.Length > Limits.QueryBytes || !Utf8.IsValid(query))
            return Refusals.BadQuery($"a query has at most {Limits.QueryBytes} bytes of UTF-8");
        if (!SearchQuery.TryParse(Encoding.UTF8.GetString(query), out SearchQuery? parsed, out string? reason))
            return Refusals.BadQuery(reason);
        Account account = session.Account;
        IReadOnlyList<View> views = Conversations.Of(account);
        if (parsed.In is { } within)
        {
            Outcome<View> found = conversations.Find(account, within);
            if (found.Refused is { } refused)
                return refused;
            if (found.Value!.Conversation is null)
                return new FoundPage([], 0, 0);
            views = [found.Value];
        }
        HashSet<long> senders = [];
        foreach (string name in parsed.From)
        {
            IReadOnlyList<long> named = Senders(account, views, name);
            if (named.Count == 0 && engine.Find(name) is null)
                return Refusals.NoSuchAccount(name, directory.NearestFor(account, name));
            senders.UnionWith(named);
        }
        if (parsed.From.Count > 0 && senders.Count == 0)
            return new FoundPage([], 0, Searched(views, upTo: ulong.MaxValue));
        Hunt hunt = new(account, parsed, views.ToDictionary(view => view.Conversation!.Id), senders, parsed.In is not null);
        int size = count == 0 ? Limits.HistoryDefault : Math.Min(count, Limits.HistoryMax);
        // A page behind the first goes back from there.
        if (after == 0)
            await index.ReachedAsync(views.Max(view => (ulong?)view.Conversation!.Newest) ?? 0, Freshness);
        ulong searched = Searched(views, index.Cursor);
        Outcome<ReadMessages> read = await reads.RunAsync<ReadMessages>(() => Find(hunt, after, size));
        if (read.Refused is { } unread)
            return unread;
        Outcome<Said[]> readable = await conversations.StillReadableAsync(account, read.Value!.Messages);
        if (readable.Refused is { } failed)
            return failed;
        Outcome<PastMessage[]> described = await reads.RunAsync<PastMessage[]>(() => HistoryService.Describe(account, readable.Value!));
        return described.Refused is { } unmarked ? unmarked : new FoundPage(described.Value!, read.Value.Next, searched);
    }

    /// <summary>Who of this name writes in these conversations; <c>me</c> is oneself.</summary>
    private static IReadOnlyList<long> Senders(Account asker, IReadOnlyList<View> views, string name)
    {
        if (name.Equals("me", StringComparison.OrdinalIgnoreCase) || name.Equals(asker.Name, StringComparison.OrdinalIgnoreCase))
            return [asker.Id];
        return [.. views
            .SelectMany(view => view.With is Group group ? group.Everyone.Values : [(Account)view.With])
            .Where(account => account.Name.Equals(name, StringComparison.OrdinalIgnoreCase))
            .Select(account => account.Id)
            .Distinct()];
    }

    /// <summary>How many messages of these conversations an index up to this number has at least: behind it a conversation has at most as many as there are numbers.</summary>
    private static ulong Searched(IReadOnlyList<View> views, ulong upTo) => (ulong)views.Sum(view =>
    {
        long missing = view.Conversation!.Last is var last && last > upTo ? (long)(last - upTo) : 0;
        return Math.Max(0, view.Conversation.Count - view.CountBefore - missing);
    });

    private ReadMessages Find(Hunt hunt, ulong after, int size)
    {
        long began = TimeProvider.System.GetTimestamp();
        List<Said> found = [];
        PageBudget budget = new();
        ulong next = after;
        do
        {
            SearchPage page = index!.Find(hunt.Query, hunt.Scope, next, size - found.Count);
            foreach (ulong number in page.Numbers)
            {
                if (engine.Archive.Find(number) is not { HasText: true } message || hunt.WhereReadable(message) is not { } conversation)
                    continue;
                if (!budget.Takes(message.Text.Length))
                    return new ReadMessages(found, found[^1].Message.Number);
                found.Add(new Said(message, conversation));
            }
            next = page.Next;
        }
        while (next != 0 && found.Count < size && TimeProvider.System.GetElapsedTime(began) < Patience);
        return new ReadMessages(found, next);
    }

    /// <summary>A query with all that it means for who asks it.</summary>
    private sealed class Hunt(Account asker, SearchQuery query, Dictionary<long, View> views, HashSet<long> senders, bool inOne)
    {
        public SearchQuery Query => query;

        public SearchScope Scope { get; } = new(
            asker.Id, [.. views.Values.Where(view => view.With is Group).Select(view => new ReadableGroup(view.Conversation!.Id, view.Floor))])
        {
            Conversation = inOne ? views.Keys.Single() : null,
            Senders = [.. senders],
        };

        /// <summary>The conversation of a message, if the asker may read it and it is what he looks for; else null.</summary>
        public Conversation? WhereReadable(in StoredMessage message) =>
            views.TryGetValue(message.Conversation, out View? view)
            && message.Number > view.Floor
            && query.Covers(message.At)
            && (senders.Count == 0 || senders.Contains(message.Sender))
                ? view.Conversation
                : null;
    }
}
