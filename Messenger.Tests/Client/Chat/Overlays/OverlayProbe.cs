using FluentAssertions;
using Messenger.Client.Chat.Overlays;
using Messenger.Client.Terminal;
using Messenger.Client.Terminal.Screen;
using Messenger.Tests.Client.Terminal.Support;

namespace Messenger.Tests.Client.Chat.Overlays;

/// <summary>An overlay on a terminal, over a conversation full of wide characters, pressed and read as a person would.</summary>
internal sealed class OverlayProbe
{
    public const string Below = "日本語";

    private readonly Action<Canvas> _draw;
    private readonly Action<Key> _onKey;
    private readonly Renderer _renderer;

    public OverlayProbe(IOverlay overlay, int columns = 80, int rows = 24, ClusterManner manner = ClusterManner.Joined, ColourDepth depth = ColourDepth.True)
        : this(overlay.Draw, overlay.OnKey, columns, rows, manner, depth)
    {
    }

    public OverlayProbe(OverlayStack stack, int columns = 80, int rows = 24)
        : this(stack.Draw, key => stack.OnKey(key), columns, rows, ClusterManner.Joined, ColourDepth.True)
    {
    }

    private OverlayProbe(Action<Canvas> draw, Action<Key> onKey, int columns, int rows, ClusterManner manner, ColourDepth depth)
    {
        (_draw, _onKey) = (draw, onKey);
        Terminal = new EmulatedTerminal(columns, rows, manner);
        _renderer = new Renderer(Terminal, depth);
        Draw();
    }

    public EmulatedTerminal Terminal { get; }

    public IReadOnlyList<string> Rows => Terminal.Rows;

    /// <summary>All rows in one, to look for something that stands anywhere.</summary>
    public string Text => string.Join('\n', Rows);

    /// <summary>The row in which the cursor stands.</summary>
    public string CursorRow => Terminal.Cursor is { } cursor ? Rows[cursor.Row] : "";

    public void Draw() => _renderer.Draw(canvas =>
    {
        for (int row = 0; row < canvas.Rows; row++)
            canvas.Fill(row, row % 2, Below);
        canvas.PlaceCursor(canvas.Rows - 1, 0);
        _draw(canvas);
    });

    public OverlayProbe Press(params KeyKind[] kinds)
    {
        foreach (KeyKind kind in kinds)
            Press(new Key(kind));
        return this;
    }

    /// <param name="kinds">Names of keys, with spaces between them.</param>
    public OverlayProbe Press(string kinds) => Press([.. kinds.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(Enum.Parse<KeyKind>)]);

    public OverlayProbe Press(Key key)
    {
        _onKey(key);
        Draw();
        return this;
    }

    public OverlayProbe Type(string text)
    {
        foreach (string cluster in Clusters.Of(text))
            Press(new Key(KeyKind.Text, cluster));
        return this;
    }

    public OverlayProbe Paste(string text) => Press(new Key(KeyKind.Paste, text));

    /// <summary>The attributes and colours of the place where a text stands.</summary>
    public string RenditionOf(string text)
    {
        (int row, int column) = Find(text);
        return Terminal.RenditionAt(row, column);
    }

    public (int Row, int Column) Find(string text)
    {
        for (int row = 0; row < Rows.Count; row++)
        {
            int at = Rows[row].IndexOf(text, StringComparison.Ordinal);
            if (at >= 0)
                return (row, CellWidth.Of(Rows[row].AsSpan(0, at)));
        }
        throw new InvalidOperationException($"there is no '{text}' in\n{Text}");
    }

    /// <summary>There is a box, and its four sides are straight.</summary>
    public void ShouldHaveStraightBorders()
    {
        (int top, int left) = Find("┌");
        int right = left;
        while (Terminal.At(top, right) != "┐")
            right++;
        int row = top + 1;
        for (; Terminal.At(row, left) == "│"; row++)
            Terminal.At(row, right).Should().Be("│", "the border is straight in\n{0}", Text);
        Terminal.At(row, left).Should().Be("└", "the box is closed in\n{0}", Text);
        Terminal.At(row, right).Should().Be("┘", "the box is closed in\n{0}", Text);
    }
}
