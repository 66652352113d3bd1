using System.Net;
using FluentAssertions;
using Messenger.Server;
using Messenger.Server.Security;
using Messenger.Server.Storage;
using Serilog;

namespace Messenger.Tests.Support;

/// <summary>A real server in this process on a free port of 127.0.0.1. Disposing of it fails when it logged an error.</summary>
internal sealed class ServerFixture : IAsyncDisposable
{
    // One key for the whole run: the tests of the key make their own.
    private static readonly Lazy<TlsIdentity> Identity = new(() =>
        TlsIdentity.LoadOrCreate(Directory.CreateTempSubdirectory("messenger-tests-").FullName, TimeProvider.System));

    private readonly RecordingSink _sink;
    private readonly Serilog.Core.Logger _logger;

    private ServerFixture(MessengerServer server, RecordingSink sink, Serilog.Core.Logger logger, ManualClock? clock)
    {
        Server = server;
        _sink = sink;
        _logger = logger;
        Clock = clock!;
    }

    public MessengerServer Server { get; }

    public ServerMetrics Metrics => Server.Metrics;

    public IPEndPoint EndPoint => Server.EndPoint;

    public IReadOnlyList<Serilog.Events.LogEvent> Logged => _sink.Events;

    /// <summary>The clock that the server goes by, if the test gave one.</summary>
    public ManualClock Clock { get; }

    /// <summary>The test makes the server log errors and looks at them itself.</summary>
    public bool ExpectsErrors { get; set; }

    /// <summary>What servers of tests are like: passwords cost nothing, and rates do not get in the way.</summary>
    public static ServerOptions Options { get; } = new()
    {
        Host = IPAddress.Loopback,
        Port = 0,
        Ephemeral = true,
        PasswordRounds = 1,
        NoRateLimits = true,
    };

    public static ServerFixture Start(ServerOptions? options = null, IJournal? journal = null, ManualClock? clock = null)
    {
        RecordingSink sink = new();
        Serilog.Core.Logger logger = new LoggerConfiguration().MinimumLevel.Debug().WriteTo.Sink(sink).CreateLogger();
        MessengerServer server = MessengerServer.Start(
            options ?? Options, Identity.Value, journal ?? new MemoryJournal(), logger, (TimeProvider?)clock ?? TimeProvider.System);
        return new ServerFixture(server, sink, logger, clock);
    }

    /// <summary>Moves the clock in steps like the server's watch until something has happened.</summary>
    public Task AdvanceUntil(Task happened, string what) => Clock.AdvanceUntil(happened, TimeSpan.FromMilliseconds(500), what);

    /// <summary>Lets time pass at a pace that the server's threads can follow: in one leap, a write just done would look as if it had lasted as long.</summary>
    public async Task PassAsync(TimeSpan time)
    {
        for (TimeSpan passed = TimeSpan.Zero; passed < time; passed += TimeSpan.FromSeconds(1))
        {
            Clock.Advance(TimeSpan.FromSeconds(Math.Min(1, (time - passed).TotalSeconds)));
            await Task.Delay(2);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await Server.StopAsync().Within("the server to stop");
        await Server.DisposeAsync();
        await _logger.DisposeAsync();
        if (!ExpectsErrors)
            _sink.Errors.Should().BeEmpty("a server logs no errors, whatever clients do");
    }
}
