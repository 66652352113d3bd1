using System.Diagnostics.CodeAnalysis;
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
[SuppressMessage("Design", "CA1001", Justification = "A semaphore whose handle nobody asks for holds nothing.")]
internal sealed class DirectoryService(MessengerEngine engine)
{
    /// <summary>Names looked at before others go first; a fraction of a millisecond.</summary>
    private const int Slice = 4_096;

    /// <summary>
    /// Searches that take longer than a slice run on all cores but one, in turn: patterns that match little in a large directory slow down
    /// each other, not the conversation. Each connection has one at most.
    /// </summary>
    private readonly SemaphoreSlim _longSearches = new(Math.Max(1, Environment.ProcessorCount - 1));

    /// <param name="pattern">Wildcards as the client sent them; empty means all.</param>
    /// <param name="after">The cursor that the page before ended with; empty means from the start.</param>
    /// <param name="limit">Most accounts wanted; 0 means the default.</param>
    public ValueTask<Outcome<DirectoryPage>> ListAsync(ReadOnlySpan<byte> pattern, ReadOnlySpan<byte> after, int limit)
    {
        if (pattern.Length > Limits.PatternBytes || !System.Text.Unicode.Utf8.IsValid(pattern))
            return new(Refusals.BadPattern);
        GlobPattern? glob = pattern.IsEmpty ? GlobPattern.All : GlobPattern.TryParse(pattern);
        if (glob is null)
            return new(Refusals.BadPattern);
        int size = limit == 0 ? Limits.PageDefault : Math.Min(limit, Limits.PageMax);
        // A cursor is a name; anything else simply stands somewhere in the order.
        NameSearch search = engine.Search(glob, Encoding.UTF8.GetString(after), size);
        return search.Advance(Slice) ? new(PageOf(search)) : GoOnAsync(search);
    }

    /// <summary>As <see cref="Nearest"/>, counted against the asker's rate; null also when that is used up.</summary>
    public string? NearestFor(Account asker, string name) =>
        engine.CountVainSend(asker) > TimeSpan.Zero ? null : Nearest(Encoding.UTF8.GetBytes(name));

    /// <summary>A name that exists and differs from this one by one slip of the fingers; null when there is none.</summary>
    public string? Nearest(ReadOnlySpan<byte> name) =>
        Names.IsValid(name) ? NearestName.Find(Encoding.ASCII.GetString(name), candidate => engine.Find(candidate)?.Name) : null;

    private static Outcome<DirectoryPage> PageOf(NameSearch search) =>
        new DirectoryPage(search.Page, search.HasMore ? search.Page[^1].Name : "");

    private async ValueTask<Outcome<DirectoryPage>> GoOnAsync(NameSearch search)
    {
        await _longSearches.WaitAsync();
        try
        {
            do
                await Task.Yield();
            while (!search.Advance(Slice));
            return PageOf(search);
        }
        finally
        {
            _longSearches.Release();
        }
    }
}
