using Messenger.Client.Chat.Overlays;

namespace Messenger.Client.Chat;

/// <summary>A page of names that match a pattern, from a cursor on; nothing next when it is the last.</summary>
internal delegate Task<(IReadOnlyList<PickerEntry> Entries, string Next)> NamePage(string pattern, string after, CancellationToken stop);

/// <summary>Fills a picker with names page by page. What was asked for before the filter changed comes too late. Used on the loop's thread.</summary>
internal sealed class NamePicker(Work work, NamePage page)
{
    private Picker? _picker;
    private int _asked;
    private string _pattern = "";
    private string _next = "";

    public void Fill(Picker picker, string pattern)
    {
        _picker = picker;
        Begin(pattern);
    }

    public void Begin(string pattern)
    {
        _pattern = pattern;
        _picker!.Message = "one moment …";
        Ask("", isFirst: true);
    }

    public void More()
    {
        if (_next.Length > 0)
            Ask(_next, isFirst: false);
        _next = "";
    }

    private void Ask(string after, bool isFirst)
    {
        int asked = ++_asked;
        work.Start(
            stop => page(_pattern, after, stop),
            found =>
            {
                if (asked != _asked)
                    return;
                _next = found.Next;
                _picker!.Message = isFirst && found.Entries.Count == 0 ? (_pattern.Length > 0 ? $"none matches {_pattern}" : "none") : null;
                if (isFirst)
                    _picker.SetEntries(found.Entries);
                else
                    _picker.AddEntries(found.Entries);
            },
            failure => _picker!.Message = failure.Reason);
    }
}
