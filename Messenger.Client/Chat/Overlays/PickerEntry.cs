using Messenger.Client.Terminal.Screen;

namespace Messenger.Client.Chat.Overlays;

/// <param name="Text">What it is: a name, a line that was found.</param>
/// <param name="Tag">What it stands for; entries with equal ones are the same, wherever they stand in the list.</param>
internal sealed record PickerEntry(string Text, object Tag)
{
    /// <summary>Before the text, such as ● or ○.</summary>
    public string Marker { get; init; } = "";

    /// <summary>At the right.</summary>
    public string Note { get; init; } = "";

    public Style Style { get; init; }
}
