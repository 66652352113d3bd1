using SQLitePCL;

namespace Messenger.Tests.Support.Disk;

/// <summary>A file of a <see cref="SimulatedDisk"/> that is read and written without SQLite.</summary>
internal sealed class SimulatedStream(SimulatedDisk disk, SimulatedFile file) : Stream
{
    public override bool CanRead => true;

    public override bool CanSeek => true;

    public override bool CanWrite => true;

    public override long Length => disk.Length(file);

    public override long Position { get; set; }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override int Read(Span<byte> buffer)
    {
        int count = (int)Math.Min(buffer.Length, Math.Max(0, Length - Position));
        Check(disk.Read(file, buffer[..count], Position));
        Position += count;
        return count;
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        Check(disk.Write(file, buffer, Position));
        Position += buffer.Length;
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => Check(disk.Truncate(file, value));

    public override void Flush()
    {
    }

    private static void Check(int result)
    {
        if (result != raw.SQLITE_OK)
            throw new IOException($"the disk fails ({result})");
    }
}
