namespace Messenger.Client.Chat.Keeping;

/// <summary>What <c>/set</c> did.</summary>
/// <param name="Settings">Those that hold now.</param>
/// <param name="Lines">What to show.</param>
/// <param name="Kept">What was changed is on disk: null, or why it is not, in one sentence. Null when nothing was changed.</param>
internal sealed record SetOutcome(ClientSettings Settings, IReadOnlyList<string> Lines, Task<string?>? Kept = null);
