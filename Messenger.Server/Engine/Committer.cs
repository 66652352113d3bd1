using Messenger.Server.Engine.Commands;

namespace Messenger.Server.Engine;

/// <summary>
/// Gives commands their one order and takes each through staged → committed → applied → answered. A batch is whatever has gathered
/// while the last one was under way; there is no timer. With a journal that waits for a disk the turn belongs to a thread of its
/// own; otherwise to whichever submitter finds it free, which saves a change of threads.
/// </summary>
internal sealed class Committer : IDisposable
{
    /// <summary>Batches that a submitter works off for others before it hands the turn to the thread pool.</summary>
    private const int BatchesOnBehalf = 16;

    private readonly EngineState _state;
    private readonly Action<Exception> _failed;
    private readonly Lock _gate = new();
    private readonly SemaphoreSlim? _wake;
    private readonly Thread? _thread;
    private List<EngineCommand> _waiting = [];
    private List<EngineCommand> _batch = [];
    private bool _turnTaken;
    private bool _stopped;

    /// <param name="state">What commands work on.</param>
    /// <param name="failed">Told of commits that failed and of our own bugs; must not throw.</param>
    public Committer(EngineState state, Action<Exception> failed)
    {
        _state = state;
        _failed = failed;
        if (!state.Journal.Waits)
            return;
        _wake = new SemaphoreSlim(0);
        _thread = new Thread(RunThread) { Name = "committer", IsBackground = true };
        _thread.Start();
    }

    /// <summary>Takes a command up. It is answered exactly once, possibly before this returns. Safe on any thread, under no lock.</summary>
    public void Submit(EngineCommand command)
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_stopped, this);
            _waiting.Add(command);
            if (_turnTaken)
                return;
            _turnTaken = true;
        }
        if (_wake is not null)
            _wake.Release();
        else
            WorkOff(BatchesOnBehalf);
    }

    /// <summary>Works off what waits and takes nothing more.</summary>
    public void Dispose()
    {
        lock (_gate)
            _stopped = true;
        _wake?.Release();
        _thread?.Join();
        _wake?.Dispose();
    }

    private void RunThread()
    {
        while (true)
        {
            _wake!.Wait();
            WorkOff(int.MaxValue);
            lock (_gate)
            {
                if (_stopped && _waiting.Count == 0)
                    return;
            }
        }
    }

    private void WorkOff(int batches)
    {
        while (batches-- > 0)
        {
            lock (_gate)
            {
                if (_waiting.Count == 0)
                {
                    _turnTaken = false;
                    return;
                }
                (_batch, _waiting) = (_waiting, _batch);
            }
            CommitBatch();
            _batch.Clear();
        }
        ThreadPool.UnsafeQueueUserWorkItem(static committer => committer.WorkOff(BatchesOnBehalf), this, preferLocal: false);
    }

    private void CommitBatch()
    {
        bool committed = false;
        try
        {
            foreach (EngineCommand command in _batch)
                command.Stage(_state);
            _state.Journal.Commit();
            committed = true;
        }
        catch (Exception failure)
        {
            // A store that cannot, or a bug of ours: nothing of this batch happened, and the turn must go on either way.
            _failed(failure);
            _state.Journal.Rollback();
        }
        _state.EndBatch(committed);
        if (committed)
            _state.Committed?.Invoke();
        foreach (EngineCommand command in _batch)
            Finish(command, committed);
    }

    /// <summary>One command's bug must neither stop the engine for everybody nor leave whoever waits for it without an answer.</summary>
    private void Finish(EngineCommand command, bool committed)
    {
        try
        {
            try
            {
                if (committed)
                    command.Apply(_state);
                else
                    command.Undo(_state);
            }
            catch (Exception bug)
            {
                _failed(bug);
                command.Fail();
            }
            command.Answer();
        }
        catch (Exception bug)
        {
            _failed(bug);
        }
    }
}
