using Messenger.Client.Chat.Overlays;
using Messenger.Client.Chat.Views;
using Messenger.Client.Line;
using Messenger.Client.Session;
using Messenger.Wire.Messages;

namespace Messenger.Client.Chat;

/// <summary>Where a message that was found is.</summary>
/// <param name="With">Its conversation.</param>
/// <param name="Number">Its number.</param>
internal sealed record FoundMessage(string With, ulong Number);

/// <summary>
/// Fills a picker with what was found, page by page; words typed into its filter narrow the search. What was asked for before they changed comes too
/// late. Used on the loop's thread.
/// </summary>
internal sealed class FoundList(MessengerSession session, Work work, Func<Look> look, string query)
{
    private Picker? _picker;
    private string _words = "";
    private ulong _next;
    private int _asked;

    public void Fill(Picker picker)
    {
        _picker = picker;
        Begin(query);
    }

    public void Narrow(string more) => Begin(more.Trim().Length == 0 ? query : $"{query} {more.Trim()}*");

    public void More()
    {
        if (_next != 0)
            Ask(_next);
        _next = 0;
    }

    private void Begin(string words)
    {
        _words = words;
        _picker!.Message = "searching …";
        Ask(after: 0);
    }

    private void Ask(ulong after)
    {
        int asked = ++_asked;
        work.Start(
            stop => session.History.FindAsync(_words, after, cancellation: stop),
            page =>
            {
                if (asked == _asked)
                    Take(page, isFirst: after == 0);
            },
            failure => _picker!.Message = failure.Reason);
    }

    private void Take(FindAnswer page, bool isFirst)
    {
        _next = page.Next;
        _picker!.Message = page.Messages.Count == 0 && isFirst ? $"nothing found in {Wording.Count((long)page.Searched, "message")}" : null;
        PickerEntry[] entries = [.. page.Messages.Select(EntryOf)];
        if (isFirst)
            _picker.SetEntries(entries);
        else
            _picker.AddEntries(entries);
    }

    private PickerEntry EntryOf(HistoryItem item)
    {
        bool own = item.Marks.HasFlag(HistoryMarks.Own);
        bool toGroup = item.To.StartsWith('#');
        string who = own ? $"me → {item.To}" : toGroup ? $"{item.From} → {item.To}" : item.From;
        return new PickerEntry($"{who}: {item.TextString()}", new FoundMessage(own || toGroup ? item.To : item.From, item.Number))
        {
            Note = look().Ago(DateTimeOffset.FromUnixTimeMilliseconds((long)item.At)),
        };
    }
}
