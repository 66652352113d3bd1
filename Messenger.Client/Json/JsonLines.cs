namespace Messenger.Client.Json;

/// <summary>Splits a stream into lines of bytes, whatever the locale. A line beyond the limit is skipped whole and given as null bytes.</summary>
internal sealed class JsonLines(Stream input)
{
    /// <summary>Enough for a text of 16 KiB with every character escaped, and for a confirmation of a whole window.</summary>
    public const int LongestLine = 1024 * 1024;

    private const int FirstBuffer = 16 * 1024;
    private byte[] _buffer = new byte[FirstBuffer];
    private int _start;
    private int _end;
    private bool _isFirst = true;

    /// <summary>The next line without its end, valid until the next call; null at the end of input.</summary>
    public async ValueTask<Line?> ReadAsync(CancellationToken cancellation)
    {
        int searched = _start;
        bool skipping = false;
        while (true)
        {
            int newLine = _buffer.AsSpan(searched, _end - searched).IndexOf((byte)'\n');
            if (newLine >= 0)
            {
                Line line = new(skipping, WithoutMark(_buffer.AsMemory(_start, searched + newLine - _start)));
                _start = searched + newLine + 1;
                return line;
            }
            if (_end - _start > LongestLine)
            {
                skipping = true;
                _start = _end;
            }
            MakeRoom();
            searched = _end;
            int count = await input.ReadAsync(_buffer.AsMemory(_end), cancellation).AsTask().WaitAsync(cancellation).ConfigureAwait(false);
            if (count == 0)
            {
                if (_start == _end && !skipping)
                    return null;
                Line last = new(skipping, WithoutMark(_buffer.AsMemory(_start, _end - _start)));
                _start = _end;
                return last;
            }
            _end += count;
        }
    }

    private void MakeRoom()
    {
        if (_start > 0)
        {
            _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
            _end -= _start;
            _start = 0;
        }
        if (_end == _buffer.Length)
            Array.Resize(ref _buffer, _buffer.Length * 2);
    }

    /// <summary>Some programs begin a file with a byte order mark.</summary>
    private ReadOnlyMemory<byte> WithoutMark(ReadOnlyMemory<byte> line)
    {
        bool hasMark = _isFirst && line.Span.StartsWith("\uFEFF"u8);
        _isFirst = false;
        return hasMark ? line[3..] : line;
    }

    /// <param name="IsTooLong">It was longer than <see cref="LongestLine"/> and is gone.</param>
    /// <param name="Bytes">Without the line's end.</param>
    public readonly record struct Line(bool IsTooLong, ReadOnlyMemory<byte> Bytes);
}
