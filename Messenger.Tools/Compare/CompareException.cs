namespace Messenger.Tools.Compare;

/// <summary>The comparison cannot go on. The message says why, for people.</summary>
internal sealed class CompareException(string message) : Exception(message);
