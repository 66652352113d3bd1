using Messenger.Client.Chat.Model;
using Messenger.Client.Chat.Overlays;
using Messenger.Client.Chat.Views;
using Messenger.Client.Line;
using Messenger.Client.Session;
using Messenger.Wire.Messages;

namespace Messenger.Client.Chat;

/// <summary>Lists to choose from: people, groups, what was found. The server does the searching. Used on the loop's thread.</summary>
internal sealed class Lookups(MessengerSession session, ChatState state, Desk desk, Past past, Work work, OverlayStack overlays, Func<Look> look)
{
    private static readonly char[] PatternLetters = ['*', '?', '['];

    /// <summary>Everybody with an account, and behind them the own groups.</summary>
    public void People(string pattern = "") => Show("People", pattern, PeopleAsync);

    public void Groups(string pattern = "") => Show("Groups", pattern, GroupsAsync);

    /// <param name="query">What to search for; nothing: a form asks.</param>
    public void Find(string query)
    {
        if (query.Trim().Length == 0)
        {
            Field words = new("Words", Wire.Limits.QueryBytes);
            overlays.Open(new Form("Find", [words], "Find", form =>
            {
                form.Close();
                if (words.Text.Trim().Length > 0)
                    Find(words.Text);
            })
            {
                Lines = ["Messages that have all the words. Also: \"side by side\", wor*, from:bob, in:#lunch, before:2026-11-01, after:2026-10-01."],
            });
            return;
        }
        Found(query);
    }

    /// <summary>A page of names from a cursor on.</summary>
    private delegate Task<(IReadOnlyList<PickerEntry> Entries, string Next)> Page(string pattern, string after, CancellationToken stop);

    private void Show(string title, string pattern, Page page)
    {
        NameList list = new(work, page);
        Picker picker = new(title, [PickerAction.OnEnter("open", chosen =>
        {
            chosen.Close();
            desk.Open((string)chosen.Selected!.Tag);
        })])
        {
            FilterChanged = filter => list.Begin(PatternOf(filter)),
            MoreWanted = list.More,
        };
        list.Picker = picker;
        overlays.Open(picker);
        list.Begin(PatternOf(pattern));
    }

    /// <summary>What is typed is looked for at the beginning of names, unless it is a pattern itself.</summary>
    private static string PatternOf(string filter) =>
        filter.Length == 0 || filter.IndexOfAny(PatternLetters) >= 0 ? filter : filter + "*";

    private async Task<(IReadOnlyList<PickerEntry>, string)> PeopleAsync(string pattern, string after, CancellationToken stop)
    {
        string account = state.Account ?? "";
        ListAnswer page = await session.ListAsync(pattern, after, cancellation: stop).ConfigureAwait(false);
        return ([.. page.Accounts.Where(one => !string.Equals(one.Name, account, StringComparison.OrdinalIgnoreCase))
            .Select(one => new PickerEntry(one.Name, one.Name) { Marker = one.Online ? "●" : "○", Note = one.Online ? "online" : "" })], page.Next);
    }

    private async Task<(IReadOnlyList<PickerEntry>, string)> GroupsAsync(string pattern, string after, CancellationToken stop)
    {
        GroupsAnswer page = await session.Groups.ListAsync(pattern, after, cancellation: stop).ConfigureAwait(false);
        return ([.. page.Groups.Select(group => new PickerEntry(group.Name, group.Name)
        {
            Note = $"{Wording.Count(group.Members, "member")}, owner {group.Owner}",
        })], page.Next);
    }

    private void Found(string query)
    {
        ulong next = 0;
        Picker? picker = null;
        picker = new Picker($"Found: {query}", [PickerAction.OnEnter("go there", GoTo)]) { MoreWanted = More, Message = "searching …" };
        overlays.Open(picker);
        Ask(after: 0);

        void More()
        {
            if (next != 0)
                Ask(next);
            next = 0;
        }

        void Ask(ulong after) => work.Start(
            stop => session.History.FindAsync(query, after, cancellation: stop),
            page =>
            {
                next = page.Next;
                picker!.Message = page.Messages.Count == 0 && after == 0 ? $"nothing found in {Wording.Count((long)page.Searched, "message")}" : null;
                picker.AddEntries([.. page.Messages.Select(EntryOf)]);
            },
            failure => picker!.Message = failure.Reason);
    }

    private PickerEntry EntryOf(HistoryItem item)
    {
        bool own = item.Marks.HasFlag(HistoryMarks.Own);
        string who = own ? $"me → {item.To}" : item.To.StartsWith('#') ? $"{item.From} → {item.To}" : item.From;
        return new PickerEntry($"{who}: {item.TextString()}", new FoundMessage(own || item.To.StartsWith('#') ? item.To : item.From, item.Number))
        {
            Note = look().Ago(DateTimeOffset.FromUnixTimeMilliseconds((long)item.At)),
        };
    }

    private void GoTo(Picker picker)
    {
        picker.Close();
        FoundMessage found = (FoundMessage)picker.Selected!.Tag;
        Conversation conversation = state.Get(found.With);
        desk.Open(conversation);
        past.GoTo(conversation, found.Number);
    }

    private sealed record FoundMessage(string With, ulong Number);

    /// <summary>Fills a picker page by page. What was asked for before the filter changed comes too late.</summary>
    private sealed class NameList(Work work, Page page)
    {
        private int _asked;
        private string _pattern = "";
        private string _next = "";

        public Picker? Picker { get; set; }

        public void Begin(string pattern)
        {
            _pattern = pattern;
            Picker!.Message = "one moment …";
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
                    Picker!.Message = isFirst && found.Entries.Count == 0 ? (_pattern.Length > 0 ? $"none matches {_pattern}" : "none") : null;
                    if (isFirst)
                        Picker.SetEntries(found.Entries);
                    else
                        Picker.AddEntries(found.Entries);
                },
                failure => Picker!.Message = failure.Reason);
        }
    }
}
