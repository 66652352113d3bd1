using System.Collections.Concurrent;
using Messenger.Client.Terminal.Screen;

namespace Messenger.Client.Chat;

/// <summary>
/// Frames as they pass, decoded, below the conversation. Frames come from the threads of the connection, which it never holds up: what comes
/// faster than it can be shown is counted instead. Everything else is used on the loop's thread.
/// </summary>
internal sealed class TracePane : IScrollItems
{
    /// <summary>Lines that are kept.</summary>
    public const int MostLines = 2_000;

    /// <summary>Frames that wait to be shown.</summary>
    private const int MostWaiting = 500;

    private readonly TraceWriter _writer;
    private readonly ConcurrentQueue<string> _waiting = new();
    private readonly List<string> _lines = [];
    private Func<Action, bool>? _post;
    private volatile bool _isOpen;
    private int _missed;
    private int _isPosted;

    /// <param name="bodies">Whether texts of messages are shown.</param>
    public TracePane(bool bodies)
    {
        _writer = new TraceWriter(Came, bodies);
        View = new ScrollView(this);
    }

    public ScrollView View { get; }

    public long First { get; private set; }

    public long End => First + _lines.Count;

    public bool IsOpen
    {
        get => _isOpen;
        set => _isOpen = value;
    }

    /// <summary>A frame passes. Any thread may call it.</summary>
    public void Frame(bool outgoing, TimeSpan elapsed, ReadOnlySpan<byte> frame)
    {
        if (_isOpen)
            _writer.Write(outgoing, elapsed, frame);
    }

    /// <summary>From now on a loop shows what comes.</summary>
    public void ShowOn(ScreenLoop loop) => _post = loop.TryPost;

    public IReadOnlyList<TextRow> Rows(long item, int columns) =>
        TextLayout.Rows([new TextRun(_lines[(int)(item - First)], Style.Dim)], columns, rest: TextRow.Of("   "));

    private void Came(string line)
    {
        if (_waiting.Count < MostWaiting)
            _waiting.Enqueue(line);
        else
            Interlocked.Increment(ref _missed);
        if (Interlocked.Exchange(ref _isPosted, 1) == 0 && _post?.Invoke(Take) is not true)
            Volatile.Write(ref _isPosted, 0);
    }

    private void Take()
    {
        Volatile.Write(ref _isPosted, 0);
        while (_waiting.TryDequeue(out string? line))
            _lines.Add(line);
        if (Interlocked.Exchange(ref _missed, 0) is > 0 and int missed)
            _lines.Add($"… {missed} frames more than could be shown");
        if (_lines.Count <= MostLines)
            return;
        First += _lines.Count - MostLines;
        _lines.RemoveRange(0, _lines.Count - MostLines);
    }
}
