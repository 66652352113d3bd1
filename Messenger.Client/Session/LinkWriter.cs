using System.Diagnostics.CodeAnalysis;
using Messenger.Wire;
using Messenger.Wire.Fields;
using Messenger.Wire.Framing;

namespace Messenger.Client.Session;

/// <summary>
/// The one way out of a connection: whole frames gather in a buffer, and whatever is there leaves in one write. Any thread may write;
/// no write waits for the network.
/// </summary>
/// <param name="stream">Where the bytes go.</param>
/// <param name="trace">Is told of each frame in the order of the wire.</param>
/// <param name="failed">Called once when a write failed.</param>
[SuppressMessage("Design", "CA1001", Justification = "A buffer that was sent or given up is empty and holds nothing.")]
internal sealed class LinkWriter(Stream stream, Action<ReadOnlySpan<byte>>? trace, Action<Exception> failed)
{
    private readonly Lock _gate = new();
    private FrameBuffer _filling = new();
    private FrameBuffer _leaving = new();
    private bool _draining;
    private bool _closed;
    private Task _drain = Task.CompletedTask;

    /// <summary>Done when all that was written so far has left or failed.</summary>
    public Task Drained
    {
        get
        {
            lock (_gate)
                return _drain;
        }
    }

    public void Preamble()
    {
        lock (_gate)
            _filling.WriteRaw(Wire.Preamble.Bytes);
    }

    /// <returns>Whether the connection still takes frames.</returns>
    public bool TryWrite<T>(Opcode opcode, uint requestId, in T message)
        where T : IWireMessage<T>, allows ref struct
    {
        lock (_gate)
        {
            if (_closed)
                return false;
            int size = _filling.Write(opcode, requestId, message);
            trace?.Invoke(_filling.Written[^size..]);
            if (!_draining)
            {
                _draining = true;
                _drain = DrainAsync();
            }
            return true;
        }
    }

    /// <summary>Takes no more frames; what has not left by now does not matter.</summary>
    public void Close()
    {
        lock (_gate)
            _closed = true;
    }

    private async Task DrainAsync()
    {
        // Off the caller's thread and lock; meanwhile what is written in the same breath joins the same write.
        await Task.Yield();
        try
        {
            while (true)
            {
                lock (_gate)
                {
                    if (_filling.Length == 0)
                    {
                        _draining = false;
                        return;
                    }
                    (_filling, _leaving) = (_leaving, _filling);
                }
                await stream.WriteAsync(_leaving.WrittenMemory).ConfigureAwait(false);
                await stream.FlushAsync().ConfigureAwait(false);
                _leaving.Clear();
            }
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException or InvalidOperationException)
        {
            // _draining stays set: nothing will ever leave again.
            lock (_gate)
            {
                _closed = true;
                _filling.Clear();
                _leaving.Clear();
            }
            failed(e);
        }
    }
}
