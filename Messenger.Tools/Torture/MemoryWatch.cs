namespace Messenger.Tools.Torture;

/// <summary>Looks at a process's resident memory a few times a second, on Linux.</summary>
internal sealed class MemoryWatch : IDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(200);

    private readonly int _process;
    private readonly Timer _timer;
    private long _peak;

    public MemoryWatch(int process)
    {
        _process = process;
        AtFirst = _peak = LinuxProcess.ResidentBytes(process);
        _timer = new Timer(_ => Look(), null, Interval, Interval);
    }

    public long AtFirst { get; }

    /// <summary>The most that was seen.</summary>
    public long Peak => Volatile.Read(ref _peak);

    public void Dispose() => _timer.Dispose();

    private void Look()
    {
        try
        {
            Volatile.Write(ref _peak, Math.Max(Peak, LinuxProcess.ResidentBytes(_process)));
        }
        catch (Exception gone) when (gone is IOException or InvalidOperationException)
        {
            // The process has ended, which is said elsewhere.
        }
    }
}
