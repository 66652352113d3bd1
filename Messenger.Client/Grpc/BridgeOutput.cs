using System.IO.Pipelines;
using Messenger.Wire;
using Messenger.Wire.Framing;
using Messenger.Wire.Messages;

namespace Messenger.Client.Grpc;

/// <summary>Where a <see cref="Bridge"/> says to its session what a server would have said. Frames are whole, whoever writes; a session that does not read makes writers wait.</summary>
internal sealed class BridgeOutput(PipeWriter pipe) : IDisposable
{
    private readonly SemaphoreSlim _turn = new(1);
    private readonly FrameBuffer _frames = new();

    /// <param name="write">Writes one frame or several.</param>
    /// <param name="stop">Gives up.</param>
    /// <exception cref="OperationCanceledException">It was given up, or nobody reads any more.</exception>
    public async Task WriteAsync(Action<FrameBuffer> write, CancellationToken stop)
    {
        await _turn.WaitAsync(stop).ConfigureAwait(false);
        try
        {
            write(_frames);
            FlushResult written = await pipe.WriteAsync(_frames.WrittenMemory, stop).ConfigureAwait(false);
            if (written.IsCompleted)
                throw new OperationCanceledException("nobody reads any more");
        }
        finally
        {
            _frames.Clear();
            _turn.Release();
        }
    }

    public Task RefuseAsync(uint requestId, Refusal refusal, CancellationToken stop) =>
        WriteAsync(frames => frames.Write(Opcode.Error, requestId, refusal), stop);

    public Task GoodbyeAsync(ErrorCode code, string message, CancellationToken stop) =>
        WriteAsync(frames => frames.Write(Opcode.Goodbye, 0, new Refusal(code, TimeSpan.Zero, message)), stop);

    /// <summary>Nothing more comes; what was written is still read.</summary>
    public ValueTask EndAsync() => pipe.CompleteAsync();

    public void Dispose()
    {
        _frames.Dispose();
        _turn.Dispose();
    }
}
