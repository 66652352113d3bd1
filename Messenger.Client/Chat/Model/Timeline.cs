using Messenger.Client.Terminal.Screen;

namespace Messenger.Client.Chat.Model;

/// <summary>Lays an item out; what stands before it decides about a line for the day.</summary>
/// <param name="item">The item.</param>
/// <param name="before">What stands above it; null at the top.</param>
/// <param name="isFirstNew">The line "new" stands before it.</param>
/// <param name="columns">Of the view.</param>
internal delegate IReadOnlyList<TextRow> ItemLayout(TimelineItem item, TimelineItem? before, bool isFirstNew, int columns);

/// <summary>
/// What is shown of a conversation, in the server's order, and the window onto it. At most <see cref="MostItems"/>: beyond, the end
/// that is farther from what is seen is forgotten. Owned by the screen's loop.
/// </summary>
internal sealed class Timeline : IScrollItems
{
    public const int MostItems = 10_000;

    /// <summary>Kept of a conversation that nobody looks at, unless it was left scrolled up: the server has the rest.</summary>
    public const int MostAtRest = 1_000;

    /// <summary>So many are forgotten at a time.</summary>
    private const int Trimmed = 250;

    private readonly ItemLayout _layout;
    private readonly List<TimelineItem> _items = [];
    private readonly Dictionary<ulong, ChatMessage> _byNumber = [];
    private readonly Dictionary<Guid, ChatMessage> _own = [];
    private readonly List<Note> _standingLast = [];
    private ulong _firstNew = ulong.MaxValue;
    private TimelineItem? _firstNewItem;
    private ChatMessage? _found;

    public Timeline(ItemLayout layout)
    {
        _layout = layout;
        View = new ScrollView(this);
    }

    public ScrollView View { get; }

    public long First { get; private set; }

    public long End => First + _items.Count;

    /// <summary>Older messages than this number were forgotten.</summary>
    public Action<ulong>? Forgotten { get; set; }

    /// <summary>Nobody looks at it now.</summary>
    public bool IsAtRest
    {
        get;
        set
        {
            field = value;
            if (value)
                Mark(null);
            Trim();
        }
    }

    /// <summary>Newer messages than those here are known to the server but not here: pages from the end bring them back.</summary>
    public bool IsCutOff { get; private set; }

    public IReadOnlyList<TimelineItem> Items => _items;

    /// <summary>The number of the newest message here; 0 when there is none.</summary>
    public ulong NewestNumber
    {
        get
        {
            for (int i = _items.Count - 1; i >= 0; i--)
            {
                if (_items[i] is ChatMessage { Number: > 0 } message)
                    return message.Number;
            }
            return 0;
        }
    }

    public ChatMessage? Find(ulong number) => _byNumber.GetValueOrDefault(number);

    public ChatMessage? FindOwn(Guid id) => _own.GetValueOrDefault(id);

    /// <summary>The newest own message that is stored and there; null when none is here.</summary>
    public ChatMessage? NewestOwn() => Newest(message => message is { IsOwn: true, IsUnsent: false, Number: > 0 });

    public ChatMessage? Newest(Func<ChatMessage, bool> predicate) => _items.AsEnumerable().Reverse().OfType<ChatMessage>().FirstOrDefault(predicate);

    public IReadOnlyList<TextRow> Rows(long item, int columns)
    {
        int at = (int)(item - First);
        TimelineItem drawn = _items[at];
        TimelineItem? before = at > 0 ? _items[at - 1] : null;
        return _layout(drawn, before, drawn == FirstNew(), columns);
    }

    /// <summary>Puts a message where it belongs; one that is here already is brought up to date.</summary>
    /// <returns>The message that is here now.</returns>
    public ChatMessage Add(ChatMessage message)
    {
        ChatMessage? known = message.Number > 0 ? Find(message.Number) : null;
        known ??= message.IsOwn ? FindOwn(message.Id) : null;
        if (known is { Number: 0 })
        {
            // The own send, whose answer came by another way.
            Stored(known, message.Number, message.At);
        }
        if (known is not null)
        {
            known.Update(message);
            Changed(known);
            return known;
        }
        Place(message);
        Trim();
        return message;
    }

    /// <summary>Puts it at the end, where whoever asked looks, also when something waits there to be sent.</summary>
    public void Add(Note note)
    {
        if (_items is [.., { Order: ulong.MaxValue }])
        {
            note.StandsLast = true;
            _standingLast.Add(note);
        }
        Insert(note);
        Trim();
    }

    /// <summary>An own message has its number: it moves to its place.</summary>
    public void Stored(ChatMessage message, ulong number, DateTimeOffset at)
    {
        if (message.Number > 0 || !_own.ContainsKey(message.Id))
            return;
        RemoveAt(_items.IndexOf(message));
        (message.Number, message.At, message.Failure) = (number, at, null);
        if (message.State < SendState.Stored)
            message.State = SendState.Stored;
        Place(message);
    }

    public void Remove(ChatMessage message)
    {
        int at = _items.IndexOf(message);
        if (at < 0)
            return;
        _byNumber.Remove(message.Number);
        _own.Remove(message.Id);
        RemoveAt(at);
    }

    /// <summary>It is to be drawn anew.</summary>
    public void Changed(TimelineItem item)
    {
        int at = IndexOf(item);
        if (at >= 0)
            View.Forget(First + at);
    }

    /// <summary>The line "new" stands before the first message from this number on that is another's.</summary>
    public void MarkNew(ulong firstNew)
    {
        if (_firstNew == firstNew)
            return;
        _firstNew = firstNew;
        _firstNewItem = null;
        View.ForgetAll();
    }

    /// <summary>Scrolls so that the first new message is seen, when there is one above the end.</summary>
    public void ShowNew()
    {
        int at = _items.FindIndex(IsNew);
        if (at >= 0)
            View.ScrollTo(First + at);
    }

    /// <summary>Scrolls to what was found, and marks it until somebody goes to the end or looks elsewhere.</summary>
    public void Show(ChatMessage message)
    {
        int at = IndexOf(message);
        if (at < 0)
            return;
        Mark(message);
        View.ScrollTo(First + at);
    }

    /// <summary>Scrolls to the newest that is here.</summary>
    public void ToEnd()
    {
        Mark(null);
        View.ScrollToEnd();
    }

    /// <summary>Forgets everything that has a number; what is being sent stays.</summary>
    public void Restart()
    {
        foreach (ChatMessage message in _byNumber.Values)
            _own.Remove(message.Id);
        _byNumber.Clear();
        _items.RemoveAll(item => item is not ChatMessage { Number: 0 });
        _standingLast.Clear();
        First = 0;
        _firstNewItem = null;
        _found = null;
        IsCutOff = false;
        View.ForgetAll();
        View.ScrollToEnd();
    }

    /// <summary>What is here does not reach the present.</summary>
    public void CutOff() => IsCutOff = true;

    /// <summary>How many items stand below what was drawn last.</summary>
    public int Below() => View.IsAtEnd ? 0 : (int)Math.Max(0, End - 1 - View.LastSeen);

    /// <summary>What of it has been drawn by now, the newest first.</summary>
    public IEnumerable<ChatMessage> Seen()
    {
        for (int i = (int)Math.Min(View.LastSeen - First, _items.Count - 1); i >= 0; i--)
        {
            if (_items[i] is ChatMessage message)
                yield return message;
        }
    }

    /// <summary>Before it stands the line "new": one only, whatever was answered in between.</summary>
    private TimelineItem? FirstNew() => _firstNew == ulong.MaxValue ? null : _firstNewItem ??= _items.Find(IsNew);

    private bool IsNew(TimelineItem item) => item is ChatMessage { State: SendState.None } message && message.Number >= _firstNew;

    private void Mark(ChatMessage? found)
    {
        if (_found is { } before)
        {
            before.IsFound = false;
            Changed(before);
        }
        _found = found;
        if (found is null)
            return;
        found.IsFound = true;
        Changed(found);
    }

    private void Index(ChatMessage message)
    {
        if (message.Number > 0)
            _byNumber[message.Number] = message;
        if (message.IsOwn)
            _own[message.Id] = message;
    }

    private void Place(ChatMessage message)
    {
        if (message.Number > NewestNumber)
            Settle();
        Index(message);
        Insert(message);
    }

    /// <summary>The talk goes on: what stood below what waits goes to its place.</summary>
    private void Settle()
    {
        foreach (Note note in _standingLast)
        {
            RemoveAt(IndexOf(note));
            note.StandsLast = false;
            Insert(note);
        }
        _standingLast.Clear();
    }

    private int IndexOf(TimelineItem item)
    {
        // Most changes are of what came last.
        int at = _items.Count - 1;
        while (at >= 0 && !ReferenceEquals(_items[at], item))
            at--;
        return at;
    }

    private void Insert(TimelineItem item)
    {
        int at = _items.Count;
        while (at > 0 && _items[at - 1].Order > item.Order)
            at--;
        bool isLast = at == _items.Count;
        _items.Insert(at, item);
        if (isLast)
            return;
        _firstNewItem = null;
        // What is seen keeps its numbers: those above it move up, or those below it down.
        if (View.Anchor is { } anchor && First + at <= anchor.Item)
            First--;
        View.ForgetAll();
    }

    private void RemoveAt(int at)
    {
        if (View.Anchor is { } anchor && First + at < anchor.Item)
            First++;
        _items.RemoveAt(at);
        _firstNewItem = null;
        View.ForgetAll();
    }

    private void Trim()
    {
        int most = IsAtRest && View.IsAtEnd ? MostAtRest : MostItems;
        if (_items.Count < most + Trimmed)
            return;
        Settle();
        bool isReadingOld = View.Anchor is { } anchor && anchor.Item - First < _items.Count / 2;
        if (isReadingOld)
        {
            // What is being sent stands last, and is never forgotten.
            int end = _items.FindLastIndex(item => item is not ChatMessage { Number: 0 }) + 1;
            ForgetRange(Math.Max(0, end - Trimmed), Math.Min(end, Trimmed));
            IsCutOff = true;
        }
        else
        {
            int count = _items.Count - most;
            ForgetRange(0, count);
            First += count;
            if (_items.Find(item => item is ChatMessage { Number: > 0 }) is ChatMessage oldest)
                Forgotten?.Invoke(oldest.Number);
        }
    }

    private void ForgetRange(int from, int count)
    {
        for (int i = from; i < from + count; i++)
        {
            View.Forget(First + i);
            if (_items[i] is ChatMessage message)
            {
                _byNumber.Remove(message.Number);
                _own.Remove(message.Id);
            }
        }
        _items.RemoveRange(from, count);
        _firstNewItem = null;
        View.Forget(First + from);
    }
}
