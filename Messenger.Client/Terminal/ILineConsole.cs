namespace Messenger.Client.Terminal;

/// <summary>Where a person or a script talks to the line client: lines in, lines out.</summary>
internal interface ILineConsole : IAsyncDisposable
{
    /// <summary>A person types here: passwords and confirmations are asked for.</summary>
    bool HasPerson { get; }

    /// <summary>What stands before the line being typed.</summary>
    string Prompt { get; set; }

    /// <summary>Completes the word before the cursor: given the line up to there, gives where the word begins and what it may be. Null: nothing does.</summary>
    Func<string, Task<Completion>>? Complete { get; set; }

    /// <summary>Prints one line, safe already, and has it on its way to the screen when it returns. Any thread may call it.</summary>
    /// <exception cref="IOException">Nobody reads any more.</exception>
    void Print(string line);

    /// <summary>The next line; null at the end of input.</summary>
    Task<string?> ReadLineAsync(CancellationToken cancellation);

    /// <summary>The answer to a question; null when there is none. A script answers with its next line.</summary>
    Task<string?> AskAsync(string question, bool secret, CancellationToken cancellation);
}

/// <param name="WordStart">Where in the line the word begins.</param>
/// <param name="Candidates">What it may become, in order.</param>
internal sealed record Completion(int WordStart, IReadOnlyList<string> Candidates)
{
    public static Completion None { get; } = new(0, []);
}
