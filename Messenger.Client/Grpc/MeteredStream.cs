using System.Net.Sockets;

namespace Messenger.Client.Grpc;

/// <summary>
/// A socket's stream that counts what passes, TLS and HTTP/2 included, and tells when the other side is gone: who waits for no answer would learn of
/// that only with the next request. Counts may be read on any thread.
/// </summary>
/// <param name="socket">Belongs to the stream.</param>
internal sealed class MeteredStream(Socket socket) : NetworkStream(socket, ownsSocket: true)
{
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _read;
    private long _written;

    /// <summary>Done when nothing more will be read, however that came.</summary>
    public Task Ended => _ended.Task;

    /// <summary>Bytes that came.</summary>
    public long BytesRead => Interlocked.Read(ref _read);

    /// <summary>Bytes that went.</summary>
    public long BytesWritten => Interlocked.Read(ref _written);

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        try
        {
            int count = await base.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
            Interlocked.Add(ref _read, count);
            // A read into nothing waits for bytes and takes none.
            if (count == 0 && buffer.Length > 0)
                _ended.TrySetResult();
            return count;
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException)
        {
            _ended.TrySetResult();
            throw;
        }
    }

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        await base.WriteAsync(buffer, cancellationToken).ConfigureAwait(false);
        Interlocked.Add(ref _written, buffer.Length);
    }

    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        _ended.TrySetResult();
    }
}
