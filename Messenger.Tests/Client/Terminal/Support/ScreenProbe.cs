using System.Globalization;
using System.Text;
using Messenger.Client.Terminal;
using Messenger.Client.Terminal.Screen;

namespace Messenger.Tests.Client.Terminal.Support;

/// <summary>
/// A small program on the full screen, which tests drive in a real terminal: a framed list of what was entered, an input line, and commands
/// that end it in every way there is.
/// </summary>
internal sealed class ScreenProbe : IScreenApp
{
    public const string Verb = "screen-probe";

    private readonly Editor _editor = new(multiLine: true);
    private readonly List<string> _entered = [];
    private ScreenLoop? _loop;
    private string _lastKey = "none";

    public static async Task<int> RunAsync()
    {
        ScreenProbe probe = new();
        using TerminalScreen? screen = TerminalScreen.TryOpen(mouse: true, () => probe._loop?.Quit());
        if (screen is null)
        {
            Console.WriteLine("no terminal");
            return 3;
        }
        ColourDepth depth = ColourDepths.Detect(Environment.GetEnvironmentVariable);
        ScreenLoop loop = new(screen, new Renderer(screen, depth), TimeProvider.System);
        probe._loop = loop;
        using KeyReader keys = new(StandardInput.Open(), TimeProvider.System, EditKeys.IsBound, loop.Wake);
        keys.Start();
        LoopEnd end = await loop.RunAsync(probe, keys.Keys);
        screen.Dispose();
        // Not by the console, which would switch the keypad to another mode.
        StandardOutput.Open().Write(Encoding.UTF8.GetBytes($"ended by {end}\n"));
        return 0;
    }

    public void OnKey(Key key)
    {
        _lastKey = key.Kind is KeyKind.Paste ? $"paste of {key.Text.Split('\n').Length} lines" : key.ToString();
        if (key == Key.Control('c'))
            _loop!.Quit();
        else if (key.Kind is KeyKind.Enter && key.Modifiers == KeyModifiers.None)
            Enter(_editor.Take(remember: true));
        else
            _editor.Apply(key);
    }

    public void Draw(Canvas canvas)
    {
        canvas.Fill(0, 0, "─");
        canvas.Write(0, 2, string.Create(CultureInfo.InvariantCulture, $" {canvas.Columns}x{canvas.Rows} key: {_lastKey} pid {Environment.ProcessId} "));
        _editor.Columns = canvas.Columns - 4;
        EditorRows input = EditorRows.Of(_editor.Text, _editor.Cursor, _editor.Columns);
        int inputRows = Math.Min(input.Rows.Count, 3);
        int top = canvas.Rows - inputRows;
        for (int row = 1; row < top; row++)
        {
            canvas.Write(row, 0, "│");
            canvas.Write(row, canvas.Columns - 1, "│");
        }
        Canvas list = canvas.Slice(1, 2, top - 1, canvas.Columns - 4);
        List<TextRow> rows = [.. _entered.SelectMany(text => TextLayout.Rows([new TextRun(text)], list.Columns))];
        foreach ((int row, TextRow text) in rows.TakeLast(list.Rows).Index())
            list.Write(row, 0, text);
        for (int row = 0; row < inputRows; row++)
        {
            canvas.Write(top + row, 0, ">");
            canvas.Write(top + row, 2, input.Rows[input.FirstShown(inputRows) + row]);
        }
        canvas.PlaceCursor(top + input.CursorRow - input.FirstShown(inputRows), 2 + input.CursorColumn);
    }

    private void Enter(string text)
    {
        switch (text)
        {
            case "/quit":
                _loop!.Quit();
                break;
            case "/throw":
                throw new InvalidOperationException("thrown by the app");
            case "/thread":
                new Thread(() => throw new InvalidOperationException("thrown by a thread")).Start();
                break;
            case "/exit":
                Environment.Exit(4);
                break;
            case "/samples":
                _entered.AddRange(["👍🏽 thumb", "👨‍👩‍👧 family", "❤️ 1️⃣ 🇩🇪 marks", "日本語 漢字", "का กำ e\u0301", "\e[2J\u202E hostile"]);
                break;
            default:
                _entered.Add(text);
                break;
        }
    }
}
