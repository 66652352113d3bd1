using Serilog.Core;
using Serilog.Events;

namespace Messenger.Tests.Support;

/// <summary>Keeps what a server logs, so that a test can look and fails when there was an error.</summary>
internal sealed class RecordingSink : ILogEventSink
{
    private readonly Lock _gate = new();
    private readonly List<LogEvent> _events = [];

    public IReadOnlyList<LogEvent> Events
    {
        get
        {
            lock (_gate)
                return [.. _events];
        }
    }

    public IReadOnlyList<string> Errors =>
        [.. Events.Where(entry => entry.Level >= LogEventLevel.Error).Select(entry => $"{entry.RenderMessage(null)} {entry.Exception}")];

    public void Emit(LogEvent logEvent)
    {
        lock (_gate)
            _events.Add(logEvent);
    }
}
