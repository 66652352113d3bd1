namespace Messenger.Client.Chat.Overlays;

/// <param name="Text">What the button says; the letter is shown in it.</param>
/// <param name="Letter">The key that gives this answer.</param>
/// <param name="Given">What happens then; the question has closed.</param>
internal sealed record Answer(string Text, char Letter, Action Given)
{
    /// <summary>The button: <c>[S]end</c>, or with the letter before it when the text has none such.</summary>
    public string Label =>
        Text.IndexOf(Letter, StringComparison.OrdinalIgnoreCase) is >= 0 and int at
            ? $"{Text[..at]}[{Text[at]}]{Text[(at + 1)..]}"
            : $"[{Letter}] {Text}";

    public bool IsKey(string text) => text.Length == 1 && char.ToUpperInvariant(text[0]) == char.ToUpperInvariant(Letter);
}
