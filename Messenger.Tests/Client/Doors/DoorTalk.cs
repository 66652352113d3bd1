using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Messenger.Client.Json;
using Messenger.Client.Session;
using Messenger.Tests.Client.Support;

namespace Messenger.Tests.Client.Doors;

/// <summary>A JSON client in this process, and all that it says. One test at a time may use it.</summary>
internal sealed partial class DoorTalk : IAsyncDisposable
{
    public const string Password = "correct horse";

    private readonly Pipes _pipes = new();
    private readonly StringWriter _stderr = new();
    private readonly JsonClient _client;
    private readonly List<JsonElement> _passedOver = [];
    private readonly List<string> _said = [];
    private readonly Task<int> _running;
    private int _lastReference;

    public DoorTalk(SessionOptions options, bool confirmManually)
    {
        Session = new MessengerSession(confirmManually ? options with { Window = JsonClient.ManualWindow } : options);
        _client = new JsonClient(Session, _pipes.Input, new JsonOutput(_pipes.Output), _stderr, confirmManually, TimeProvider.System);
        _connected = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _running = RunAsync();
    }

    private readonly TaskCompletionSource _connected;

    public MessengerSession Session { get; }

    /// <summary>All lines in the order of their words, without what differs from run to run: ids, numbers, times, addresses.</summary>
    public IEnumerable<string> Transcript => _said.Select(line => Varying().Replace(line, "…")).Order(StringComparer.Ordinal);

    public async Task ConnectAsync()
    {
        await Session.ConnectAsync();
        _connected.SetResult();
        await NextAsync("connected");
    }

    /// <summary>Gives a command and returns its one answer; events that come before it are kept for <see cref="NextAsync"/>.</summary>
    public async Task<JsonElement> AskAsync(string command, object? fields = null) => await AnswerAsync(await SayAsync(command, fields));

    /// <summary>Gives a command and does not wait.</summary>
    /// <returns>Its ref.</returns>
    public async Task<string> SayAsync(string command, object? fields = null)
    {
        string reference = $"r{(++_lastReference).ToString(CultureInfo.InvariantCulture)}";
        JsonObject line = fields is null ? [] : JsonSerializer.SerializeToNode(fields)!.AsObject();
        line.Insert(0, "cmd", command);
        line["ref"] = reference;
        await _pipes.WriteAsync(line.ToJsonString() + "\n");
        return reference;
    }

    public Task<JsonElement> AnswerAsync(string reference) =>
        FindAsync(happened => happened.TryGetProperty("ref", out JsonElement given) && given.ValueEquals(reference));

    /// <summary>The next event of a name that was not asked for.</summary>
    public Task<JsonElement> NextAsync(string name, Predicate<JsonElement>? fits = null) => FindAsync(happened =>
        happened.GetProperty("event").ValueEquals(name) && !happened.TryGetProperty("ref", out _) && (fits is null || fits(happened)));

    /// <summary>Registers, or logs in, and takes the <c>unread</c> that follows.</summary>
    public async Task<JsonElement> EnterAsync(string command, string name, string password = Password)
    {
        await AskAsync(command, new { name, password });
        return await NextAsync("unread");
    }

    public async ValueTask DisposeAsync()
    {
        await Session.DisposeAsync();
        _connected.TrySetCanceled();
        _pipes.End();
        await _running;
        _client.Dispose();
        _pipes.Dispose();
        await _stderr.DisposeAsync();
    }

    private async Task<int> RunAsync()
    {
        try
        {
            await _connected.Task;
        }
        catch (OperationCanceledException)
        {
            return 0;
        }
        return await _client.RunAsync(null, null, CancellationToken.None);
    }

    private async Task<JsonElement> FindAsync(Predicate<JsonElement> fits)
    {
        int known = _passedOver.FindIndex(fits);
        if (known >= 0)
        {
            JsonElement found = _passedOver[known];
            _passedOver.RemoveAt(known);
            return found;
        }
        while (true)
        {
            JsonElement happened = await _pipes.ReadJsonAsync();
            _said.Add(happened.GetRawText());
            if (fits(happened))
                return happened;
            _passedOver.Add(happened);
        }
    }

    [GeneratedRegex("""[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|\d{4}-\d\d-\d\dT[\d:.]+Z|"[0-9a-f]{16}"|127\.0\.0\.1:\d+|(?<="(next|last|number|upTo|readUpTo)":)"\d+"|(?<="retryAfter":)[\d.]+""",
        RegexOptions.ExplicitCapture)]
    private static partial Regex Varying();
}
