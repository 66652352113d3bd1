using System.Diagnostics;
using Messenger.Client.Session;
using Messenger.Wire;

namespace Messenger.Tools.Bench.Screen;

/// <summary>Accounts that write to the person in front of the screen.</summary>
internal sealed class Crowd : IAsyncDisposable
{
    public const int Size = 10;

    private const string Password = "a bench password";
    private const string ClearLine = "\u0015";
    private const string ToEnd = "\e[1;5F";

    /// <summary>As in life: of many lengths, some over two rows; lower-case letters only.</summary>
    private static readonly string[] Texts =
        [.. Enumerable.Range(1, 64).Select(i => $"{string.Concat(Enumerable.Repeat("did you see what came of it ", 5))[..(2 * i)]} {i}")];

    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(5);
    private static readonly TimeSpan EndAgain = TimeSpan.FromMilliseconds(250);

    private readonly List<MessengerSession> _sessions = [];
    private int _marks;

    private Crowd()
    {
    }

    public static async Task<Crowd> OpenAsync(int port)
    {
        Crowd crowd = new();
        for (int i = 0; i < Size; i++)
            crowd._sessions.Add(await EnterAsync(port, NameOf(i), Password));
        return crowd;
    }

    /// <summary>Registers an account that is told nothing but answers.</summary>
    public static async Task<MessengerSession> EnterAsync(int port, string name, string password)
    {
        MessengerSession session = new(new SessionOptions { Host = "127.0.0.1", Port = port, Agent = "bench", Capabilities = Capabilities.None });
        await session.RegisterAsync(name, password);
        return session;
    }

    /// <summary>Has the screen go to the end of a conversation, and waits until it is there and everything sent before is taken.</summary>
    public async Task OpenAsync(ScreenProcess client, int number)
    {
        // Wholly unlike the one before: of what is equal nothing is drawn.
        string mark = new((char)(ScreenBench.FirstLetter + (_marks++ % ScreenBench.Letters)), 3);
        client.Await(mark);
        client.Type($"{ClearLine}/to {NameOf(number)}\r{ToEnd}");
        await _sessions[number].SendAsync(ScreenBench.Person, mark);
        Task seen = client.SeenAsync();
        // The page of history that opening asks for leads to what is new in it.
        while (await Task.WhenAny(seen, Task.Delay(EndAgain)) != seen)
            client.Type(ToEnd);
        await seen;
    }

    /// <summary>One of them sends so many messages a second until it is told to stop.</summary>
    /// <returns>How many.</returns>
    public async Task<long> FloodAsync(int number, int perSecond, CancellationToken stop)
    {
        long sent = 0;
        Queue<Task> open = new();
        long began = Stopwatch.GetTimestamp();
        using PeriodicTimer timer = new(Tick);
        while (!stop.IsCancellationRequested)
        {
            for (long due = (long)(Stopwatch.GetElapsedTime(began).TotalSeconds * perSecond); sent < due; sent++)
                open.Enqueue(_sessions[number].SendAsync(ScreenBench.Person, Texts[sent % Texts.Length], cancellation: CancellationToken.None));
            while (open.TryPeek(out Task? first) && first.IsCompleted)
                await open.Dequeue();
            await timer.WaitForNextTickAsync(CancellationToken.None);
        }
        await Task.WhenAll(open);
        return sent;
    }

    /// <summary>All of them send, in turn, so many in all; done when the server has them.</summary>
    public async Task TalkAsync(int messages)
    {
        const int atOnce = 200;
        Queue<Task> open = new();
        for (int i = 0; i < messages; i++)
        {
            open.Enqueue(_sessions[i % Size].SendAsync(ScreenBench.Person, Texts[i % Texts.Length]));
            if (open.Count >= atOnce)
                await open.Dequeue();
        }
        await Task.WhenAll(open);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (MessengerSession session in _sessions)
            await session.DisposeAsync();
    }

    private static string NameOf(int number) => $"friend{number}";
}
