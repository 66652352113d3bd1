using System.Runtime.InteropServices;

namespace Messenger.Client.Terminal;

/// <summary>
/// Stdin as it is: bytes as they come. The console's own stream edits lines and changes the terminal's settings when stdin is one.
/// A read cannot be cancelled.
/// </summary>
internal sealed partial class StandardInput : Stream
{
    private const int Descriptor = 0;
    private const int Interrupted = 4;

    private StandardInput()
    {
    }

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <summary>Stdin of this process.</summary>
    public static Stream Open() => OperatingSystem.IsWindows() ? Console.OpenStandardInput() : new StandardInput();

    /// <exception cref="IOException">The terminal is gone.</exception>
    public override int Read(Span<byte> buffer)
    {
        while (true)
        {
            nint count = ReadBytes(Descriptor, buffer, buffer.Length);
            if (count >= 0)
                return (int)count;
            int error = Marshal.GetLastPInvokeError();
            if (error != Interrupted)
                throw new IOException(Marshal.GetPInvokeErrorMessage(error));
        }
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    /// <summary>Reads on a thread of the pool.</summary>
    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        new(Task.Run(() => Read(buffer.Span), cancellationToken));

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    [LibraryImport("libc", EntryPoint = "read", SetLastError = true)]
    private static partial nint ReadBytes(int descriptor, Span<byte> bytes, nint count);
}
