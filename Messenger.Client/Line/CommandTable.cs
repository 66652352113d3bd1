namespace Messenger.Client.Line;

/// <summary>Every slash command, in the order in which help lists them.</summary>
internal sealed class CommandTable
{
    private readonly Dictionary<string, LineCommand> _byName;

    public CommandTable(
        AccountCommands accounts,
        MessageCommands messages,
        GroupCommands groups,
        HistoryCommands history,
        PeopleCommands people,
        WhyCommand why,
        Pager pager,
        Action<string> print,
        Action quit)
    {
        All =
        [
            new("register", "/register NAME", "make an account and log in",
                ["Names have 1 to 32 of A-Z a-z 0-9 . _ - and start with a letter; upper and lower case are the same.",
                 "The password is asked for twice; it has at least 8 bytes. Nobody can look it up for you later."],
                1, 1, accounts.RegisterAsync),
            new("login", "/login NAME", "log in", ["The password is asked for. What waits for you is counted, and shown by /read."], 1, 1, accounts.LoginAsync)
                { Kinds = [WordKind.Account] },
            new("list", "/list [PATTERN]", "who has an account, and who is online",
                ["* stands for any run of characters, ? for one, [abc] and [a-z] for one of these, [!abc] for none of these.", "As in /list a* or /list *smith*"],
                0, 1, messages.ListAsync),
            new("more", "/more", "the next page of what was listed last", ["Goes on with /list, /groups, /history, /conversations and /find."], 0, 0, pager.MoreAsync),
            new("msg", "/msg NAME TEXT", "send a message",
                ["It is delivered at once, or kept until NAME reads it; you are told which.", "/msg #lunch TEXT sends to all members of a group."],
                2, 2, messages.MsgAsync) { Kinds = [WordKind.Target, WordKind.Text] },
            new("to", "/to [NAME]", "send plain lines to NAME, or a #group, from now on",
                ["Then a line without a command is a message to NAME, and //foo sends the text /foo. /to alone ends it."], 0, 1, messages.ToAsync)
                { Kinds = [WordKind.Target] },
            new("edit", "/edit TEXT", "put TEXT in place of your last message",
                ["Of the conversation that /to chose. Those who have seen it are told; history shows it as edited."], 1, 1, history.EditAsync),
            new("unsend", "/unsend", "take your last message back",
                ["Of the conversation that /to chose. Who has not seen it yet never does; history shows that one was taken back."], 0, 0, history.UnsendAsync),
            new("why", "/why [ID]", "what became of a message of yours, and when",
                ["Taken up, on disk, pushed, confirmed, read; without ID your last message of the conversation that /to chose.",
                 "ID is the message's id, or its first 8 characters or more where it was sent here."], 0, 1, why.RunAsync),
            new("unread", "/unread", "how many messages wait for you, and from whom", [], 0, 0, messages.UnreadAsync),
            new("read", "/read [NAME] [COUNT]", "show messages that wait, oldest first",
                ["/read shows all, /read 5 the oldest five, /read bob those of bob, /read bob 1 the oldest of bob, /read #lunch those of a group.",
                 "What is not shown goes on waiting."],
                0, 2, messages.ReadAsync) { Kinds = [WordKind.Target, WordKind.Text] },
            new("history", "/history [NAME] [COUNT]", "what was said with NAME or in a #group",
                ["The newest messages, 50 or COUNT of them, oldest first; /more shows older ones. Without NAME: of the conversation that /to chose.",
                 "Behind your own: ✓ stored, ✓✓ confirmed by everybody it went to, ● read by everybody."],
                0, 2, history.HistoryAsync) { Kinds = [WordKind.Target, WordKind.Text] },
            new("conversations", "/conversations", "whom you wrote with, newest first",
                ["With an account that is gone it says what /history takes, also when somebody else has the name now."], 0, 0, history.ConversationsAsync),
            new("find", "/find WORDS", "search what was said, newest first",
                ["Finds messages that have all the words; case and accents do not matter, wor* finds words that begin so.",
                 "\"some words\" finds them side by side. from:bob, from:me, in:bob, in:#lunch, before:2026-11-01 and after:2026-10-01 narrow it.",
                 "As in /find build failed from:bob in:#lunch"],
                1, 1, history.FindAsync) { Kinds = [WordKind.Query] },
            new("group", "/group VERB GROUP [NAMES]", "make, show and change groups",
                ["/group create lunch bob carol makes the group #lunch of you, bob and carol; you own it.",
                 "/group show lunch says who is in it; /groups lists the groups you are in.",
                 "/group add lunch dave and /group remove lunch bob are for its owner, as are /group rename lunch dinner and /group delete lunch.",
                 "/group leave lunch leaves it; an owner's place goes to the longest member."],
                2, 3, groups.GroupAsync) { Kinds = [WordKind.Choice, WordKind.Group, WordKind.Account], Choices = GroupCommands.Verbs },
            new("groups", "/groups [PATTERN]", "the groups you are in", ["Patterns are as in /list."], 0, 1, groups.GroupsAsync),
            new("block", "/block NAME", "take no messages from NAME any more",
                ["NAME cannot write to you nor add you to a group, and learns no more than that it is not accepted.",
                 "What NAME says in a group that you are both in still comes; /group leave is for that."], 1, 1, people.BlockAsync)
                { Kinds = [WordKind.Account] },
            new("unblock", "/unblock NAME", "take messages from NAME again", [], 1, 1, people.UnblockAsync) { Kinds = [WordKind.Account] },
            new("blocks", "/blocks", "whom you block", [], 0, 0, people.BlocksAsync),
            new("read-marks", "/read-marks [on|off]", "whether others are told what you have read",
                ["Of all terminals of your account. What is shown here counts as read."], 0, 1, people.ReadMarksAsync)
                { Kinds = [WordKind.Choice], Choices = PeopleCommands.OnOff },
            new("sessions", "/sessions", "where you are logged in", [], 0, 0, people.SessionsAsync),
            new("session-end", "/session-end ID", "log another terminal of yours out",
                ["/sessions lists the ids; the first few characters of one will do. This terminal: /logout."], 1, 1, people.EndSessionAsync),
            new("whoami", "/whoami", "who is logged in here", [], 0, 0, accounts.WhoAmIAsync),
            new("change-password", "/change-password", "choose a new password", ["Other terminals of the account are logged out."], 0, 0, accounts.ChangePasswordAsync),
            new("delete-account", "/delete-account", "delete the account for good",
                ["Says first what would be lost, then asks for the name and the password."], 0, 0, accounts.DeleteAccountAsync),
            new("logout", "/logout", "log out; the connection stays", [], 0, 0, accounts.LogoutAsync),
            new("help", "/help [COMMAND]", "all commands, or more about one", [], 0, 1, (words, _) => Help(words, print)) { Kinds = [WordKind.Command] },
            new("quit", "/quit", "leave", ["Waits up to 10 s for answers that are open."], 0, 0, (_, _) =>
            {
                quit();
                return Task.CompletedTask;
            }),
        ];
        _byName = All.ToDictionary(command => command.Name, StringComparer.OrdinalIgnoreCase);
    }

    private CommandTable(IReadOnlyList<LineCommand> all)
    {
        All = all;
        _byName = All.ToDictionary(command => command.Name, StringComparer.OrdinalIgnoreCase);
    }

    public IReadOnlyList<LineCommand> All { get; }

    /// <summary>These commands, with some done in another way, and with others behind them.</summary>
    public CommandTable With(IReadOnlyCollection<LineCommand> others)
    {
        Dictionary<string, LineCommand> byName = others.ToDictionary(command => command.Name, StringComparer.OrdinalIgnoreCase);
        return new([
            .. All.Select(command => byName.GetValueOrDefault(command.Name) ?? command),
            .. others.Where(command => !_byName.ContainsKey(command.Name)),
        ]);
    }

    public LineCommand? Find(string name) => _byName.GetValueOrDefault(name);

    /// <summary>What to say about a command that does not exist.</summary>
    public string Unknown(string name) =>
        $"unknown command /{SafeText.Line(name)}; did you mean /{Suggestions.Nearest(name.ToLowerInvariant(), _byName.Keys)}? to send it as text type //{SafeText.Line(name)}";

    private Task Help(IReadOnlyList<string> words, Action<string> print)
    {
        if (words.Count == 0)
        {
            int width = All.Max(command => command.Usage.Length);
            foreach (LineCommand command in All)
                print($"  {command.Usage.PadRight(width)}  {command.Summary}");
            print("  Tab completes commands and names; /help COMMAND says more about one.");
            return Task.CompletedTask;
        }
        string name = words[0].TrimStart('/');
        if (Find(name) is not { } known)
        {
            print(Unknown(name));
            return Task.CompletedTask;
        }
        print($"  {known.Usage}: {known.Summary}");
        foreach (string line in known.Help)
            print($"  {line}");
        return Task.CompletedTask;
    }
}
