namespace Messenger.Server.Storage;

/// <summary>A batch could not be made durable. The message says why, for the log.</summary>
internal sealed class StoreException(string message, Exception? cause = null) : Exception(message, cause);

/// <summary>The store cannot be used at all; the message says why, in words for whoever runs the server.</summary>
internal sealed class StoreRefusedException(string message) : IOException(message);
