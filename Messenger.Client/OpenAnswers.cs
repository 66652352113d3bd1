namespace Messenger.Client;

/// <summary>Counts commands that were taken and not answered, so that quitting can wait for them. Any thread may call it.</summary>
internal sealed class OpenAnswers
{
    private readonly Lock _gate = new();
    private TaskCompletionSource? _none;
    private int _open;

    public void Begin()
    {
        lock (_gate)
            _open++;
    }

    public void End()
    {
        lock (_gate)
        {
            if (--_open > 0)
                return;
            _none?.TrySetResult();
            _none = null;
        }
    }

    /// <summary>Done when every command has been answered.</summary>
    public Task NoneAsync()
    {
        lock (_gate)
        {
            if (_open == 0)
                return Task.CompletedTask;
            _none ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return _none.Task;
        }
    }
}
