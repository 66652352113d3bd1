using Messenger.Server.Engine;
using Messenger.Wire;

namespace Messenger.Tests.Support;

/// <summary>What a fake terminal was handed, as it was then.</summary>
internal readonly record struct Pushed(Message Message, bool Queued, bool Own = false)
{
    public ulong Number => Message.Number;

    public string Text { get; } = System.Text.Encoding.UTF8.GetString(Message.Text);

    public bool Edited { get; } = Message.Edited;
}

/// <summary>What a fake terminal was told of a read.</summary>
internal readonly record struct ReadEnd(uint ReadId, uint Count, uint Left, int PushedBefore);

/// <summary>A terminal that notes what it is handed. Safe on any thread.</summary>
internal sealed class FakeTerminal : ITerminal
{
    private readonly Lock _gate = new();
    private readonly List<Pushed> _pushed = [];
    private readonly List<Change> _changes = [];
    private readonly List<Notice> _notices = [];
    private readonly List<ReadEnd> _reads = [];
    private readonly List<MailboxSummary> _heldChanges = [];
    private readonly List<(Func<bool> Reached, TaskCompletionSource Done)> _waiting = [];
    private bool _full;

    /// <summary>Takes nothing, as an outbox that is full.</summary>
    public bool Full
    {
        get => Volatile.Read(ref _full);
        set => Volatile.Write(ref _full, value);
    }

    /// <summary>Runs for each push, under the account's lock.</summary>
    public Action<Message>? OnPush { get; set; }

    /// <summary>Runs for each change that is pushed, under the account's lock.</summary>
    public Action<Change>? OnChange { get; set; }

    public IReadOnlyList<Pushed> Pushes => Copy(_pushed);

    public IReadOnlyList<ulong> Numbers => [.. Pushes.Select(push => push.Number)];

    public IReadOnlyList<string> Texts => [.. Pushes.Select(push => push.Text)];

    public IReadOnlyList<ReadEnd> Reads => Copy(_reads);

    public IReadOnlyList<MailboxSummary> HeldChanges => Copy(_heldChanges);

    public ErrorCode ClosedFor { get; private set; }

    /// <summary>Done when so many messages have come.</summary>
    public Task WaitForPushes(int count) => WaitUntil(() => _pushed.Count >= count).Within($"{count} pushes");

    /// <summary>What it takes beyond the messages of others. Set before it is attached.</summary>
    public TerminalFeatures Features { get; init; }

    public string Address { get; init; } = "";

    public IReadOnlyList<Change> Changes => Copy(_changes);

    public IReadOnlyList<Notice> Notices => Copy(_notices);

    /// <summary>The notices of one kind so far.</summary>
    public IReadOnlyList<T> NoticesOf<T>()
        where T : Notice => [.. Notices.OfType<T>()];

    /// <summary>How the groups changed, so far, as words: what happened to which group.</summary>
    public IReadOnlyList<string> GroupNews => [.. NoticesOf<GroupNotice>().Select(notice => $"{notice.Change} {notice.State.Name}")];

    /// <summary>Done when so many notices have come.</summary>
    public Task WaitForNotices(int count) => WaitUntil(() => _notices.Count >= count).Within($"{count} notices");

    public bool TryPush(Message message, bool queued, bool own)
    {
        if (Full)
            return false;
        OnPush?.Invoke(message);
        Note(() => _pushed.Add(new Pushed(message, queued, own)));
        return true;
    }

    public bool TryPush(Change change, bool own)
    {
        if (Full)
            return false;
        Note(() => _changes.Add(change));
        OnChange?.Invoke(change);
        return true;
    }

    public void Notify(Notice notice) => Note(() => _notices.Add(notice));

    public void ReadDone(uint readId, uint pushed, uint left) => Note(() => _reads.Add(new ReadEnd(readId, pushed, left, _pushed.Count)));

    public bool HeldChanged(MailboxSummary undelivered)
    {
        if (Full)
            return false;
        Note(() => _heldChanges.Add(undelivered));
        return true;
    }

    public void Close(ErrorCode reason) => Note(() => ClosedFor = reason);

    private void Note(Action change)
    {
        lock (_gate)
        {
            change();
            _waiting.RemoveAll(waiter => waiter.Reached() && waiter.Done.TrySetResult());
        }
    }

    private Task WaitUntil(Func<bool> reached)
    {
        lock (_gate)
        {
            if (reached())
                return Task.CompletedTask;
            TaskCompletionSource done = new(TaskCreationOptions.RunContinuationsAsynchronously);
            _waiting.Add((reached, done));
            return done.Task;
        }
    }

    private List<T> Copy<T>(List<T> list)
    {
        lock (_gate)
            return [.. list];
    }
}
