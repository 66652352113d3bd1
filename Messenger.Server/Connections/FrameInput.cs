using System.Buffers;
using Messenger.Wire;
using Messenger.Wire.Framing;

namespace Messenger.Server.Connections;

/// <summary>
/// The incoming bytes of one connection. The buffer grows with what has arrived, never with what a length field claims, and is
/// given back to the pool whenever nothing is left over. Only for the read loop.
/// </summary>
internal sealed class FrameInput : IDisposable
{
    private const int FirstBytes = 16 * 1024;
    private const int MostBytes = FrameHeader.LengthSize + Limits.FrameAfterLogin + FirstBytes;

    private byte[] _buffer = [];
    private int _begin;
    private int _end;

    public bool IsEmpty => _begin == _end;

    public ReadOnlySpan<byte> Bytes => _buffer.AsSpan(_begin, _end - _begin);

    /// <summary>Room for the next read: at least a quarter of the buffer.</summary>
    public Memory<byte> Room()
    {
        if (_buffer.Length == 0)
            _buffer = ArrayPool<byte>.Shared.Rent(FirstBytes);
        else if (_begin > 0)
            MoveToFront();
        if (_buffer.Length - _end < _buffer.Length / 4)
            Grow();
        return _buffer.AsMemory(_end);
    }

    public void Arrived(int count) => _end += count;

    public void Consume(int count)
    {
        _begin += count;
        if (_begin == _end)
            _begin = _end = 0;
    }

    /// <summary>Gives the buffer back when it holds nothing.</summary>
    public void ReleaseIfEmpty()
    {
        if (IsEmpty)
            Dispose();
    }

    public void Dispose()
    {
        if (_buffer.Length > 0)
            ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = [];
        _begin = _end = 0;
    }

    private void MoveToFront()
    {
        Bytes.CopyTo(_buffer);
        _end -= _begin;
        _begin = 0;
    }

    private void Grow()
    {
        byte[] larger = ArrayPool<byte>.Shared.Rent(Math.Min(MostBytes, _buffer.Length * 2));
        Bytes.CopyTo(larger);
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = larger;
    }
}
