using System.Text;

namespace Messenger.Client.Terminal;

/// <summary>Plain lines: for pipes, screen readers and terminals that can do nothing else. No cursor tricks.</summary>
/// <param name="input">UTF-8, whatever the locale.</param>
/// <param name="output">UTF-8; every line is one write.</param>
/// <param name="hasPerson">Stdin is a terminal.</param>
internal sealed class PlainConsole(Stream input, Stream output, bool hasPerson) : ILineConsole
{
    private readonly StreamReader _lines = new(input, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
    private readonly Lock _gate = new();

    public bool HasPerson => hasPerson;

    public string Prompt { get; set; } = "";

    public Func<string, Task<Completion>>? Complete { get; set; }

    public void Print(string line)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(line + "\n");
        lock (_gate)
        {
            output.Write(bytes);
            output.Flush();
        }
    }

    // Reading a terminal or a pipe cannot be cancelled; whoever waits can.
    public Task<string?> ReadLineAsync(CancellationToken cancellation) =>
        Task.Run(() => _lines.ReadLine(), CancellationToken.None).WaitAsync(cancellation);

    public Task<string?> AskAsync(string question, bool secret, CancellationToken cancellation)
    {
        if (!hasPerson)
            return ReadLineAsync(cancellation);
        Print(question);
        return secret ? ReadSecretAsync(cancellation) : ReadLineAsync(cancellation);
    }

    public ValueTask DisposeAsync()
    {
        _lines.Dispose();
        return ValueTask.CompletedTask;
    }

    /// <summary>Reads a line without echo. Where the terminal cannot do that, the line is read as any other.</summary>
    private async Task<string?> ReadSecretAsync(CancellationToken cancellation)
    {
        using RawMode? raw = RawMode.TryEnter();
        return raw is null ? await ReadLineAsync(cancellation).ConfigureAwait(false) : await ReadKeysAsync(cancellation).ConfigureAwait(false);
    }

    private async Task<string?> ReadKeysAsync(CancellationToken cancellation)
    {
        Editor editor = new();
        KeyDecoder decoder = new(EditKeys.IsBound);
        byte[] bytes = new byte[256];
        while (true)
        {
            int count = await Task.Run(() => input.Read(bytes, 0, bytes.Length), CancellationToken.None).WaitAsync(cancellation).ConfigureAwait(false);
            foreach (Key key in count == 0 ? [Key.Control('c')] : decoder.Add(bytes.AsSpan(0, count)))
            {
                if (key.Kind is KeyKind.Enter || key == Key.Control('j'))
                    return editor.Text;
                if (key == Key.Control('c') || (key == Key.Control('d') && editor.Text.Length == 0))
                    return null;
                editor.Apply(key);
            }
        }
    }
}
