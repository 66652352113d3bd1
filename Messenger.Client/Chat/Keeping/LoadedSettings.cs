namespace Messenger.Client.Chat.Keeping;

/// <summary>What a settings file says.</summary>
/// <param name="Settings">Those that it sets, and the defaults of the others.</param>
/// <param name="Warnings">What in it is of no use, a sentence each, with file and line.</param>
internal sealed record LoadedSettings(ClientSettings Settings, IReadOnlyList<string> Warnings);
