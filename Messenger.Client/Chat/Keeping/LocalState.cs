using System.Collections.Immutable;

namespace Messenger.Client.Chat.Keeping;

/// <summary>
/// What the full screen keeps on this machine of one account at one server, at one moment. Does not change: every method gives another.
/// Bounded; what was touched longest ago goes first.
/// </summary>
internal sealed record LocalState
{
    /// <summary>So many conversations have a draft.</summary>
    public const int MostDrafts = 200;

    /// <summary>Of a longer draft only the beginning is written to disk. Bytes of UTF-8, as many as a message has.</summary>
    public const int LongestDraft = 16 * 1024;

    /// <summary>Of so many conversations something is kept.</summary>
    public const int MostConversations = 1000;

    public static LocalState Empty { get; } = new();

    /// <summary>The server's store that the read numbers are of, see <see cref="At"/>.</summary>
    public Guid Store { get; init; }

    /// <summary>The conversation that was on the screen; null when none was.</summary>
    public string? Selected { get; init; }

    /// <summary>Those with something to keep, the one touched last at the end.</summary>
    public ImmutableArray<KeptConversation> Conversations { get; init; } = [];

    /// <returns>What is kept of a conversation; one with nothing when there is nothing.</returns>
    public KeptConversation Of(string name) => IndexOf(name) is >= 0 and var index ? Conversations[index] : new KeptConversation(name);

    /// <param name="name">The conversation.</param>
    /// <param name="draft">What is typed; null or empty when it was sent or rubbed out.</param>
    public LocalState WithDraft(string name, string? draft) => With(Of(name) with { Draft = string.IsNullOrEmpty(draft) ? null : draft });

    public LocalState WithMuted(string name, bool isMuted) => With(Of(name) with { IsMuted = isMuted });

    /// <summary>Read here up to that number. A lower one than before changes nothing.</summary>
    public LocalState WithRead(string name, ulong upTo) => With(Of(name) with { ReadUpTo = Math.Max(upTo, Of(name).ReadUpTo) });

    /// <summary>The server knows that it was read up to that number; what was read beyond it is still to be told.</summary>
    public LocalState WithTold(string name, ulong upTo) => Of(name).ReadUpTo > upTo ? this : With(Of(name) with { ReadUpTo = 0 });

    /// <summary>A group has another name.</summary>
    public LocalState Renamed(string from, string to) =>
        Without(from).With(Of(from) with { Name = to }) with { Selected = IsSame(Selected, from) ? to : Selected };

    /// <summary>The conversation is gone.</summary>
    public LocalState Without(string name) =>
        With(new KeptConversation(name)) with { Selected = IsSame(Selected, name) ? null : Selected };

    /// <summary>The state at a store: numbers mean nothing at another, such as one restored from a backup.</summary>
    public LocalState At(Guid store) => store == Store ? this : this with
    {
        Store = store,
        Conversations = [.. Conversations.Select(one => one with { ReadUpTo = 0 }).Where(one => !one.IsNothing)],
    };

    /// <summary>Puts what one program changed into what another has written meanwhile.</summary>
    /// <param name="before">What the program changed.</param>
    /// <param name="mine">What it made of that.</param>
    /// <param name="theirs">What there is now.</param>
    public static LocalState Merge(LocalState before, LocalState mine, LocalState theirs)
    {
        Guid store = mine.Store == before.Store ? theirs.Store : mine.Store;
        (before, mine, LocalState merged) = (before.At(store), mine.At(store), theirs.At(store));
        if (!IsSame(mine.Selected, before.Selected))
            merged = merged with { Selected = mine.Selected };
        IEnumerable<string> gone = before.Conversations.Select(one => one.Name).Where(name => mine.IndexOf(name) < 0);
        foreach (string name in gone.Concat(mine.Conversations.Select(one => one.Name)))
        {
            (KeptConversation old, KeptConversation now, KeptConversation other) = (before.Of(name), mine.Of(name), merged.Of(name));
            if (now == old)
                continue;
            merged = merged.With(other with
            {
                Draft = now.Draft == old.Draft ? other.Draft : now.Draft,
                IsMuted = now.IsMuted == old.IsMuted ? other.IsMuted : now.IsMuted,
                ReadUpTo = now.ReadUpTo == old.ReadUpTo || other.ReadUpTo > Math.Max(old.ReadUpTo, now.ReadUpTo) ? other.ReadUpTo : now.ReadUpTo,
            });
        }
        return merged;
    }

    /// <summary>Puts a conversation at the end, and lets go of what is too much.</summary>
    public LocalState With(KeptConversation changed)
    {
        int index = IndexOf(changed.Name);
        if (index < 0 ? changed.IsNothing : Conversations[index] == changed)
            return this;
        List<KeptConversation> all = [.. Conversations];
        if (index >= 0)
            all.RemoveAt(index);
        if (!changed.IsNothing)
            all.Add(changed);
        if (all.Count(one => one.Draft is not null) > MostDrafts)
        {
            int oldest = all.FindIndex(one => one.Draft is not null);
            all[oldest] = all[oldest] with { Draft = null };
            if (all[oldest].IsNothing)
                all.RemoveAt(oldest);
        }
        if (all.Count > MostConversations)
            all.RemoveAt(0);
        return this with { Conversations = [.. all] };
    }

    private int IndexOf(string name)
    {
        for (int i = Conversations.Length - 1; i >= 0; i--)
        {
            if (IsSame(Conversations[i].Name, name))
                return i;
        }
        return -1;
    }

    private static bool IsSame(string? name, string? other) => string.Equals(name, other, StringComparison.OrdinalIgnoreCase);
}
