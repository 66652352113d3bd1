using System.Threading.Channels;

namespace Messenger.Client.Terminal;

/// <summary>Reads keys from a terminal in raw mode on a thread of its own, since reading a terminal cannot be cancelled.</summary>
internal sealed class KeyReader : IDisposable
{
    /// <summary>How long an escape sequence may take to arrive; a lone Escape key is known by then.</summary>
    public static readonly TimeSpan EscapeWait = TimeSpan.FromMilliseconds(50);

    /// <summary>A paste that stops for so long may have lost its end.</summary>
    public static readonly TimeSpan PasteWait = TimeSpan.FromSeconds(1);

    private readonly Lock _gate = new();
    private readonly Stream _input;
    private readonly TimeProvider _time;
    private readonly Action? _arrived;
    private readonly ITimer _timer;
    private readonly KeyDecoder _decoder;

    /// <summary>Bounded: when nobody takes them, the terminal is not read.</summary>
    private readonly Channel<Key> _keys = Channel.CreateBounded<Key>(4096);
    private long _lastRead;

    /// <param name="input">The terminal.</param>
    /// <param name="time">Tells a lone Escape from a sequence.</param>
    /// <param name="isBound">Whether a key with Alt does something.</param>
    /// <param name="arrived">Called on any thread when there are keys, and when the terminal is gone.</param>
    public KeyReader(Stream input, TimeProvider time, Func<Key, bool> isBound, Action? arrived = null)
    {
        _decoder = new KeyDecoder(isBound);
        _input = input;
        _time = time;
        _arrived = arrived;
        _timer = time.CreateTimer(_ => OnQuiet(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>The keys; completes when the terminal is gone.</summary>
    public ChannelReader<Key> Keys => _keys.Reader;

    public void Start() => new Thread(Run) { IsBackground = true, Name = "keys" }.Start();

    /// <summary>Stops telling Escape; the thread that reads ends with the terminal or the process.</summary>
    public void Dispose() => _timer.Dispose();

    private void Run()
    {
        byte[] bytes = new byte[4096];
        while (true)
        {
            int count = Read(bytes);
            if (count == 0)
                break;
            lock (_gate)
            {
                _lastRead = _time.GetTimestamp();
                Post(_decoder.Add(bytes.AsSpan(0, count)));
                _timer.Change(
                    _decoder.IsPasting ? PasteWait : _decoder.IsWaiting ? EscapeWait : Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            }
        }
        _keys.Writer.Complete();
        _arrived?.Invoke();
    }

    /// <summary>Nothing has come for a while.</summary>
    private void OnQuiet()
    {
        // Bytes are being taken at this moment: they settle it.
        if (!_gate.TryEnter())
            return;
        try
        {
            if (!_decoder.IsPasting && !_decoder.IsWaiting)
                return;
            // The timer may have fired just before the last bytes came, or a moment early: it counts in whole milliseconds.
            TimeSpan left = (_decoder.IsPasting ? PasteWait : EscapeWait) - _time.GetElapsedTime(_lastRead);
            if (left > TimeSpan.Zero)
                _timer.Change(left, Timeout.InfiniteTimeSpan);
            else if (_decoder.IsPasting)
                _decoder.Stall();
            else
                Post(_decoder.Flush());
        }
        finally
        {
            _gate.Exit();
        }
    }

    private void Post(List<Key> keys)
    {
        foreach (Key key in keys)
        {
            while (!_keys.Writer.TryWrite(key))
            {
                _arrived?.Invoke();
                if (!_keys.Writer.WaitToWriteAsync().AsTask().GetAwaiter().GetResult())
                    return;
            }
        }
        if (keys.Count > 0)
            _arrived?.Invoke();
    }

    private int Read(byte[] bytes)
    {
        try
        {
            return _input.Read(bytes, 0, bytes.Length);
        }
        catch (IOException)
        {
            return 0;
        }
    }
}
