namespace Messenger.Server.Search;

/// <summary>The messages behind the index, in the store's order. Called by the feeder's thread, one call at a time, while the store goes on.</summary>
internal interface IIndexSource
{
    /// <summary>The highest number that is committed, of a message or of a change.</summary>
    ulong LastNumber { get; }

    /// <summary>No message with a smaller number has a text any more; 0 when that is not known. The index then gives up what is before.</summary>
    ulong FirstNumber { get; }

    /// <summary>
    /// Adds what has a higher number than <paramref name="number"/>, in rising order of <see cref="IndexEntry.Number"/>, until the chunk is
    /// full. A message that has changed since may come with its present text.
    /// </summary>
    /// <returns>
    /// Up to where everything was added: the number of the last entry when the chunk is full; else at least what <see cref="LastNumber"/> was
    /// when the call began.
    /// </returns>
    /// <exception cref="Storage.StoreException">It cannot be read now.</exception>
    ulong ReadAfter(ulong number, IndexChunk chunk);
}
