using Messenger.Client.Chat.Overlays;
using Messenger.Client.Terminal;
using Messenger.Client.Terminal.Screen;
using Messenger.Wire;

namespace Messenger.Client.Chat;

/// <summary>
/// The console that the commands of the line client talk to, on the full screen: what they print is gathered and shown when they are done, what
/// they ask is a form. Any thread may call it.
/// </summary>
/// <param name="loop">The screen's.</param>
/// <param name="overlays">Where forms open; used on the loop's thread.</param>
/// <param name="print">Shows a line that no command printed; called on the loop's thread.</param>
internal sealed class ScreenConsole(ScreenLoop loop, OverlayStack overlays, Action<string> print) : ILineConsole
{
    /// <summary>A longer question stands above its field.</summary>
    private const int LongestLabel = 24;

    private readonly Lock _gate = new();
    private List<string>? _lines;

    public bool HasPerson => true;

    public string Prompt { get; set; } = "";

    public Func<string, Task<Completion>>? Complete { get; set; }

    /// <summary>The title of forms: the command that asks.</summary>
    public string Title { get; set; } = "";

    /// <summary>A command begins: what is printed from now on is its.</summary>
    public void Begin()
    {
        lock (_gate)
            _lines = [];
    }

    /// <summary>It is done.</summary>
    /// <returns>What it printed and nobody has seen yet.</returns>
    public IReadOnlyList<string> End()
    {
        lock (_gate)
        {
            IReadOnlyList<string> lines = _lines ?? [];
            _lines = null;
            return lines;
        }
    }

    public void Print(string line)
    {
        lock (_gate)
        {
            if (_lines is not null)
            {
                _lines.Add(line);
                return;
            }
        }
        loop.TryPost(() => print(line));
    }

    public async Task<string?> AskAsync(string question, bool secret, CancellationToken cancellation)
    {
        TaskCompletionSource<string?> answered = new(TaskCreationOptions.RunContinuationsAsynchronously);
        string asked = question.Trim().TrimEnd(':');
        bool isShort = asked.Length <= LongestLabel;
        Field field = new(isShort ? asked : secret ? "Password" : "Answer", secret ? Limits.PasswordBytesMax : Limits.TextBytes) { IsSecret = secret };
        Form form = new(Title, [field], "OK", filled =>
        {
            answered.TrySetResult(field.Text);
            filled.Close();
        })
        {
            Lines = isShort ? Taken() : [.. Taken(), asked],
            Cancelled = () => answered.TrySetResult(null),
        };
        await loop.PostAsync(() => overlays.Open(form), cancellation).ConfigureAwait(false);
        return await answered.Task.WaitAsync(cancellation).ConfigureAwait(false);
    }

    /// <summary>Lines are typed into the chat, which runs commands itself.</summary>
    public Task<string?> ReadLineAsync(CancellationToken cancellation) => Task.FromResult<string?>(null);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    /// <summary>What was printed before a question is about it.</summary>
    private List<string> Taken()
    {
        lock (_gate)
        {
            List<string> lines = _lines ?? [];
            if (_lines is not null)
                _lines = [];
            return lines;
        }
    }
}
