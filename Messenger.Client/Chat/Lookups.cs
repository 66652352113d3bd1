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

    /// <summary>Lets somebody tick names.</summary>
    /// <param name="title">Of the list.</param>
    /// <param name="does">What happens with them, in a word or two.</param>
    /// <param name="chosen">Called with them, or with the one that is selected when none is ticked.</param>
    public void Choose(string title, string does, Action<IReadOnlyList<string>> chosen)
    {
        NamePicker list = new(work, PeopleAsync);
        Picker picker = new(title, [PickerAction.OnEnter(does, done =>
        {
            done.Close();
            chosen(done.Ticked.Count > 0 ? [.. done.Ticked.Select(entry => (string)entry.Tag)] : [(string)done.Selected!.Tag]);
        })])
        {
            IsMulti = true,
            FilterChanged = filter => list.Begin(PatternOf(filter)),
            MoreWanted = list.More,
        };
        overlays.Open(picker);
        list.Fill(picker, "");
    }

    /// <summary>Lets somebody tick members of a group.</summary>
    public void ChooseMembers(string group, string title, string does, Action<IReadOnlyList<string>> chosen) => work.Start(
        stop => session.Groups.ShowAsync(group, stop),
        body =>
        {
            Picker picker = new(title, [PickerAction.OnEnter(does, done =>
            {
                done.Close();
                chosen(done.Ticked.Count > 0 ? [.. done.Ticked.Select(entry => (string)entry.Tag)] : [(string)done.Selected!.Tag]);
            })])
            {
                IsMulti = true,
            };
            picker.SetEntries([.. body.Members.Select(member => new PickerEntry(member, member) { Note = member == body.Owner ? "owner" : "" })]);
            overlays.Open(picker);
        },
        failure => overlays.Open(new Panel(title, [PanelLine.Of(failure.Reason)])));

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

    private void Show(string title, string pattern, NamePage page)
    {
        NamePicker list = new(work, page);
        Picker picker = new(title, [PickerAction.OnEnter("open", chosen =>
        {
            chosen.Close();
            desk.Open((string)chosen.Selected!.Tag);
        })])
        {
            FilterChanged = filter => list.Begin(PatternOf(filter)),
            MoreWanted = list.More,
        };
        overlays.Open(picker);
        list.Fill(picker, PatternOf(pattern));
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
        FoundList list = new(session, work, look, query);
        Picker picker = new($"Found: {query}", [PickerAction.OnEnter("go there", GoTo)]) { MoreWanted = list.More, FilterChanged = list.Narrow };
        overlays.Open(picker);
        list.Fill(picker);
    }

    private void GoTo(Picker picker)
    {
        picker.Close();
        FoundMessage found = (FoundMessage)picker.Selected!.Tag;
        Conversation conversation = state.Get(found.With);
        desk.Open(conversation);
        past.GoTo(conversation, found.Number);
    }
}
