namespace Messenger.Client.Chat.Overlays;

/// <summary>A further button of a form, which submits nothing.</summary>
/// <param name="Text">What it says.</param>
/// <param name="Pressed">What it does; the form stays open unless that closes it.</param>
internal sealed record FormButton(string Text, Action<Form> Pressed);
