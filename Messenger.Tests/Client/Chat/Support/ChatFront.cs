using System.Threading.Channels;
using FluentAssertions;
using Messenger.Client.Chat;
using Messenger.Client.Chat.Keeping;
using Messenger.Client.Session;
using Messenger.Client.Terminal;
using Messenger.Client.Terminal.Screen;
using Messenger.Tests.Client.Terminal.Support;
using Messenger.Tests.Support;

namespace Messenger.Tests.Client.Chat.Support;

/// <summary>The full screen on a terminal that tests read, driven by keys, at a real server.</summary>
internal sealed class ChatFront : IAsyncDisposable
{
    private readonly Channel<Key> _keys = Channel.CreateUnbounded<Key>();
    private readonly ChatClient _client;
    private readonly SemaphoreSlim _drawn = new(0);
    private readonly DirectoryInfo _home = Directory.CreateTempSubdirectory("messenger-tests-");

    private ChatFront(int port, int columns, int rows, string? outbox)
    {
        Terminal = new EmulatedTerminal(columns, rows);
        Terminal.Written = () => _drawn.Release();
        SessionOptions options = new()
        {
            Host = "127.0.0.1",
            Port = port,
            KnownServers = new KnownServers(Path.Combine(_home.FullName, "known")),
            OutboxDirectory = outbox ?? Path.Combine(_home.FullName, "outbox"),
        };
        TracePane trace = new(bodies: false);
        Renderer renderer = new(Terminal, ColourDepth.True);
        SettingsFile settings = new(Path.Combine(_home.FullName, "client.conf"));
        Preferences preferences = new(settings, renderer, mouse => HasMouse = mouse, TimeProvider.System);
        preferences.Load();
        _client = new ChatClient(
            options with { Trace = trace.Frame }, Terminal, renderer, trace, preferences, Path.Combine(_home.FullName, "client"));
    }

    public EmulatedTerminal Terminal { get; }

    public bool HasMouse { get; private set; }

    public Task<ChatEnd> Run { get; private set; } = null!;

    public string Screen => string.Join('\n', Terminal.Rows);

    /// <summary>A client at the first menu.</summary>
    public static async Task<ChatFront> StartAsync(int port, int columns = 80, int rows = 24, string? outbox = null)
    {
        ChatFront front = new(port, columns, rows, outbox);
        front.Run = front._client.RunAsync(front._keys.Reader, null, null);
        await front.ShowsAsync("Make an account");
        return front;
    }

    /// <summary>A client that has made an account.</summary>
    public static async Task<ChatFront> RegisteredAsync(int port, string name, int columns = 80, int rows = 24)
    {
        ChatFront front = await StartAsync(port, columns, rows);
        front.Type("2").Type(name).Press(KeyKind.Tab).Type("a password").Press(KeyKind.Tab).Type("a password").Press(KeyKind.Enter);
        await front.ShowsAsync($"logged in as {name}");
        return front;
    }

    /// <summary>Types characters, each as a key of its own.</summary>
    public ChatFront Type(string text)
    {
        foreach (string cluster in Clusters.Of(text))
            Press(new Key(KeyKind.Text, cluster));
        return this;
    }

    /// <summary>Types a line and Enter.</summary>
    public ChatFront Enter(string line) => Type(line).Press(KeyKind.Enter);

    public ChatFront Press(KeyKind kind) => Press(new Key(kind));

    public ChatFront Press(Key key)
    {
        _keys.Writer.TryWrite(key);
        _client.Loop.Wake();
        return this;
    }

    /// <summary>Done when the screen has a text.</summary>
    public Task ShowsAsync(string text) => UntilAsync(screen => screen.Contains(text, StringComparison.Ordinal), $"the screen shows “{text}”");

    /// <summary>Done when the screen has a text no more.</summary>
    public Task HidesAsync(string text) => UntilAsync(screen => !screen.Contains(text, StringComparison.Ordinal), $"the screen no longer shows “{text}”");

    public async Task UntilAsync(Func<string, bool> condition, string what)
    {
        using CancellationTokenSource limit = new(TimeLimits.Wait);
        try
        {
            while (!condition(Screen))
                await _drawn.WaitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            Screen.Should().BeNull($"{what}, within {TimeLimits.Wait}");
        }
    }

    public async ValueTask DisposeAsync()
    {
        _client.Interrupt();
        await Run.Within("the chat to end");
        await _client.DisposeAsync();
        _drawn.Dispose();
        _home.Delete(recursive: true);
    }
}
