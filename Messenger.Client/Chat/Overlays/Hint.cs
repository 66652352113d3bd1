namespace Messenger.Client.Chat.Overlays;

/// <summary>What a check says of what stands in a field.</summary>
/// <param name="Text">In words.</param>
/// <param name="IsError">It cannot stay so: the form is not submitted.</param>
internal readonly record struct Hint(string Text, bool IsError = false)
{
    public static Hint Error(string text) => new(text, IsError: true);
}
