using System.Text;
using Messenger.Server.Engine;
using Messenger.Wire;
using Messenger.Wire.Fields;

namespace Messenger.Server.Service;

/// <summary>A page of the directory.</summary>
/// <param name="Accounts">In order of their names.</param>
/// <param name="Next">The cursor of the next page; empty when this was the last.</param>
internal sealed record DirectoryPage(IReadOnlyList<Account> Accounts, string Next);

/// <summary>Who has an account (product rule §4). Safe on any thread.</summary>
internal sealed class DirectoryService(MessengerEngine engine)
{
    /// <param name="pattern">Wildcards as the client sent them; empty means all.</param>
    /// <param name="after">The cursor that the page before ended with; empty means from the start.</param>
    /// <param name="limit">Most accounts wanted; 0 means the default.</param>
    public Outcome<DirectoryPage> List(ReadOnlySpan<byte> pattern, ReadOnlySpan<byte> after, int limit)
    {
        if (pattern.Length > Limits.PatternBytes || !System.Text.Unicode.Utf8.IsValid(pattern))
            return Refusals.BadPattern;
        GlobPattern? glob = pattern.IsEmpty ? GlobPattern.All : GlobPattern.TryParse(pattern);
        if (glob is null)
            return Refusals.BadPattern;
        int size = limit == 0 ? Limits.PageDefault : Math.Min(limit, Limits.PageMax);
        // A cursor is a name; anything else simply stands somewhere in the order.
        string cursor = Encoding.UTF8.GetString(after);
        IReadOnlyList<Account> accounts = engine.Match(glob, cursor, size, out bool more);
        return new DirectoryPage(accounts, more ? accounts[^1].Name : "");
    }

    /// <summary>As <see cref="Nearest"/>, counted against the asker's rate; null also when that is used up.</summary>
    public string? NearestFor(Account asker, string name) =>
        engine.CountVainSend(asker) > TimeSpan.Zero ? null : Nearest(Encoding.UTF8.GetBytes(name));

    /// <summary>A name that exists and differs from this one by one slip of the fingers; null when there is none.</summary>
    public string? Nearest(ReadOnlySpan<byte> name) =>
        Names.IsValid(name) ? NearestName.Find(Encoding.ASCII.GetString(name), candidate => engine.Find(candidate)?.Name) : null;
}
