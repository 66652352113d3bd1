namespace Messenger.Server;

/// <summary>A door cannot be opened. The message is one sentence for people that says what to do.</summary>
internal sealed class DoorException(string message, Exception inner) : Exception(message, inner);
