using Messenger.Client.Session;
using Messenger.Wire;

namespace Messenger.Client.Line;

/// <summary>
/// What was shown is read: tells the server how far, behind the confirmations of it, at most once a second and the newest of each
/// conversation only. Any thread may call it.
/// </summary>
internal sealed class ReadMarker(MessengerSession session, TimeProvider time) : IDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    /// <summary>What is forgotten beyond this is told once more.</summary>
    private const int MostRemembered = 1000;

    private readonly Lock _gate = new();
    private readonly Dictionary<string, ulong> _toTell = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, ulong> _told = new(StringComparer.OrdinalIgnoreCase);
    private readonly SemaphoreSlim _turn = new(1);
    private readonly CancellationTokenSource _stop = new();
    private bool _running;

    /// <param name="with">The conversation: the other's name, or the group's with <c>#</c>.</param>
    /// <param name="number">Of a message of it that was shown.</param>
    public void Shown(string with, ulong number)
    {
        lock (_gate)
        {
            if (number <= _told.GetValueOrDefault(with))
                return;
            _toTell[with] = Math.Max(number, _toTell.GetValueOrDefault(with));
            StartLocked();
        }
    }

    /// <summary>Another terminal of the account has told as much.</summary>
    public void ReadElsewhere(string with, ulong number)
    {
        lock (_gate)
        {
            ToldLocked(with, number);
            if (_toTell.GetValueOrDefault(with) <= number)
                _toTell.Remove(with);
        }
    }

    /// <summary>A connection is logged in again: what could not be told is told now.</summary>
    public void GoOn()
    {
        lock (_gate)
            StartLocked();
    }

    /// <summary>Somebody else is logged in.</summary>
    public void Forget()
    {
        lock (_gate)
        {
            _toTell.Clear();
            _told.Clear();
        }
    }

    /// <summary>Tells what is still to be told, as far as that can be done now.</summary>
    public async Task FlushAsync(CancellationToken cancellation)
    {
        await _turn.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            await TellAsync(cancellation).ConfigureAwait(false);
        }
        finally
        {
            _turn.Release();
        }
    }

    public void Dispose() => _stop.Cancel();

    private void StartLocked()
    {
        if (_running || _toTell.Count == 0 || _stop.IsCancellationRequested)
            return;
        _running = true;
        _ = RunAsync();
    }

    private async Task RunAsync()
    {
        // Out of the caller's lock.
        await Task.Yield();
        try
        {
            bool hasMore = true;
            while (hasMore)
            {
                await FlushAsync(_stop.Token).ConfigureAwait(false);
                await Task.Delay(Pause, time, _stop.Token).ConfigureAwait(false);
                lock (_gate)
                    hasMore = _running = _toTell.Count > 0 && session.IsConnected;
            }
        }
        catch (OperationCanceledException)
        {
            // The client is over.
        }
    }

    private async Task TellAsync(CancellationToken cancellation)
    {
        KeyValuePair<string, ulong>[] taken;
        lock (_gate)
        {
            taken = [.. _toTell];
            _toTell.Clear();
            foreach ((string with, ulong number) in taken)
                ToldLocked(with, number);
        }
        // A sender is told that something was read behind that it was delivered.
        await session.FlushConfirmationsAsync(cancellation).ConfigureAwait(false);
        foreach ((string with, ulong number) in taken)
        {
            try
            {
                await session.History.MarkReadAsync(with, number, cancellation).ConfigureAwait(false);
            }
            catch (RefusedException e) when (e.Code is ErrorCode.NotConnected || e.RetryAfter > TimeSpan.Zero)
            {
                lock (_gate)
                {
                    _told.Remove(with);
                    _toTell[with] = Math.Max(number, _toTell.GetValueOrDefault(with));
                }
            }
            catch (RefusedException)
            {
                // The message or the membership is gone: there is nothing to mark.
            }
        }
    }

    private void ToldLocked(string with, ulong number)
    {
        if (_told.Count >= MostRemembered)
            _told.Clear();
        _told[with] = Math.Max(number, _told.GetValueOrDefault(with));
    }
}
