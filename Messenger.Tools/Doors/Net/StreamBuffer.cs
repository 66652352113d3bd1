namespace Messenger.Tools.Doors.Net;

/// <summary>What came from a stream and was not taken yet, for readers that look for the end of a piece. Used by one flow.</summary>
internal sealed class StreamBuffer(Stream stream, ByteCounter counter)
{
    private const int FirstSize = 16 * 1024;

    private byte[] _bytes = new byte[FirstSize];
    private int _begin;
    private int _end;

    public ReadOnlySpan<byte> Unread => _bytes.AsSpan(_begin, _end - _begin);

    /// <summary>Gets more; what is unread stays.</summary>
    /// <exception cref="IOException">The stream has ended, was lost, or has been silent for <see cref="DoorFaults.SilenceLimit"/>.</exception>
    public async ValueTask FillAsync(CancellationToken cancellation)
    {
        if (_begin > 0)
        {
            Unread.CopyTo(_bytes);
            (_begin, _end) = (0, _end - _begin);
        }
        if (_end == _bytes.Length)
            Array.Resize(ref _bytes, _bytes.Length * 2);
        int count = await ReadAsync(cancellation);
        if (count == 0)
            throw new EndOfStreamException("the server ended the stream without a word");
        counter.Heard(count);
        _end += count;
    }

    public void Take(int count) => _begin += count;

    private async ValueTask<int> ReadAsync(CancellationToken cancellation)
    {
        using CancellationTokenSource silence = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        silence.CancelAfter(DoorFaults.SilenceLimit);
        try
        {
            return await stream.ReadAsync(_bytes.AsMemory(_end), silence.Token);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            throw new IOException($"the server has said nothing for {DoorFaults.SilenceLimit.TotalSeconds:0} s");
        }
    }
}
