using System.IO.Pipelines;

namespace Messenger.Client.Grpc;

/// <summary>The session's end of a <see cref="Bridge"/>: what it would otherwise write to a server, and read from it.</summary>
/// <param name="toBridge">Where writes go; completed by whoever says that no more comes.</param>
/// <param name="fromBridge">Where reads come from.</param>
/// <param name="disposed">Told once.</param>
internal sealed class BridgeStream(PipeWriter toBridge, PipeReader fromBridge, Action disposed) : Stream
{
    private readonly CancellationTokenSource _over = new();
    private readonly Stream _reads = fromBridge.AsStream();

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        try
        {
            return await _reads.ReadAsync(buffer, _over.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException e) when (_over.IsCancellationRequested)
        {
            throw new ObjectDisposedException("the connection was closed by this client", e);
        }
    }

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        FlushResult written = await toBridge.WriteAsync(buffer, cancellationToken).ConfigureAwait(false);
        if (written.IsCompleted)
            throw new IOException("the connection is over");
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Flush()
    {
    }

    public override Task FlushAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing && !_over.IsCancellationRequested)
        {
            _over.Cancel();
            disposed();
        }
        base.Dispose(disposing);
    }
}
