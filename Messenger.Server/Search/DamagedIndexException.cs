namespace Messenger.Server.Search;

/// <summary>The index is of no use as it is and must be made anew; the message says why.</summary>
internal sealed class DamagedIndexException(string message, Exception? cause = null) : Exception(message, cause);
