using Messenger.Server.Storage;

namespace Messenger.Server.Service;

/// <summary>
/// Lets a bounded number of reads at the archive at a time, so that nobody's searching keeps the disk, or the processor, from everybody. Safe on any
/// thread.
/// </summary>
internal sealed class ArchiveReads(Action<Exception> failed) : IDisposable
{
    /// <summary>Reads that may wait for their turn; more are refused.</summary>
    public const int MostWaiting = 256;

    private readonly SemaphoreSlim _turns = new(MostAtOnce);
    private int _waiting;

    /// <summary>Reads that are under way at a time.</summary>
    public static int MostAtOnce { get; } = Math.Max(1, Environment.ProcessorCount);

    /// <summary>Runs a read on another thread.</summary>
    public async Task<Outcome<T>> RunAsync<T>(Func<Outcome<T>> read)
    {
        if (Interlocked.Increment(ref _waiting) > MostWaiting)
        {
            Interlocked.Decrement(ref _waiting);
            return Refusals.TooManyArchiveReads;
        }
        try
        {
            await _turns.WaitAsync();
            try
            {
                return await Task.Run(read);
            }
            catch (StoreException error)
            {
                failed(error);
                return Refusals.ArchiveFailed;
            }
            finally
            {
                _turns.Release();
            }
        }
        finally
        {
            Interlocked.Decrement(ref _waiting);
        }
    }

    public void Dispose() => _turns.Dispose();
}
