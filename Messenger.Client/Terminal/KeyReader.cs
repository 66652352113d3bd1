using System.Runtime.InteropServices;
using System.Threading.Channels;

namespace Messenger.Client.Terminal;

/// <summary>Reads keys from a terminal in raw mode on a thread of its own, since reading a terminal cannot be cancelled.</summary>
internal sealed partial class KeyReader
{
    private const int InputDescriptor = 0;

    /// <summary>How long an escape sequence may take to arrive, in milliseconds; a lone Escape key is known by then.</summary>
    private const int EscapeMilliseconds = 50;
    private const int PasteMilliseconds = 1000;
    private const short PollReadable = 1;

    /// <summary>Bounded: a terminal that floods us waits.</summary>
    private readonly Channel<Key> _keys = Channel.CreateBounded<Key>(4096);

    /// <summary>The keys; completes when the terminal is gone.</summary>
    public ChannelReader<Key> Keys => _keys.Reader;

    public void Start() => new Thread(Run) { IsBackground = true, Name = "keys" }.Start();

    private void Run()
    {
        KeyDecoder decoder = new();
        byte[] bytes = new byte[4096];
        Stream input = StandardInput.Open();
        while (true)
        {
            if (decoder.IsWaiting && !IsReadable(decoder.IsPasting ? PasteMilliseconds : EscapeMilliseconds))
                Post(decoder.Flush());
            int count = Read(input, bytes);
            if (count == 0)
                break;
            Post(decoder.Add(bytes.AsSpan(0, count)));
        }
        _keys.Writer.Complete();
    }

    private void Post(List<Key> keys)
    {
        foreach (Key key in keys)
        {
            while (!_keys.Writer.TryWrite(key))
            {
                if (!_keys.Writer.WaitToWriteAsync().AsTask().GetAwaiter().GetResult())
                    return;
            }
        }
    }

    private static int Read(Stream input, byte[] bytes)
    {
        try
        {
            return input.Read(bytes, 0, bytes.Length);
        }
        catch (IOException)
        {
            return 0;
        }
    }

    private static bool IsReadable(int milliseconds) =>
        Poll([new PollDescriptor { Descriptor = InputDescriptor, Events = PollReadable }], 1, milliseconds) > 0;

    [LibraryImport("libc", EntryPoint = "poll", SetLastError = true)]
    private static partial int Poll(Span<PollDescriptor> descriptors, nuint count, int milliseconds);

    [StructLayout(LayoutKind.Sequential)]
    private struct PollDescriptor
    {
        public int Descriptor;
        public short Events;
        public short Returned;
    }
}
