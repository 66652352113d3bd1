namespace Messenger.Server.Engine;

/// <summary>
/// One search for a page of names, over the order of one moment. It goes on in slices, so that who runs it can let others go first in
/// between. For one thread at a time.
/// </summary>
/// <param name="chunks">The order, of <see cref="NameOrder"/>.</param>
/// <param name="pattern">What names must match.</param>
/// <param name="after">A name; it need not exist. Empty means from the start.</param>
/// <param name="limit">At most so many.</param>
internal sealed class NameSearch(Account[][] chunks, GlobPattern pattern, string after, int limit)
{
    private readonly List<Account> _page = [];
    private (int Chunk, int Index) _next = NameOrder.Behind(chunks, after);

    /// <summary>What was found, in order.</summary>
    public IReadOnlyList<Account> Page => _page;

    /// <summary>At least one more matches.</summary>
    public bool HasMore { get; private set; }

    /// <summary>Looks at so many more names.</summary>
    /// <returns>Whether the page is complete.</returns>
    public bool Advance(int names)
    {
        for (; _next.Chunk < chunks.Length; _next = (_next.Chunk + 1, 0))
        {
            Account[] chunk = chunks[_next.Chunk];
            for (; _next.Index < chunk.Length; _next.Index++)
            {
                if (names-- == 0)
                    return false;
                Account account = chunk[_next.Index];
                if (!pattern.Matches(account.NameUtf8) || account.Deleted)
                    continue;
                if (_page.Count == limit)
                {
                    HasMore = true;
                    return true;
                }
                _page.Add(account);
            }
        }
        return true;
    }
}
