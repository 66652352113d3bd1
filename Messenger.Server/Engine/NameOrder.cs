namespace Messenger.Server.Engine;

/// <summary>
/// Accounts in the order of their names, in chunks. Who reads takes the order of one moment and holds nobody up; who changes it, one at a
/// time, copies the chunk concerned and the list of chunks, which is some thousand references however many accounts there are.
/// </summary>
internal sealed class NameOrder
{
    public const int LargestChunk = 512;

    private static readonly Comparer<Account> ByName =
        Comparer<Account>.Create((a, b) => StringComparer.OrdinalIgnoreCase.Compare(a.Name, b.Name));

    private Account[][] _chunks = [];

    /// <summary>The order as it is now: never changed, no chunk empty. Any thread.</summary>
    public Account[][] Chunks => Volatile.Read(ref _chunks);

    /// <summary>Where in the order the first name behind this one stands; at the end when there is none.</summary>
    public static (int Chunk, int Index) Behind(Account[][] chunks, string name)
    {
        if (name.Length == 0)
            return (0, 0);
        int chunk = First(chunks.Length, i => StringComparer.OrdinalIgnoreCase.Compare(chunks[i][^1].Name, name) > 0);
        return chunk == chunks.Length
            ? (chunk, 0)
            : (chunk, First(chunks[chunk].Length, i => StringComparer.OrdinalIgnoreCase.Compare(chunks[chunk][i].Name, name) > 0));
    }

    /// <summary>Orders many at once, in place of what was there.</summary>
    public void Build(IEnumerable<Account> accounts) =>
        Volatile.Write(ref _chunks, [.. accounts.Order(ByName).Chunk(LargestChunk / 2)]);

    public void Add(Account account)
    {
        Account[][] chunks = _chunks;
        (int chunk, int index) = Behind(chunks, account.Name);
        // Behind the last of all: at the end of the last chunk.
        if (chunk == chunks.Length && chunk > 0)
            (chunk, index) = (chunk - 1, chunks[^1].Length);
        Account[] grown = chunks.Length == 0 ? [account] : [.. chunks[chunk].AsSpan(0, index), account, .. chunks[chunk].AsSpan(index)];
        Replace(chunk, grown.Length <= LargestChunk
            ? [grown]
            : [grown[..(grown.Length / 2)], grown[(grown.Length / 2)..]]);
    }

    public void Remove(Account account)
    {
        Account[][] chunks = _chunks;
        int chunk = First(chunks.Length, i => ByName.Compare(chunks[i][^1], account) >= 0);
        if (chunk == chunks.Length || Array.IndexOf(chunks[chunk], account) is not (>= 0 and int index))
            return;
        Account[] left = [.. chunks[chunk].AsSpan(0, index), .. chunks[chunk].AsSpan(index + 1)];
        Replace(chunk, left.Length == 0 ? [] : [left]);
    }

    private void Replace(int chunk, ReadOnlySpan<Account[]> by)
    {
        Account[][] chunks = _chunks;
        Volatile.Write(ref _chunks, [.. chunks.AsSpan(0, chunk), .. by, .. chunks.AsSpan(Math.Min(chunk + 1, chunks.Length))]);
    }

    /// <summary>The first of so many for which something holds that holds for all behind it.</summary>
    private static int First(int count, Func<int, bool> holds)
    {
        int low = 0;
        int high = count;
        while (low < high)
        {
            int middle = (low + high) / 2;
            if (holds(middle))
                high = middle;
            else
                low = middle + 1;
        }
        return low;
    }
}
