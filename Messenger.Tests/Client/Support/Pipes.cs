using System.IO.Pipelines;
using System.Text;
using System.Text.Json;
using Messenger.Client.Terminal;

namespace Messenger.Tests.Client.Support;

/// <summary>Both ends of a client's stdin and stdout.</summary>
internal sealed class Pipes : IDisposable
{
    // Unbounded, so that a test need not read all the time.
    private readonly Pipe _input = new(new PipeOptions(pauseWriterThreshold: 0));
    private readonly Pipe _output = new(new PipeOptions(pauseWriterThreshold: 0));
    private readonly StreamReader _lines;

    public Pipes()
    {
        Input = _input.Reader.AsStream();
        Output = _output.Writer.AsStream();
        _lines = new StreamReader(_output.Reader.AsStream(), new UTF8Encoding(false));
    }

    public Stream Input { get; }

    public Stream Output { get; }

    public Task WriteAsync(string text) => WriteAsync(Encoding.UTF8.GetBytes(text));

    public async Task WriteAsync(byte[] bytes) => await _input.Writer.WriteAsync(bytes);

    public void End() => _input.Writer.Complete();

    public async Task<string?> ReadLineAsync()
    {
        using CancellationTokenSource limit = new(FakeServer.Limit);
        return await _lines.ReadLineAsync(limit.Token);
    }

    public async Task<JsonElement> ReadJsonAsync()
    {
        using JsonDocument document = JsonDocument.Parse(await ReadLineAsync() ?? throw new EndOfStreamException());
        return document.RootElement.Clone();
    }

    public void Dispose() => _lines.Dispose();
}

/// <summary>A person or script at the line client: says what the test says, and keeps what is printed.</summary>
internal sealed class FakeConsole(bool hasPerson) : ILineConsole
{
    private readonly System.Threading.Channels.Channel<string> _printed = System.Threading.Channels.Channel.CreateUnbounded<string>();
    private readonly System.Threading.Channels.Channel<string> _typed = System.Threading.Channels.Channel.CreateUnbounded<string>();

    public bool HasPerson => hasPerson;

    public string Prompt { get; set; } = "";

    public Func<string, Task<Completion>>? Complete { get; set; }

    public List<string> Questions { get; } = [];

    public void Type(params string[] lines)
    {
        foreach (string line in lines)
            _typed.Writer.TryWrite(line);
    }

    public void End() => _typed.Writer.TryComplete();

    public async Task<string> PrintedAsync()
    {
        using CancellationTokenSource limit = new(FakeServer.Limit);
        return await _printed.Reader.ReadAsync(limit.Token);
    }

    public void Print(string line) => _printed.Writer.TryWrite(line);

    public async Task<string?> ReadLineAsync(CancellationToken cancellation) =>
        await _typed.Reader.WaitToReadAsync(cancellation) ? await _typed.Reader.ReadAsync(cancellation) : null;

    public Task<string?> AskAsync(string question, bool secret, CancellationToken cancellation)
    {
        Questions.Add(question);
        return ReadLineAsync(cancellation);
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
