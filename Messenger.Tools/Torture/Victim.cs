using System.Diagnostics;
using System.Globalization;

namespace Messenger.Tools.Torture;

/// <summary>The server that is killed and started again on the same directory and port.</summary>
internal sealed class Victim : IAsyncDisposable
{
    // Accounts are made with few password rounds, so that logging in again is not what is measured; caps that no run reaches.
    private static readonly string[] Arguments =
        ["--password-rounds", "1000", "--no-rate-limits", "--mailbox-messages", "10000000", "--mailbox-bytes", "2000000000", "--log-level", "warning"];

    private readonly string _directory;
    private readonly List<TimeSpan> _restarts = [];
    private ServerProcess _server;

    private Victim(string directory, ServerProcess server)
    {
        _directory = directory;
        _server = server;
        Port = server.Port;
    }

    public int Port { get; }

    public static async Task<Victim> StartAsync(string directory) => new(directory, await ServerProcess.StartAsync(directory, 0, Arguments));

    /// <summary>kill -9, a while of nothing, and a new one that is ready.</summary>
    public async Task KillAndRestartAsync(TimeSpan pause)
    {
        await _server.KillAsync();
        await _server.DisposeAsync();
        await Task.Delay(pause);
        Stopwatch clock = Stopwatch.StartNew();
        _server = await ServerProcess.StartAsync(_directory, Port, Arguments);
        _restarts.Add(clock.Elapsed);
    }

    public string Report()
    {
        if (_restarts.Count == 0)
            return "no kills";
        TimeSpan[] sorted = [.. _restarts.Order()];
        return string.Create(CultureInfo.InvariantCulture,
            $"{sorted.Length} kills · restart to ready p50 {sorted[sorted.Length / 2].TotalSeconds:F2} s, longest {sorted[^1].TotalSeconds:F2} s");
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();
}
