using System.Collections.Concurrent;
using System.Text;
using Messenger.Wire.Fields;

namespace Messenger.Server.Engine;

/// <summary>
/// Name → account, without regard to case, and the names in order for paging. Looking up and searching are safe on any thread and hold
/// nobody up; adding and removing belong to the engine's turn.
/// </summary>
internal sealed class NameDirectory
{
    private readonly ConcurrentDictionary<string, Account> _byName = new(StringComparer.OrdinalIgnoreCase);
    private readonly ConcurrentDictionary<string, Account>.AlternateLookup<ReadOnlySpan<char>> _byChars;
    private readonly NameOrder _order = new();

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

    /// <summary>Takes all accounts of a store, before anybody searches.</summary>
    public void Load(IReadOnlyCollection<Account> accounts)
    {
        foreach (Account account in accounts)
            _byName[account.Name] = account;
        _order.Build(_byName.Values);
    }

    public void Add(Account account)
    {
        _byName[account.Name] = account;
        _order.Add(account);
    }

    public void Remove(Account account)
    {
        _byName.TryRemove(account.Name, out _);
        _order.Remove(account);
    }

    /// <summary>Begins to search the names as they are now.</summary>
    /// <param name="pattern">What names must match.</param>
    /// <param name="after">A name; it need not exist. Empty means from the start.</param>
    /// <param name="limit">At most so many.</param>
    public NameSearch Search(GlobPattern pattern, string after, int limit) => new(_order.Chunks, pattern, after, limit);
}
