namespace Messenger.Client.Chat.Overlays;

/// <param name="Text">What it says.</param>
/// <param name="Chosen">What happens then.</param>
internal sealed record MenuEntry(string Text, Action Chosen)
{
    /// <summary>At the right: a key, a state.</summary>
    public string Hint { get; init; } = "";

    /// <summary>Why it cannot be chosen now; null: it can.</summary>
    public string? NotBecause { get; init; }
}
