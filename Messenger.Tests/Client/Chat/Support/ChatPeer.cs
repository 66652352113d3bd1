using System.Collections.Concurrent;
using Messenger.Client.Session;
using Messenger.Tests.Support;

namespace Messenger.Tests.Client.Chat.Support;

/// <summary>Somebody whom a test has talk, without a screen.</summary>
internal sealed class ChatPeer : IAsyncDisposable
{
    private readonly ConcurrentQueue<string> _texts = new();
    private readonly Task _reading;

    private ChatPeer(MessengerSession session)
    {
        Session = session;
        _reading = ReadAsync();
    }

    public MessengerSession Session { get; }

    /// <summary>What others said to it, in order.</summary>
    public IReadOnlyCollection<string> Texts => _texts;

    /// <summary>What comes is confirmed.</summary>
    public bool Confirms { get; set; } = true;

    public static Task<ChatPeer> RegisterAsync(int port, string name) =>
        StartAsync(port, session => session.RegisterAsync(name, ChatFront.Password));

    public static Task<ChatPeer> LogInAsync(int port, string name) => StartAsync(port, session => session.LoginAsync(name, ChatFront.Password));

    /// <summary>Says many things to somebody, in order.</summary>
    public async Task SayAsync(string to, params IEnumerable<string> texts)
    {
        List<Task<SendResult>> sends = [];
        foreach (string text in texts)
            sends.Add(Session.SendAsync(to, text));
        await Task.WhenAll(sends).Within($"what is said to {to} to be stored");
    }

    public async ValueTask DisposeAsync()
    {
        await Session.DisposeAsync();
        await _reading.Within("a session to end");
    }

    private static async Task<ChatPeer> StartAsync(int port, Func<MessengerSession, Task<LoginResult>> enter)
    {
        MessengerSession session = new(new SessionOptions { Host = "127.0.0.1", Port = port });
        await session.ConnectAsync().Within("a connection");
        await enter(session).Within("a login");
        return new ChatPeer(session);
    }

    private async Task ReadAsync()
    {
        await foreach (SessionEvent happened in Session.Events.ReadAllAsync())
        {
            if (happened is not MessageReceived { Own: false } message)
                continue;
            _texts.Enqueue(message.Text);
            if (Confirms)
                Session.MarkShown(message.Number);
        }
    }
}
