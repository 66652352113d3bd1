namespace Messenger.Server.Search;

/// <summary>A page of what was found.</summary>
/// <param name="Numbers">Newest first; may be fewer than asked for, or none, while there is more.</param>
/// <param name="Next">What to give as <c>before</c> for what is older; 0 when nothing is.</param>
internal sealed record SearchPage(IReadOnlyList<ulong> Numbers, ulong Next);
