namespace Messenger.Client.Chat.Keeping;

/// <summary>What <c>/set</c> did.</summary>
/// <param name="Settings">Those that hold now.</param>
/// <param name="Lines">What to show.</param>
internal sealed record SetOutcome(ClientSettings Settings, IReadOnlyList<string> Lines);
