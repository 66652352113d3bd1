using System.Threading.Channels;
using FluentAssertions;
using Messenger.Client.Chat;
using Messenger.Client.Chat.Keeping;
using Messenger.Client.Line;
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
    private readonly System.Text.StringBuilder _written = new();
    private bool _hasEnded;

    private ChatFront(ChatPlace place)
    {
        Terminal = new EmulatedTerminal(place.Columns, place.Rows);
        Terminal.Written = () =>
        {
            if (KeepsWrites)
                _written.Append(Terminal.LastWrite);
            _drawn.Release();
        };
        SessionOptions options = new()
        {
            Host = place.Host,
            Port = place.Port,
            Security = place.Security,
            Time = place.Time,
            KnownServers = place.KnownServers,
            OutboxDirectory = place.In("outbox"),
        };
        TracePane trace = new(bodies: false) { IsOpen = place.Trace };
        Renderer renderer = new(Terminal, ColourDepth.True);
        Preferences preferences = new(new SettingsFile(place.In("client.conf")), renderer, mouse => HasMouse = mouse, place.Time);
        preferences.Load();
        _client = new ChatClient(options with { Trace = trace.Frame }, Terminal, renderer, trace, preferences, place.In("client"));
    }

    public const string Password = "a password";

    public EmulatedTerminal Terminal { get; }

    public bool HasMouse { get; private set; }

    public Task<ChatEnd> Run { get; private set; } = null!;

    public CommandTable Commands => _client.Commands;

    /// <summary>From now on, for <see cref="Written"/>.</summary>
    public bool KeepsWrites { get; set; }

    /// <summary>Every byte that the terminal got; not while it is drawn.</summary>
    public string Written => _written.ToString();

    /// <summary>What was left without an answer, once it has ended.</summary>
    public IReadOnlyList<UnsentMessage> Unsent => _client.Unsent;

    public bool UnsentIsOnDisk => _client.UnsentIsOnDisk;

    public string Screen => string.Join('\n', Terminal.Rows);

    /// <summary>A client that begins to connect.</summary>
    public static ChatFront Start(ChatPlace place)
    {
        ChatFront front = new(place);
        front.Run = front._client.RunAsync(front._keys.Reader, place.User, place.Password);
        return front;
    }

    /// <summary>A client at the first menu.</summary>
    public static async Task<ChatFront> StartAsync(ChatPlace place)
    {
        ChatFront front = Start(place);
        await front.ShowsAsync("Make an account");
        return front;
    }

    /// <summary>Makes an account, from the first menu.</summary>
    public async Task<ChatFront> RegisterAsync(string name)
    {
        Type("2").Type(name).Press(KeyKind.Tab).Type(Password).Press(KeyKind.Tab).Type(Password).Press(KeyKind.Enter);
        await ShowsAsync($"logged in as {name}");
        return this;
    }

    /// <summary>Logs in, from the first menu.</summary>
    public ChatFront LogIn(string name, string password = Password) =>
        Type("1").Type(name).Press(KeyKind.Tab).Type(password).Press(KeyKind.Enter);

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

    /// <summary>Goes down a menu to an entry, and Enter: no letter, no number.</summary>
    public async Task ChooseAsync(string entry)
    {
        string[] chosen = [$"> {entry}", .. Enumerable.Range(1, 9).Select(number => $"> {number} {entry}")];
        await ShowsAsync(entry);
        while (!chosen.Any(row => Screen.Contains(row, StringComparison.Ordinal)))
        {
            string before = Screen;
            Press(KeyKind.Down);
            await UntilAsync(screen => screen != before, $"Down to go on to “{entry}”");
        }
        Press(KeyKind.Enter);
    }

    /// <summary>Done when an own message has a mark, which ends its row.</summary>
    public Task MarkedAsync(string text, string mark) => UntilAsync(
        screen => screen.Split('\n').Any(row => row.Contains($"me       {text} ", StringComparison.Ordinal) && row.EndsWith($" {mark} │", StringComparison.Ordinal)),
        $"“{text}” is marked {mark}");

    /// <summary>Done when the first line counts nothing unread.</summary>
    public Task NothingIsUnreadAsync() => UntilAsync(screen => !screen.Split('\n')[0].Contains("unread", StringComparison.Ordinal), "nothing is unread");

    /// <summary>Presses a key again and again until the screen has a text.</summary>
    public async Task PressUntilAsync(Key key, string text)
    {
        using CancellationTokenSource limit = new(TimeLimits.Wait);
        while (!Screen.Contains(text, StringComparison.Ordinal) && !limit.IsCancellationRequested)
        {
            string before = Screen;
            Press(key);
            // It may change nothing, while a page is on its way.
            for (int i = 0; i < 10 && Screen == before; i++)
                await Task.Delay(5);
        }
        await ShowsAsync(text);
    }

    public async Task UntilAsync(Func<string, bool> condition, string what)
    {
        using CancellationTokenSource limit = new(TimeLimits.Wait);
        try
        {
            while (!condition(Screen))
            {
                if (Run.IsCompleted && !condition(Screen))
                {
                    // What broke on the loop's thread, such as a terminal that got what it must not get, is said at once.
                    await Run;
                    Screen.Should().BeNull($"{what}, but the chat has ended");
                }
                await Task.WhenAny(_drawn.WaitAsync(limit.Token), Run).Unwrap();
            }
        }
        catch (OperationCanceledException)
        {
            Screen.Should().BeNull($"{what}, within {TimeLimits.Wait}");
        }
    }

    /// <summary>It was left, and is over.</summary>
    public async Task<ChatEnd> EndsAsync()
    {
        ChatEnd end = await Run.Within("the chat to end");
        await _client.DisposeAsync();
        _hasEnded = true;
        return end;
    }

    public async ValueTask DisposeAsync()
    {
        if (_hasEnded)
            return;
        _client.Interrupt();
        await EndsAsync();
        _drawn.Dispose();
    }
}
