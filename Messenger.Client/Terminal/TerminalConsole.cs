using System.Runtime.InteropServices;
using System.Text;
using System.Threading.Channels;

namespace Messenger.Client.Terminal;

/// <summary>
/// A line editor at the bottom of a terminal: what happens meanwhile is printed above it and the line being typed stays as it is. One
/// lock guards the screen; keys are handled one by one on a loop of their own, so that one can type while a command runs.
/// </summary>
internal sealed class TerminalConsole : ILineConsole
{
    private const string PasteOn = "\e[?2004h";
    private const string PasteOff = "\e[?2004l";
    private const string EraseToEnd = "\e[K";
    private const string EraseBelow = "\e[J";
    private const int LeastColumns = 20;
    private const int CandidatesShown = 40;

    /// <summary>More than a message may have, as a command stands before it.</summary>
    private const int MostBytes = 64 * 1024;

    private readonly Lock _gate = new();
    private readonly Stream _output;
    private readonly RawMode _raw;
    private readonly Action _interrupt;
    private readonly Editor _editor = new(MostBytes);
    private readonly Channel<string> _lines = Channel.CreateUnbounded<string>();
    private readonly KeyReader _keys = new(StandardInput.Open(), TimeProvider.System, EditKeys.IsBound);
    private Question? _question;
    private string _prompt = "> ";
    private PosixSignalRegistration? _resized;
    private int _drawnColumn;
    private bool _closed;

    private TerminalConsole(Stream output, RawMode raw, Action interrupt)
    {
        _output = output;
        _raw = raw;
        _interrupt = interrupt;
    }

    public bool HasPerson => true;

    public Func<string, Task<Completion>>? Complete { get; set; }

    public string Prompt
    {
        get => _prompt;
        set
        {
            lock (_gate)
            {
                _prompt = value;
                DrawLocked();
            }
        }
    }

    /// <summary>Takes the terminal over; null when stdin or stdout is none, or it can do too little.</summary>
    /// <param name="interrupt">Called at Ctrl-C, which in raw mode is a key.</param>
    public static TerminalConsole? TryOpen(Action interrupt)
    {
        if (!StandardTerminal.CanMoveCursor || RawMode.TryEnter() is not { } raw)
            return null;
        TerminalConsole console = new(StandardOutput.Open(), raw, interrupt);
        console.Write(PasteOn);
        lock (console._gate)
            console.DrawLocked();
        console._keys.Start();
        _ = console.HandleKeysAsync();
        if (!OperatingSystem.IsWindows())
            console._resized = PosixSignalRegistration.Create(PosixSignal.SIGWINCH, _ => console.Redraw());
        return console;
    }

    public void Print(string line)
    {
        lock (_gate)
        {
            string rows = string.Join("\r\n", WordWrap.Rows(line, Math.Max(LeastColumns, Console.WindowWidth)));
            if (_closed)
                Write(rows + "\r\n");
            else
                Write($"\r{EraseToEnd}{rows}\r\n{InputLine()}");
        }
    }

    public async Task<string?> ReadLineAsync(CancellationToken cancellation)
    {
        try
        {
            return await _lines.Reader.ReadAsync(cancellation).ConfigureAwait(false);
        }
        catch (ChannelClosedException)
        {
            return null;
        }
    }

    public async Task<string?> AskAsync(string question, bool secret, CancellationToken cancellation)
    {
        Question asked = new(question, secret);
        lock (_gate)
        {
            _question = asked;
            DrawLocked();
        }
        try
        {
            return await asked.Answer.Task.WaitAsync(cancellation).ConfigureAwait(false);
        }
        finally
        {
            lock (_gate)
            {
                _question = null;
                DrawLocked();
            }
        }
    }

    public ValueTask DisposeAsync()
    {
        lock (_gate)
        {
            if (!_closed)
            {
                _closed = true;
                try
                {
                    Write($"\r{EraseToEnd}{PasteOff}");
                }
                catch (IOException)
                {
                    // The terminal is gone; there is nothing to tidy.
                }
            }
        }
        _resized?.Dispose();
        _keys.Dispose();
        _raw.Dispose();
        return ValueTask.CompletedTask;
    }

    private async Task HandleKeysAsync()
    {
        await foreach (Key key in _keys.Keys.ReadAllAsync().ConfigureAwait(false))
        {
            try
            {
                if (key.Kind is KeyKind.Tab && _question is null)
                    await CompleteAsync().ConfigureAwait(false);
                else
                    Handle(key);
            }
            catch (IOException)
            {
                break;
            }
        }
        End();
    }

    private void Handle(Key key)
    {
        lock (_gate)
        {
            Editor editor = _question?.Editor ?? _editor;
            if (key == Key.Control('c'))
            {
                _interrupt();
                return;
            }
            if (key == Key.Control('d') && editor.Text.Length == 0)
            {
                End();
                return;
            }
            // What was typed before the terminal was ours came with LF.
            if (key.Kind is KeyKind.Enter || key == Key.Control('j'))
            {
                EnterLocked(editor);
                return;
            }
            if (key == Key.Control('l'))
                Write("\e[2J\e[H");
            else if (editor.Apply(key) is EditOutcome.Full)
                Write("\a");
            // What comes in one go is drawn once.
            if (_keys.Keys.Count == 0)
                DrawLocked();
        }
    }

    private void EnterLocked(Editor editor)
    {
        // What was typed stays above, as in a shell; a secret does not show.
        editor.Apply(new Key(KeyKind.End));
        DrawLocked();
        Write("\r\n");
        if (_question is { } question)
        {
            _question = null;
            question.Answer.TrySetResult(editor.Text);
        }
        else
        {
            _lines.Writer.TryWrite(editor.Take(remember: true));
        }
        DrawLocked();
    }

    private void End()
    {
        _question?.Answer.TrySetResult(null);
        _lines.Writer.TryComplete();
    }

    private async Task CompleteAsync()
    {
        if (Complete is not { } complete)
            return;
        string before;
        lock (_gate)
            before = _editor.Text[.._editor.Cursor];
        Completion found = await complete(before).ConfigureAwait(false);
        lock (_gate)
        {
            IReadOnlyList<string> candidates = _editor.Complete(before, found);
            if (candidates.Count > 0)
                Write($"\r{EraseToEnd}{string.Join("  ", candidates.Take(CandidatesShown))}\r\n");
            DrawLocked();
        }
    }

    private void Redraw()
    {
        lock (_gate)
        {
            if (_closed)
                return;
            // A terminal that became narrower has broken the line being typed into rows: begin where it begins.
            int rowsAbove = _drawnColumn / Math.Max(1, Console.WindowWidth);
            Write(rowsAbove > 0 ? $"\e[{rowsAbove}A\r{EraseBelow}" : $"\r{EraseBelow}");
            DrawLocked();
        }
    }

    private void DrawLocked()
    {
        if (!_closed)
            Write(InputLine());
    }

    /// <summary>Everything that draws the line being typed anew and puts the cursor in its place.</summary>
    private string InputLine()
    {
        // One column stays free, so that the terminal never wraps.
        int columns = Math.Max(LeastColumns, Console.WindowWidth) - 1;
        string prompt = _question?.Text ?? _prompt;
        int promptWidth = CellWidth.Of(prompt);
        Editor editor = _question?.Editor ?? _editor;
        EditorLine line = _question is { Secret: true } ? new EditorLine("", 0) : EditorLine.Of(editor, Math.Max(2, columns - promptWidth));
        int column = promptWidth + line.CursorColumn;
        _drawnColumn = column;
        return $"\r{EraseToEnd}{prompt}{line.Text}\r{(column > 0 ? $"\e[{column}C" : "")}";
    }

    private void Write(string text) => _output.Write(Encoding.UTF8.GetBytes(text));

    private sealed class Question(string text, bool secret)
    {
        public string Text { get; } = text;

        public bool Secret { get; } = secret;

        public Editor Editor { get; } = new();

        public TaskCompletionSource<string?> Answer { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
