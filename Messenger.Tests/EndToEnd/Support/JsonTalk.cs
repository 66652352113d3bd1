using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Messenger.Tests.EndToEnd.Support;

/// <summary>A conversation with <c>messenger client --json</c>. One test at a time may use it.</summary>
internal sealed class JsonTalk(ProgramProcess process)
{
    private readonly List<JsonElement> _passedOver = [];
    private int _lastReference;

    public ProgramProcess Process { get; } = process;

    /// <summary>Gives a command and returns its one answer; events that come before it are kept for <see cref="NextAsync"/>.</summary>
    public async Task<JsonElement> AskAsync(string command, object? fields = null)
    {
        string reference = await SayAsync(command, fields);
        return await AnswerAsync(reference);
    }

    /// <summary>Gives a command and does not wait.</summary>
    /// <returns>Its ref.</returns>
    public async Task<string> SayAsync(string command, object? fields = null)
    {
        string reference = $"r{(++_lastReference).ToString(CultureInfo.InvariantCulture)}";
        JsonObject line = fields is null ? [] : JsonSerializer.SerializeToNode(fields)!.AsObject();
        line.Insert(0, "cmd", command);
        line["ref"] = reference;
        await Process.WriteLineAsync(line.ToJsonString());
        return reference;
    }

    public Task<JsonElement> AnswerAsync(string reference) => FindAsync(
        happened => happened.TryGetProperty("ref", out JsonElement given) && given.ValueEquals(reference), $"answer to {reference}");

    /// <summary>The next event of a name that was not asked for.</summary>
    public Task<JsonElement> NextAsync(string name) => FindAsync(
        happened => happened.GetProperty("event").ValueEquals(name) && !happened.TryGetProperty("ref", out _), $"event {name}");

    /// <summary>The next so many messages.</summary>
    public async Task<List<JsonElement>> MessagesAsync(int count)
    {
        List<JsonElement> messages = [];
        while (messages.Count < count)
            messages.Add(await NextAsync("message"));
        return messages;
    }

    /// <summary>Registers, or logs in, and takes what waits from the <c>unread</c> that follows.</summary>
    public async Task<JsonElement> EnterAsync(string command, string name, string password = ProgramTest.Password)
    {
        JsonElement answer = await AskAsync(command, new { name, password });
        if (answer.Text("event") != "ok")
            throw new InvalidOperationException($"{command} {name}: {answer}");
        return await NextAsync("unread");
    }

    /// <summary>Whether an event of this name has come that nobody took.</summary>
    public bool HasPassedOver(string name) => _passedOver.Any(happened => happened.Text("event") == name);

    private async Task<JsonElement> FindAsync(Predicate<JsonElement> fits, string what)
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
            using JsonDocument line = JsonDocument.Parse(await Process.ReadLineAsync(what));
            JsonElement happened = line.RootElement.Clone();
            if (fits(happened))
                return happened;
            _passedOver.Add(happened);
        }
    }
}

internal static class JsonElements
{
    public static string? Text(this JsonElement element, string field) => element.GetProperty(field).GetString();

    public static int Number(this JsonElement element, string field) => element.GetProperty(field).GetInt32();

    /// <summary>The texts of messages.</summary>
    public static IEnumerable<string?> Texts(this IEnumerable<JsonElement> messages) => messages.Select(message => message.Text("text"));
}
