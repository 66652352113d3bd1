using System.Threading.Channels;

namespace Messenger.Client.Terminal.Screen;

internal enum LoopEnd
{
    /// <summary>Somebody asked for it.</summary>
    Quit,

    /// <summary>No more keys come, or nothing can be drawn any more.</summary>
    TerminalGone,
}

/// <summary>
/// The one thread that owns everything on the screen. Keys and events come by bounded queues; it takes all that there is, keys first, then
/// draws once: at once after a key, else at most every <see cref="DrawEvery"/>. With nothing to do it sleeps.
/// </summary>
internal sealed class ScreenLoop(IScreen screen, Renderer renderer, TimeProvider time)
{
    public static readonly TimeSpan DrawEvery = TimeSpan.FromMilliseconds(40);

    /// <summary>Events that wait. When it is full, <see cref="TryPost"/> says no and <see cref="PostAsync"/> waits.</summary>
    public const int MostEvents = 1024;

    /// <summary>After so many events it looks for keys and for what to draw.</summary>
    private const int EventsInTurn = 256;

    private readonly Channel<Action> _events = Channel.CreateBounded<Action>(new BoundedChannelOptions(MostEvents) { SingleReader = true });
    private readonly object _gate = new();
    private bool _isWoken;
    private bool _sleepsUntilPicture;
    private volatile bool _isQuitting;
    private volatile bool _isResized;
    private bool _isGone;
    private bool _isUrgent = true;
    private bool _isChanged = true;
    private long _drawnAt;
    private bool _hasDrawn;

    /// <summary>For titles, the bell and the clipboard. Used on the loop's thread.</summary>
    public Renderer Renderer => renderer;

    /// <summary>How often it has gone round.</summary>
    public long Turns { get; private set; }

    /// <summary>Has something done on the loop's thread; drawn afterwards. Any thread may call it.</summary>
    /// <returns>False when too much waits, or the loop has ended: nothing will be done.</returns>
    public bool TryPost(Action happened)
    {
        if (!_events.Writer.TryWrite(happened))
            return false;
        Wake();
        return true;
    }

    /// <summary>As <see cref="TryPost"/>, but waits for room.</summary>
    /// <param name="happened">What is done.</param>
    /// <param name="cancellation">Gives up waiting.</param>
    /// <param name="withPicture">When a picture waits for its time, this waits with it: many a second then cost few wake-ups.</param>
    /// <returns>False when the loop has ended.</returns>
    public async ValueTask<bool> PostAsync(Action happened, CancellationToken cancellation, bool withPicture = false)
    {
        while (await _events.Writer.WaitToWriteAsync(cancellation).ConfigureAwait(false))
        {
            if (!_events.Writer.TryWrite(happened))
                continue;
            WakeFor(withPicture && _events.Reader.Count < MostEvents / 2);
            return true;
        }
        return false;
    }

    /// <summary>Ends the loop soon; what waits is not done any more. Any thread may call it, at any time.</summary>
    public void Quit()
    {
        _isQuitting = true;
        Wake();
    }

    /// <summary>Has it look for keys. Any thread may call it, at any time.</summary>
    public void Wake() => WakeFor(canWait: false);

    /// <summary>Runs on a thread of its own until somebody quits, the terminal is gone, or the app throws.</summary>
    /// <param name="app">What is shown.</param>
    /// <param name="keys">Whoever fills them calls <see cref="Wake"/>.</param>
    public Task<LoopEnd> RunAsync(IScreenApp app, ChannelReader<Key> keys) =>
        Task.Factory.StartNew(() => Run(app, keys), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    private LoopEnd Run(IScreenApp app, ChannelReader<Key> keys)
    {
        screen.Resized += OnResized;
        using ITimer timer = time.CreateTimer(_ => Wake(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        try
        {
            // Whoever started it sees something before anything else is begun.
            DrawWhenDue(app);
            while (true)
            {
                Turns++;
                TakeKeys(app, keys);
                TakeEvents(keys);
                // Before waiting: who quits while we are busy here wakes nobody any more.
                if (_isQuitting)
                    return LoopEnd.Quit;
                if (_isGone || keys.Completion.IsCompleted)
                    return LoopEnd.TerminalGone;
                TimeSpan? wait = DrawWhenDue(app);
                if (_isGone || _events.Reader.TryPeek(out _) || keys.TryPeek(out _))
                    continue;
                timer.Change(wait ?? Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
                Sleep(untilPicture: wait is not null);
            }
        }
        finally
        {
            screen.Resized -= OnResized;
            _events.Writer.TryComplete();
        }
    }

    private void TakeKeys(IScreenApp app, ChannelReader<Key> keys)
    {
        while (!_isQuitting && keys.TryRead(out Key key))
        {
            if (key == Key.Control('z'))
                screen.Suspend();
            else if (key == Key.Control('l'))
                renderer.Forget();
            else
                app.OnKey(key);
            _isUrgent = true;
        }
    }

    private void TakeEvents(ChannelReader<Key> keys)
    {
        for (int i = 0; i < EventsInTurn && !_isQuitting && !keys.TryPeek(out _) && _events.Reader.TryRead(out Action? happened); i++)
        {
            happened();
            _isChanged = true;
        }
    }

    /// <returns>How long until it has to be looked at again; null: nothing is to be drawn.</returns>
    private TimeSpan? DrawWhenDue(IScreenApp app)
    {
        if (_isResized)
        {
            _isResized = false;
            _isUrgent = true;
            renderer.Forget();
        }
        if (!_isUrgent && !_isChanged)
            return null;
        TimeSpan since = time.GetElapsedTime(_drawnAt);
        if (!_isUrgent && _hasDrawn && since < DrawEvery)
            return DrawEvery - since;
        (_isUrgent, _isChanged, _hasDrawn) = (false, false, true);
        _drawnAt = time.GetTimestamp();
        try
        {
            renderer.Draw(app.Draw);
        }
        catch (IOException)
        {
            // What was not shown counts as not shown.
            _isGone = true;
            return null;
        }
        app.Drawn();
        return null;
    }

    private void OnResized()
    {
        _isResized = true;
        Wake();
    }

    private void WakeFor(bool canWait)
    {
        lock (_gate)
        {
            // The timer wakes it, and then it takes all there is.
            if (canWait && _sleepsUntilPicture)
                return;
            _isWoken = true;
            Monitor.Pulse(_gate);
        }
    }

    private void Sleep(bool untilPicture)
    {
        lock (_gate)
        {
            _sleepsUntilPicture = untilPicture;
            while (!_isWoken)
                Monitor.Wait(_gate);
            _isWoken = false;
            _sleepsUntilPicture = false;
        }
    }
}
