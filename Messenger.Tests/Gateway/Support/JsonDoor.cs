using System.Text.Json;
using Messenger.Client.Json;
using Messenger.Client.Session;
using Messenger.Tests.Client.Support;
using Messenger.Tests.Support;

namespace Messenger.Tests.Gateway.Support;

/// <summary>Somebody at the JSON client, which speaks the wire's protocol to a real server.</summary>
internal sealed class JsonDoor : IAsyncDisposable
{
    private readonly Pipes _pipes = new();
    private readonly MessengerSession _session;
    private readonly JsonClient _client;
    private readonly StringWriter _stderr = new();
    private int _lastRef;

    private JsonDoor(ServerFixture server)
    {
        _session = new MessengerSession(new SessionOptions { Host = "127.0.0.1", Port = server.EndPoint.Port });
        _client = new JsonClient(_session, _pipes.Input, new JsonOutput(_pipes.Output), _stderr, confirmManually: true, TimeProvider.System);
    }

    public static async Task<JsonDoor> ConnectAsync(ServerFixture server)
    {
        JsonDoor door = new(server);
        await door._session.ConnectAsync().Within("a connection");
        _ = door._client.RunAsync(null, null, CancellationToken.None);
        return door;
    }

    /// <summary>Says a command, and waits for its answer; messages that come before it are kept.</summary>
    public async Task<JsonElement> AskAsync(string command, List<JsonElement> messages)
    {
        string reference = $"{++_lastRef}";
        await _pipes.WriteAsync($"{{\"ref\":\"{reference}\",{command.TrimStart()[1..]}\n");
        while (true)
        {
            JsonElement line = await _pipes.ReadJsonAsync();
            if (line.TryGetProperty("ref", out JsonElement answered) && answered.GetString() == reference)
                return line;
            if (line.GetProperty("event").GetString() == "message")
                messages.Add(line);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _session.DisposeAsync();
        _client.Dispose();
        _pipes.Dispose();
        await _stderr.DisposeAsync();
    }
}
