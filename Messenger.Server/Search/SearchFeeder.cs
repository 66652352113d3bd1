namespace Messenger.Server.Search;

/// <summary>
/// Follows the store behind its commits and feeds the index, on a thread of its own. No commit waits for it: when there is little to do it does
/// it at once, and while commits keep coming it works a fifth of the time, more the further it is behind, and all the time when messages would
/// otherwise not be found within a second. Where even that is not enough it gives way again and falls behind rather than slow commits. After a
/// crash it goes on from the index's cursor. What fails is said once and tried again; it never ends the server.
/// </summary>
internal sealed class SearchFeeder : IDisposable
{
    /// <summary>Rests so many times as long as it has worked, when it is not behind.</summary>
    private const int RestFactor = 4;

    /// <summary>So many messages and changes behind it rests no more: less than a second's at 5,000 a second.</summary>
    private const ulong UrgentBacklog = 2_048;

    /// <summary>So far behind it cannot be back within a second, and gives way to commits again.</summary>
    internal const ulong LostBacklog = 8_192;

    /// <summary>A longer rest would be noticed by who looks for what was just sent.</summary>
    private static readonly TimeSpan LongestRest = TimeSpan.FromMilliseconds(400);

    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(1);

    private readonly SearchIndex _index;
    private readonly IIndexSource _source;
    private readonly Action<string> _log;
    private readonly IndexChunk _chunk = new();

    /// <summary>Not disposed: who commits may still signal when this has ended.</summary>
    private readonly AutoResetEvent _wake = new(initialState: true);
    private readonly ManualResetEventSlim _stop = new();
    private readonly Thread _thread;

    /// <summary>1 from a signal until it is looked at.</summary>
    private int _signalled = 1;

    /// <summary>Steps that failed one after the other.</summary>
    private int _failures;

    /// <summary>That it fails was said, and not yet that it works again.</summary>
    private bool _saidFailed;

    /// <param name="index">What is fed. Not disposed with this.</param>
    /// <param name="source">Where from. Not disposed with this.</param>
    /// <param name="log">Told in one line when it fails, and when it works again.</param>
    public SearchFeeder(SearchIndex index, IIndexSource source, Action<string> log)
    {
        _index = index;
        _source = source;
        _log = log;
        _index.MadeAnew += Signal;
        _thread = new Thread(Run) { Name = "search feeder", IsBackground = true };
        _thread.Start();
    }

    /// <summary>Something was committed. Costs one atomic operation, and a wake-up only when the feeder sleeps. Safe on any thread, under any lock.</summary>
    public void Signal()
    {
        if (Interlocked.Exchange(ref _signalled, 1) == 0)
            _wake.Set();
    }

    /// <summary>Stops once the chunk in hand is done, which takes some milliseconds.</summary>
    public void Dispose()
    {
        _index.MadeAnew -= Signal;
        _stop.Set();
        _wake.Set();
        _thread.Join();
        _stop.Dispose();
    }

    /// <summary>How long to rest after a piece of work.</summary>
    /// <param name="worked">How long it took.</param>
    /// <param name="commitsCame">Whether anything was committed meanwhile; else there is nobody to make room for.</param>
    /// <param name="backlog">How many numbers are still to be taken up.</param>
    internal static TimeSpan RestAfter(TimeSpan worked, bool commitsCame, ulong backlog)
    {
        if (!commitsCame)
            return TimeSpan.Zero;
        double urgency = backlog > LostBacklog ? 0 : Math.Min(1, backlog / (double)UrgentBacklog);
        TimeSpan rest = worked * (RestFactor * (1 - urgency));
        return rest < LongestRest ? rest : LongestRest;
    }

    /// <summary>How long to wait after so many failures in a row.</summary>
    internal static TimeSpan PauseAfter(int failures) =>
        FirstPause * (1 << Math.Min(failures - 1, 10)) is var pause && pause < LongestPause ? pause : LongestPause;

    private void Run()
    {
        BackgroundPriority.Take();
        bool checkedOnce = false;
        while (true)
        {
            _wake.WaitOne();
            for (bool more = true; more;)
            {
                if (_stop.IsSet)
                    return;
                // Before the source is asked, so that what is committed later signals again.
                Interlocked.Exchange(ref _signalled, 0);
                long began = TimeProvider.System.GetTimestamp();
                try
                {
                    if (!checkedOnce)
                        CheckAgainstSource();
                    checkedOnce = true;
                    more = Step();
                }
                catch (Exception error)
                {
                    // A disk that is full, a store that is being read badly, or a bug of ours: messages go on without a search.
                    Failed(error.Message);
                    continue;
                }
                bool commitsCame = Volatile.Read(ref _signalled) != 0;
                ulong backlog = _source.LastNumber - Math.Min(_source.LastNumber, _index.Cursor);
                _stop.Wait(RestAfter(TimeProvider.System.GetElapsedTime(began), commitsCame, backlog));
            }
        }
    }

    /// <summary>The store was put back to an earlier state, and its numbers come to mean other messages.</summary>
    private void CheckAgainstSource()
    {
        if (_index.Cursor > _source.LastNumber)
            _index.MakeAnew("it is ahead of the store");
    }

    /// <returns>Whether there is more to do now.</returns>
    private bool Step()
    {
        ulong cursor = _index.Cursor;
        ulong last = _source.LastNumber;
        if (cursor >= last)
            return false;
        _chunk.Clear();
        ulong upTo = _source.ReadAfter(cursor, _chunk);
        if (upTo <= cursor)
            throw new InvalidOperationException($"the source has nothing behind {cursor}, and says that it has");
        bool done = _index.Apply(_chunk.Entries, upTo);
        if (done && _source.FirstNumber is var first and > 0)
            done = _index.DropBefore(first);
        if (!done)
        {
            // It was said why. Not at once again: a disk that damages what is written must not keep this busy.
            Pause();
            return true;
        }
        if (_saidFailed)
            _log("the search index is written again");
        _saidFailed = false;
        if (!_index.IsFed)
            _index.IsFed = true;
        _failures = 0;
        return upTo < last;
    }

    private void Failed(string error)
    {
        if (!_saidFailed)
            _log($"the search index cannot be written and falls behind: {error}");
        _saidFailed = true;
        _index.IsFed = false;
        Pause();
    }

    private void Pause() => _stop.Wait(PauseAfter(++_failures));
}
