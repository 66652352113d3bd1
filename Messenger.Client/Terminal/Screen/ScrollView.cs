namespace Messenger.Client.Terminal.Screen;

/// <summary>What can be scrolled: items with ascending numbers, each laid out when it is to be seen. Older ones may come before them.</summary>
internal interface IScrollItems
{
    /// <summary>The number of the oldest.</summary>
    long First { get; }

    /// <summary>One more than the number of the newest.</summary>
    long End { get; }

    /// <summary>The rows of an item, at least one. Always the same until <see cref="ScrollView.Forget"/> is called for it.</summary>
    IReadOnlyList<TextRow> Rows(long item, int columns);
}

/// <param name="Item">The number of the item that the topmost row belongs to.</param>
/// <param name="Row">Which of its rows that is.</param>
internal readonly record struct ScrollAnchor(long Item, int Row);

/// <summary>
/// A window onto rows of items. At the end it follows what comes; scrolled up it stays where it is, whatever comes before or behind. Lays
/// out what is seen and no more. Owned by the loop that draws.
/// </summary>
internal sealed class ScrollView(IScrollItems items)
{
    /// <summary>Items that stay laid out; far more than are seen at a time.</summary>
    private const int MostKept = 1024;

    private readonly Dictionary<long, IReadOnlyList<TextRow>> _laidOut = [];
    private int _columns;
    private int _height = 1;

    /// <summary>What stands at the top; null: the end is seen, and followed.</summary>
    public ScrollAnchor? Anchor { get; private set; }

    /// <summary>It follows what comes.</summary>
    public bool IsAtEnd => Anchor is null;

    /// <summary>The oldest row was among those seen last: more may be asked for.</summary>
    public bool IsAtStart { get; private set; }

    /// <summary>The number of the last item of which a row was seen last; one less than the first when there was none.</summary>
    public long LastSeen { get; private set; } = -1;

    /// <summary>The rows to draw, from the top; fewer when there are no more.</summary>
    /// <param name="columns">At least 1.</param>
    /// <param name="height">At least 1.</param>
    public IReadOnlyList<TextRow> Visible(int columns, int height)
    {
        if (columns != _columns)
            _laidOut.Clear();
        (_columns, _height) = (columns, height);
        // Where it ends is known from the end; being scrolled up to that place is being there.
        ScrollAnchor top = End();
        if (Anchor is { } anchor)
        {
            anchor = Clamp(anchor);
            Anchor = Compare(anchor, top) < 0 ? anchor : null;
            top = Anchor ?? top;
        }
        List<TextRow> visible = [];
        LastSeen = items.First - 1;
        for (long item = top.Item; item < items.End && visible.Count < height; item++)
        {
            IReadOnlyList<TextRow> rows = Rows(item);
            for (int row = item == top.Item ? top.Row : 0; row < rows.Count && visible.Count < height; row++)
            {
                visible.Add(rows[row]);
                LastSeen = item;
            }
        }
        IsAtStart = top == Back(top, 1);
        return visible;
    }

    /// <summary>Goes up by so many rows, or down when it is negative. As the screen was when it was last drawn.</summary>
    public void Scroll(int up)
    {
        if (_columns == 0)
            return;
        ScrollAnchor top = Anchor is { } anchor ? Clamp(anchor) : End();
        top = up >= 0 ? Back(top, up) : Forward(top, -up);
        Anchor = Compare(top, End()) < 0 ? top : null;
    }

    /// <summary>Goes up or down by a screen, less one row to hold on to.</summary>
    public void ScrollPage(int up) => Scroll(up * Math.Max(1, _height - 1));

    public void ScrollToEnd() => Anchor = null;

    /// <summary>Shows an item, a third of the screen above it; a search leads there.</summary>
    public void ScrollTo(long item)
    {
        Anchor = new ScrollAnchor(item, 0);
        Scroll(_height / 3);
    }

    /// <summary>An item has changed, or is gone.</summary>
    public void Forget(long item) => _laidOut.Remove(item);

    /// <summary>All have changed.</summary>
    public void ForgetAll() => _laidOut.Clear();

    /// <summary>What stands at the top when the end is seen.</summary>
    private ScrollAnchor End() => Back(new ScrollAnchor(items.End, 0), _height);

    private ScrollAnchor Clamp(ScrollAnchor anchor)
    {
        if (anchor.Item < items.First)
            return new ScrollAnchor(items.First, 0);
        if (anchor.Item >= items.End)
            return new ScrollAnchor(items.End, 0);
        return anchor with { Row = Math.Clamp(anchor.Row, 0, Math.Max(0, Rows(anchor.Item).Count - 1)) };
    }

    private ScrollAnchor Back(ScrollAnchor from, int rows)
    {
        (long item, int row) = from;
        while (rows > row && item > items.First)
        {
            rows -= row;
            row = Rows(--item).Count;
        }
        return new ScrollAnchor(item, Math.Max(0, row - rows));
    }

    private ScrollAnchor Forward(ScrollAnchor from, int rows)
    {
        (long item, int row) = from;
        while (item < items.End && row + rows >= Rows(item).Count)
        {
            rows -= Rows(item++).Count - row;
            row = 0;
        }
        return new ScrollAnchor(item, row + (item < items.End ? rows : 0));
    }

    private IReadOnlyList<TextRow> Rows(long item)
    {
        if (_laidOut.TryGetValue(item, out IReadOnlyList<TextRow>? rows))
            return rows;
        if (_laidOut.Count >= MostKept)
            _laidOut.Clear();
        return _laidOut[item] = items.Rows(item, _columns);
    }

    private static int Compare(ScrollAnchor one, ScrollAnchor other) =>
        one.Item != other.Item ? one.Item.CompareTo(other.Item) : one.Row.CompareTo(other.Row);
}
