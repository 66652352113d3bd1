namespace Messenger.Server.Search;

/// <summary>Words that must stand next to each other, in this order.</summary>
/// <param name="Words">As <see cref="SearchText.Words"/> gives them; never empty.</param>
/// <param name="IsPrefix">The last word need only begin so.</param>
internal readonly record struct SearchTerm(string Words, bool IsPrefix)
{
    /// <summary>In FTS5's language. There is nothing to escape: no word holds a quotation mark.</summary>
    public string Match => IsPrefix ? $"\"{Words}\" *" : $"\"{Words}\"";
}
