using Messenger.Client.Session;

namespace Messenger.Tests.Client.Support;

/// <summary>A disk on which files have room for so many bytes, that can be slow, and that writes down what is asked of it.</summary>
internal sealed class FullDisk
{
    /// <summary>Bytes that may still be written.</summary>
    public long Room { get; set; } = long.MaxValue;

    /// <summary>Shortening a file fails as well.</summary>
    public bool KeepsLengths { get; set; }

    /// <summary>Syncing waits for this.</summary>
    public ManualResetEventSlim Syncs { get; } = new(initialState: true);

    public int Synced { get; private set; }

    public FileStream Open(string path) => new LimitedFile(this, path);

    private sealed class LimitedFile(FullDisk disk, string path)
        : FileStream(path, PrivateFiles.Options(FileMode.OpenOrCreate, FileShare.ReadWrite | FileShare.Delete))
    {
        public override void Write(ReadOnlySpan<byte> buffer)
        {
            int fits = (int)Math.Min(buffer.Length, disk.Room);
            base.Write(buffer[..fits]);
            disk.Room -= fits;
            if (fits < buffer.Length)
                throw new IOException("No space left on device");
        }

        public override void Flush(bool flushToDisk)
        {
            disk.Syncs.Wait(FakeServer.Limit);
            base.Flush(flushToDisk);
            if (flushToDisk)
                disk.Synced++;
        }

        public override void SetLength(long value)
        {
            if (disk.KeepsLengths && value < Length)
                throw new IOException("Input/output error");
            base.SetLength(value);
        }
    }
}
