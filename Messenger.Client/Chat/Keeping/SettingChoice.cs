namespace Messenger.Client.Chat.Keeping;

/// <summary>One of the values of a setting.</summary>
/// <param name="Word">How it is written.</param>
/// <param name="Meaning">What it does, for people.</param>
internal sealed record SettingChoice(string Word, string Meaning);
