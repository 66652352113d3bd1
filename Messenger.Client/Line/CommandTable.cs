namespace Messenger.Client.Line;

/// <summary>Every slash command, in the order in which help lists them.</summary>
internal sealed class CommandTable
{
    private readonly Dictionary<string, LineCommand> _byName;

    public CommandTable(AccountCommands accounts, MessageCommands messages, Action<string> print, Action quit)
    {
        All =
        [
            new("register", "/register NAME", "make an account and log in",
                ["Names have 1 to 32 of A-Z a-z 0-9 . _ - and start with a letter; upper and lower case are the same.",
                 "The password is asked for twice; it has at least 8 bytes. Nobody can look it up for you later."],
                1, 1, false, accounts.RegisterAsync),
            new("login", "/login NAME", "log in", ["The password is asked for. What waits for you is counted, and shown by /read."], 1, 1, true, accounts.LoginAsync),
            new("list", "/list [PATTERN]", "who has an account, and who is online",
                ["* stands for any run of characters, ? for one, [abc] and [a-z] for one of these, [!abc] for none of these.", "As in /list a* or /list *smith*"],
                0, 1, false, messages.ListAsync),
            new("more", "/more", "the next page of /list", [], 0, 0, false, messages.MoreAsync),
            new("msg", "/msg NAME TEXT", "send a message", ["It is delivered at once, or kept until NAME reads it; you are told which."], 2, 2, true, messages.MsgAsync),
            new("to", "/to [NAME]", "send plain lines to NAME from now on",
                ["Then a line without a command is a message to NAME, and //foo sends the text /foo. /to alone ends it."], 0, 1, true, messages.ToAsync),
            new("unread", "/unread", "how many messages wait for you, and from whom", [], 0, 0, false, messages.UnreadAsync),
            new("read", "/read [NAME] [COUNT]", "show messages that wait, oldest first",
                ["/read shows all, /read 5 the oldest five, /read bob those of bob, /read bob 1 the oldest of bob.", "What is not shown goes on waiting."],
                0, 2, true, messages.ReadAsync),
            new("whoami", "/whoami", "who is logged in here", [], 0, 0, false, accounts.WhoAmIAsync),
            new("change-password", "/change-password", "choose a new password", ["Other terminals of the account are logged out."], 0, 0, false, accounts.ChangePasswordAsync),
            new("delete-account", "/delete-account", "delete the account for good",
                ["Says first what would be lost, then asks for the name and the password."], 0, 0, false, accounts.DeleteAccountAsync),
            new("logout", "/logout", "log out; the connection stays", [], 0, 0, false, accounts.LogoutAsync),
            new("help", "/help [COMMAND]", "all commands, or more about one", [], 0, 1, false, (words, _) => Help(words, print)),
            new("quit", "/quit", "leave", ["Waits up to 10 s for answers that are open."], 0, 0, false, (_, _) =>
            {
                quit();
                return Task.CompletedTask;
            }),
        ];
        _byName = All.ToDictionary(command => command.Name, StringComparer.OrdinalIgnoreCase);
    }

    public IReadOnlyList<LineCommand> All { get; }

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
