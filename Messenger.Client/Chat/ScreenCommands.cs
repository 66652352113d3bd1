using Messenger.Client.Chat.Keeping;
using Messenger.Client.Chat.Model;
using Messenger.Client.Chat.Overlays;
using Messenger.Client.Line;
using Messenger.Client.Terminal.Screen;

namespace Messenger.Client.Chat;

/// <summary>The commands that the screen does itself. Used on the loop's thread.</summary>
internal sealed class ScreenCommands(ChatState state, Work work, Desk desk, Sending sending, Notes notes, Entry entry, Lookups lookups, TracePane trace, Preferences preferences, LocalKeeper keeper, Renderer renderer, OverlayStack overlays, Action quit)
{
    /// <summary>A command that says more gets a panel of its own.</summary>
    public const int MostNotes = 3;

    /// <summary>Every slash command there is; known once they are composed.</summary>
    public CommandTable? Table { get; set; }

    /// <summary>Tells the way of an own message, by its id.</summary>
    public required Action<string> Why { get; init; }

    private Conversation Open => state.Selected;

    public IReadOnlyList<ScreenCommand> All() =>
    [
        ScreenCommand.Of("register", "[NAME]", "make an account and log in", ["Opens a form."], 0..1, [], words => IfOut(() => entry.Register(First(words)))),
        ScreenCommand.Of("login", "[NAME]", "log in", ["Opens a form."], 0..1, [WordKind.Account], words => IfOut(() => entry.LogIn(First(words)))),
        ScreenCommand.Of("list", "[PATTERN]", "who has an account, and who is online",
            ["* stands for any run of characters, ? for one, [abc] and [a-z] for one of these, [!abc] for none of these. Enter opens the conversation."],
            0..1, [], words => lookups.People(First(words))),
        ScreenCommand.Of("groups", "[PATTERN]", "the groups you are in", ["Patterns are as in /list. Enter opens the conversation."], 0..1, [], words => lookups.Groups(First(words))),
        ScreenCommand.Of("msg", "NAME TEXT", "send a message", ["/msg #lunch TEXT sends to all members of a group. The conversation stays the one it is."],
            2..2, [WordKind.Target, WordKind.Text], words => Say(state.Get(words[0]), words[1])),
        ScreenCommand.Of("to", "[NAME]", "go to the conversation with NAME or with a #group", ["/to alone goes to the program's own messages."],
            0..1, [WordKind.Target], words => desk.Open(words.Count > 0 ? state.Get(words[0]) : state.Home)),
        ScreenCommand.Of("history", "[NAME]", "what was said with NAME or in a #group", ["Opens the conversation; PgUp shows older messages."],
            0..1, [WordKind.Target], words => desk.Open(words.Count > 0 ? state.Get(words[0]) : Open)),
        ScreenCommand.Of("read", "[NAME]", "show messages that wait", ["Opens the conversation with NAME, or the next one in which something is unread."],
            0..1, [WordKind.Target], Read),
        ScreenCommand.Of("find", "WORDS", "search what was said, newest first",
            ["Finds messages that have all the words; case and accents do not matter, wor* finds words that begin so.",
             "\"some words\" finds them side by side. from:bob, from:me, in:bob, in:#lunch, before:2026-11-01 and after:2026-10-01 narrow it.",
             "Enter goes to the message."],
            0..1, [WordKind.Query], words => lookups.Find(First(words))),
        ScreenCommand.Of("edit", "[TEXT]", "put TEXT in place of your last message here", ["/edit alone puts your last message into the line, to be changed."], 0..1, [], Edit),
        ScreenCommand.Of("unsend", "", "take your last message here back", ["Who has not seen it yet never does."], 0..0, [], _ => Unsend()),
        ScreenCommand.Of("retry", "", "send again what was refused here", [], 0..0, [], _ => Retry()),
        ScreenCommand.Of("drop", "", "give up what was refused, or is not sent yet", ["The newest such message of this conversation."], 0..0, [], _ => Drop()),
        ScreenCommand.Of("why", "[ID]", "what became of a message of yours, and when",
            ["Taken up, on disk, pushed to how many terminals, confirmed, read. Without ID: of the last one of yours that can be seen."], 0..1, [], AskWhy),
        ScreenCommand.Of("copy", "", "copy the last message that can be seen to the clipboard",
            ["By the terminal, where that allows it (OSC 52)."], 0..0, [], _ => Copy()),
        ScreenCommand.Of("close", "", "take this conversation out of the list", ["It comes back when something is said in it, or with /to."], 0..0, [], _ => Close()),
        ScreenCommand.Of("mute", "", "no bell and no count in the title for this conversation, or again", ["Anew: it is heard again."], 0..0, [], _ => Mute()),
        ScreenCommand.Of("set", "[NAME [VALUE]]", "how this screen looks and behaves",
            ["/set lists the settings, /set time says what time takes, /set time 12h changes it."], 0..2, [WordKind.Setting], Set),
        ScreenCommand.Of("notify", "[WHAT]", "which messages ring the bell: mentions, direct, all or off", ["As /set notify. /mute silences one conversation."],
            0..1, [WordKind.Setting], words => Set(["notify", .. words])),
        ScreenCommand.Of("trace", "", "show the frames of the protocol as they pass, or no more", [], 0..0, [], _ => trace.IsOpen = !trace.IsOpen),
        ScreenCommand.Of("help", "[COMMAND]", "keys and commands, or more about one", [], 0..1, [WordKind.Command], Help),
        ScreenCommand.Of("quit", "", "leave", ["Waits up to 10 s for answers that are open."], 0..0, [], _ => quit()),
    ];

    private static string First(IReadOnlyList<string> words) => words.Count > 0 ? words[0] : "";

    private void IfOut(Action act)
    {
        if (state.Account is { } name)
            notes.Trouble(Open, $"you are logged in as {name}; /logout first");
        else
            act();
    }

    private void Say(Conversation conversation, string text)
    {
        if (desk.Send(conversation, text) is { } refused)
            notes.Trouble(Open, refused);
        else if (conversation != Open)
            notes.Add(Open, $"to {conversation.Name}: {text}");
    }

    private void Read(IReadOnlyList<string> words)
    {
        if (words.Count > 0)
            desk.Open(words[0]);
        else if (!desk.NextUnread())
            notes.Add(Open, "nothing else is unread");
    }

    private void Edit(IReadOnlyList<string> words)
    {
        if (Open.Timeline.NewestOwn() is not { } newest)
            notes.Trouble(Open, "none of the messages here is yours");
        else if (words.Count > 0)
            desk.Change(Open, newest, words[0]);
        else
            Open.Draft.Insert($"/edit {newest.Text}");
    }

    private void Unsend()
    {
        if (Open.Timeline.NewestOwn() is { } newest)
            desk.Change(Open, newest, null);
        else
            notes.Trouble(Open, "none of the messages here is yours");
    }

    private void AskWhy(IReadOnlyList<string> words)
    {
        if (words.Count > 0)
            Why(words[0]);
        else if (Open.Timeline.Seen().FirstOrDefault(message => message is { IsOwn: true, Number: > 0 }) is { } seen)
            Why(seen.Id.ToString());
        else
            notes.Trouble(Open, "none of the messages here is yours, and stored");
    }

    private void Copy()
    {
        if (Open.Timeline.Seen().FirstOrDefault(message => !message.IsUnsent) is not { } seen)
            notes.Trouble(Open, "there is no message here to copy");
        else if (renderer.Copy(seen.Text))
            notes.Add(Open, $"handed to the terminal to copy: {Wording.Beginning(seen.Text)}");
        else
            notes.Trouble(Open, "that message is too long to be copied");
    }

    private void Retry()
    {
        if (!sending.Retry(Open))
            notes.Trouble(Open, "nothing here was refused");
    }

    private void Drop()
    {
        bool? mayBeStored = sending.Drop(Open);
        notes.Add(Open, mayBeStored switch
        {
            null => "nothing here waits to be sent",
            true => "given up; it was on its way, so it may have been stored all the same",
            false => "given up",
        });
    }

    private void Close()
    {
        if (Open == state.Home)
            return;
        keeper.Close(Open);
        state.Remove(Open.Name);
    }

    private void Mute()
    {
        if (Open == state.Home)
            return;
        Open.IsMuted = !Open.IsMuted;
        notes.Add(Open, Open.IsMuted ? "muted: no bell, and not counted in the title; /mute again ends it" : "not muted any more");
    }

    private void Set(IReadOnlyList<string> words)
    {
        SetOutcome outcome = preferences.Set(words, state);
        Show("/set", outcome.Lines);
        if (outcome.Kept is { } kept)
        {
            work.Start(
                _ => kept,
                problem =>
                {
                    if (problem is not null)
                        notes.Trouble(Open, problem);
                },
                _ => { });
        }
    }

    /// <summary>A few lines stand in the conversation, more of them in a panel.</summary>
    private void Show(string title, IReadOnlyList<string> lines)
    {
        if (lines.Count > MostNotes)
            overlays.Open(new Panel(title, lines.Select(line => PanelLine.Of(line))));
        else
            foreach (string line in lines)
                notes.Add(Open, line);
    }

    private void Help(IReadOnlyList<string> words)
    {
        if (Table is not { } table)
            return;
        string name = First(words).TrimStart('/');
        if (name.Length == 0)
            overlays.Open(HelpPanel.Of(table));
        else if (table.Find(name) is { } command)
            overlays.Open(HelpPanel.Of(command));
        else
            notes.Trouble(Open, table.Unknown(name));
    }
}
