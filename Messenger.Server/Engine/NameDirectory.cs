using System.Collections.Concurrent;
using System.Text;
using Messenger.Wire.Fields;

namespace Messenger.Server.Engine;

/// <summary>
/// Name → account, without regard to case, and the names in order for paging. Looking up and matching are safe on any thread;
/// adding and removing belong to the engine's turn.
/// </summary>
internal sealed class NameDirectory
{
    private static readonly Comparer<Account> ByName =
        Comparer<Account>.Create((a, b) => StringComparer.OrdinalIgnoreCase.Compare(a.Name, b.Name));

    private readonly ConcurrentDictionary<string, Account> _byName = new(StringComparer.OrdinalIgnoreCase);
    private readonly ConcurrentDictionary<string, Account>.AlternateLookup<ReadOnlySpan<char>> _byChars;
    private readonly Lock _orderGate = new();
    private readonly List<Account> _added = [];
    private bool _removed;
    private Account[] _ordered = [];

    public NameDirectory() => _byChars = _byName.GetAlternateLookup<ReadOnlySpan<char>>();

    public int Count => _byName.Count;

    public Account? Find(ReadOnlySpan<char> name) => _byChars.TryGetValue(name, out Account? account) ? account : null;

    /// <summary>Finds an account by a name as it came from the wire; null also when no account can have such a name. Allocates nothing.</summary>
    public Account? Find(ReadOnlySpan<byte> name)
    {
        if (!Names.IsValid(name))
            return null;
        Span<char> chars = stackalloc char[name.Length];
        Encoding.ASCII.GetChars(name, chars);
        return Find(chars);
    }

    public void Add(Account account)
    {
        _byName[account.Name] = account;
        lock (_orderGate)
            _added.Add(account);
    }

    public void Remove(Account account)
    {
        _byName.TryRemove(account.Name, out _);
        lock (_orderGate)
            _removed = true;
    }

    /// <summary>A page of the names that match, in order, behind <paramref name="after"/>.</summary>
    /// <param name="pattern">What names must match.</param>
    /// <param name="after">A name; it need not exist. Empty means from the start.</param>
    /// <param name="limit">At most so many.</param>
    /// <param name="more">Whether at least one more matches.</param>
    public IReadOnlyList<Account> Match(GlobPattern pattern, string after, int limit, out bool more)
    {
        Account[] ordered = Ordered();
        List<Account> page = [];
        more = false;
        for (int i = FirstBehind(ordered, after); i < ordered.Length; i++)
        {
            if (ordered[i].Deleted || !pattern.Matches(ordered[i].NameUtf8))
                continue;
            if (page.Count == limit)
            {
                more = true;
                break;
            }
            page.Add(ordered[i]);
        }
        return page;
    }

    private static int FirstBehind(Account[] ordered, string after)
    {
        if (after.Length == 0)
            return 0;
        int low = 0;
        int high = ordered.Length;
        while (low < high)
        {
            int middle = (low + high) / 2;
            if (StringComparer.OrdinalIgnoreCase.Compare(ordered[middle].Name, after) <= 0)
                low = middle + 1;
            else
                high = middle;
        }
        return low;
    }

    /// <summary>The accounts in order: a snapshot that is never changed, made anew when names came or went.</summary>
    private Account[] Ordered()
    {
        lock (_orderGate)
        {
            if (_added.Count > 0 || _removed)
            {
                _added.Sort(ByName);
                _ordered = [.. Merge(_ordered, _added).Where(account => !account.Deleted)];
                _added.Clear();
                _removed = false;
            }
            return _ordered;
        }
    }

    private static IEnumerable<Account> Merge(Account[] left, List<Account> right)
    {
        int l = 0;
        int r = 0;
        while (l < left.Length || r < right.Count)
        {
            bool takeLeft = r == right.Count || (l < left.Length && ByName.Compare(left[l], right[r]) <= 0);
            yield return takeLeft ? left[l++] : right[r++];
        }
    }
}
