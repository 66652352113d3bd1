using Messenger.Tests.Support;
using Messenger.Wire;
using Messenger.Wire.Messages;

namespace Messenger.Tests.Server.EndToEnd;

/// <summary>
/// A terminal as the protocol wants it: shows each number once, confirms everything in batches, resumes when it was cut off. Notes what it
/// has shown.
/// </summary>
internal sealed class LedgerTerminal(ServerFixture server, string name, int seed)
{
    private const ushort Window = 64;
    private const int ConfirmEvery = 16;

    private readonly Lock _gate = new();
    private readonly HashSet<ulong> _seen = [];
    private readonly Dictionary<string, List<ulong>> _shown = [];
    private readonly List<string> _problems = [];
    private readonly Random _random = new(seed);
    private TaskCompletionSource _progress = NewSignal();
    private RawClient _client = null!;
    private Task _reading = Task.CompletedTask;

    public string Name { get; } = name;

    public int TimesCut { get; private set; }

    public int Repeats { get; private set; }

    public IReadOnlyList<string> Problems
    {
        get
        {
            lock (_gate)
                return [.. _problems];
        }
    }

    public async Task StartAsync()
    {
        _client = await RawClient.ConnectAsync(server.EndPoint);
        await _client.HelloAsync(Window);
        await _client.RegisterAsync(Name);
        _reading = ReadAsync(_client);
    }

    /// <summary>Loses the connection as a crash would, or leaves it for another, and comes back. Not twice at once.</summary>
    public async Task CutAndResumeAsync()
    {
        byte[] token = _client.Token;
        bool abrupt = _random.Next(3) > 0;
        if (abrupt)
            _client.Reset();
        RawClient back = await RawClient.ConnectAsync(server.EndPoint);
        await back.HelloAsync(Window);
        await back.ResumeAsync(token);
        if (!abrupt)
            await _client.ExpectGoodbyeAsync(ErrorCode.ResumedElsewhere);
        await _reading.Within("the reading of the old connection to end");
        _client.Dispose();
        if (!back.Opened.Resumed || back.Opened.Held.Total != 0)
            Note($"{Name} came back to a fresh start");
        TimesCut++;
        _client = back;
        _reading = ReadAsync(back);
    }

    public async Task WaitForAsync(int count, TimeSpan limit)
    {
        long began = TimeProvider.System.GetTimestamp();
        while (true)
        {
            Task progress;
            lock (_gate)
            {
                if (_seen.Count >= count)
                    return;
                progress = _progress.Task;
            }
            if (await Task.WhenAny(progress, Task.Delay(TimeLimits.Wait)) != progress || TimeProvider.System.GetElapsedTime(began) > limit)
                throw new TimeoutException($"{Name} was shown {_seen.Count} of {count}");
        }
    }

    public IReadOnlyList<ulong> ShownFrom(string sender)
    {
        lock (_gate)
            return _shown.TryGetValue(sender, out List<ulong>? numbers) ? [.. numbers] : [];
    }

    public async Task StopAsync()
    {
        _client.Dispose();
        await _reading.Within("the reading to end");
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private async Task ReadAsync(RawClient client)
    {
        List<ulong> unconfirmed = [];
        await foreach (ReceivedMessage message in client.Messages())
        {
            Show(message);
            unconfirmed.Add(message.Number);
            if (unconfirmed.Count < ConfirmEvery && client.MessagesWaiting > 0)
                continue;
            ulong[] numbers = [.. unconfirmed];
            unconfirmed.Clear();
            await client.WriteQuietlyAsync(RawClient.Encode(Opcode.Confirm, client.NextId(), ConfirmRequest.Of(numbers, new byte[numbers.Length * 8])));
        }
    }

    private void Show(ReceivedMessage message)
    {
        lock (_gate)
        {
            if (message.Queued || message.To != Name || !message.Text.StartsWith(message.From + " ", StringComparison.Ordinal))
                _problems.Add($"{Name} was handed what is not right: {message}");
            if (!_seen.Add(message.Number))
            {
                Repeats++;
                return;
            }
            if (!_shown.TryGetValue(message.From, out List<ulong>? numbers))
                _shown.Add(message.From, numbers = []);
            numbers.Add(message.Number);
            _progress.TrySetResult();
            _progress = NewSignal();
        }
    }

    private void Note(string problem)
    {
        lock (_gate)
            _problems.Add(problem);
    }
}
