using Messenger.Server;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Logging;
using Serilog.Events;

namespace Messenger.Gateway.Hosting;

/// <summary>What Kestrel logs, in the server's own log: warnings and worse; what clients do is none of these.</summary>
internal sealed class KestrelLog(Log log) : ILoggerFactory, ILogger
{
    public ILogger CreateLogger(string categoryName) => this;

    public void AddProvider(ILoggerProvider provider)
    {
    }

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => logLevel is LogLevel.Warning or LogLevel.Error or LogLevel.Critical;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        // It cuts off a client that asks for too much, and says so once for each frame that was under way.
        if (IsEnabled(logLevel) && exception is not ConnectionAbortedException)
            log.Http(logLevel is LogLevel.Warning ? LogEventLevel.Warning : LogEventLevel.Error, exception, formatter(state, exception));
    }

    public void Dispose()
    {
    }
}
