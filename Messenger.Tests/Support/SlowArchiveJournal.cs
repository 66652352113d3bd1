using Messenger.Server.Storage;

namespace Messenger.Tests.Support;

/// <summary>Keeps things in memory, and has whoever looks back wait until the test lets him.</summary>
internal sealed class SlowArchiveJournal : PassingJournal
{
    private readonly SlowArchive _archive;

    public SlowArchiveJournal()
        : this(new MemoryJournal())
    {
    }

    private SlowArchiveJournal(MemoryJournal inner)
        : base(inner) => _archive = new SlowArchive(inner.Archive);

    public override IMessageArchive Archive => _archive;

    /// <summary>Done when somebody looks back and waits.</summary>
    public Task Reached => _archive.Reached.Task;

    public void Release() => _archive.Open.Set();

    private sealed class SlowArchive(IMessageArchive inner) : IMessageArchive
    {
        public ManualResetEventSlim Open { get; } = new();

        public TaskCompletionSource Reached { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public ulong FirstNumber => inner.FirstNumber;

        public StoredMessage? Find(ulong number)
        {
            Reached.TrySetResult();
            if (!Open.Wait(TimeLimits.Wait))
                throw new StoreException("nobody let the archive go on");
            return inner.Find(number);
        }

        public IReadOnlyList<(ulong Number, StoredMessage Message)> After(ulong number, int most) => inner.After(number, most);

        public ulong NewestBefore(long conversation, ulong number) => inner.NewestBefore(conversation, number);

        public IReadOnlyList<StoredMessage> From(ulong number, int most) => inner.From(number, most);

        public void Dispose() => Open.Dispose();
    }
}
