using Messenger.Client.Chat.Keeping;
using Messenger.Client.Chat.Model;
using Messenger.Client.Chat.Overlays;
using Messenger.Wire;
using Messenger.Wire.Fields;

namespace Messenger.Client.Chat;

/// <summary>Everything there is to do, as menus, for those who know no command; each entry is a command too. Used on the loop's thread.</summary>
internal sealed class ChatMenu(ChatState state, ChatCommands commands, Lookups lookups, Preferences preferences, OverlayStack overlays)
{
    /// <summary>Opens what a key asks for.</summary>
    public void Open(ChatAction action)
    {
        switch (action)
        {
            case ChatAction.Help: overlays.Open(HelpPanel.Of(commands.Table)); break;
            case ChatAction.Menu: overlays.Open(Main()); break;
            case ChatAction.GoTo: lookups.People(); break;
            case ChatAction.Find: lookups.Find(""); break;
        }
    }

    private Menu Main()
    {
        string? nothing = state.Selected == state.Home ? "no conversation is open" : null;
        return new Menu("What to do", [
            new MenuEntry("Talk to somebody", () => lookups.People()) { Hint = "Ctrl-G" },
            new MenuEntry("This conversation …", OpenConversation) { Hint = state.Selected.Name, NotBecause = nothing },
            new MenuEntry("My groups", () => lookups.Groups()) { Hint = "/groups" },
            new MenuEntry("Make a group", MakeGroup) { Hint = "/group create" },
            new MenuEntry("Search what was said", () => lookups.Find("")) { Hint = "F4" },
            Of("The next unread conversation", "read"),
            Of("What waits, and from whom", "unread"),
            new MenuEntry("How this screen looks and behaves", OpenSettings) { Hint = "/set" },
            new MenuEntry("My account …", OpenAccount),
            Of("Frames of the protocol, as they pass", "trace"),
            new MenuEntry("Help", () => overlays.Open(HelpPanel.Of(commands.Table))) { Hint = "F1" },
            Of("Leave", "quit"),
        ])
        {
            Lines = state.Account is { } name ? [$"You are {name}."] : [],
        };
    }

    private void OpenAccount() => overlays.Open(new Menu("My account", [
        Of("Where I am logged in", "sessions"),
        Of("Whom I block", "blocks"),
        Of("Others are told what I have read", "read-marks on"),
        Of("Nobody is told what I have read", "read-marks off"),
        Of("Change my password", "change-password"),
        Of("Log out", "logout"),
        Of("Delete my account", "delete-account"),
    ]));

    private void OpenConversation()
    {
        Conversation open = state.Selected;
        overlays.Open(new Menu(open.Name, [.. open.IsGroup ? OfGroup(open.Name) : OfPerson(open.Name), .. OfAny(open)]));
    }

    private MenuEntry[] OfAny(Conversation open) =>
    [
        new MenuEntry("Search here", () => AskWords(open.Name)) { Hint = $"/find in:{open.Name}" },
        Of("Change my last message", "edit"),
        Of("Take my last message back", "unsend"),
        Of("What became of my last message", "why"),
        Of(open.IsMuted ? "Hear it again" : "Silence it", "mute"),
        Of("Send again what was refused", "retry"),
        Of("Give up what was refused or waits", "drop"),
        Of("Take it out of the list", "close"),
    ];

    private MenuEntry[] OfPerson(string name) => [Of("Block", $"block {name}"), Of("Do not block any more", $"unblock {name}")];

    private MenuEntry[] OfGroup(string group) =>
    [
        Of("Who is in it", $"group show {group}"),
        new MenuEntry("Add people", () => lookups.Choose($"Add to {group}", "add", names => Group("add", group, names))) { Hint = "/group add" },
        new MenuEntry("Put people out", () => lookups.ChooseMembers(group, $"Put out of {group}", "put out", names => Group("remove", group, names))) { Hint = "/group remove" },
        new MenuEntry("Give it another name", () => AskName("Another name", "Rename", name => commands.Run($"/group rename {group} {name}"))) { Hint = "/group rename" },
        new MenuEntry("Leave it", () => Sure($"Leave {group}?", "You get no more of its messages.", "Leave", () => commands.Run($"/group leave {group}"))) { Hint = "/group leave" },
        new MenuEntry("End it", () => Sure($"End {group}?", "It is gone for everybody.", "End it", () => commands.Run($"/group delete {group}"))) { Hint = "/group delete" },
    ];

    private void OpenSettings() => overlays.Open(new Menu("How this screen looks and behaves", [
        .. SettingTable.All.Select(setting => new MenuEntry($"{setting.Name} = {setting.WordOf(preferences.Settings)}", () => OpenSetting(setting)) { Hint = setting.Summary }),
    ]));

    private void OpenSetting(Setting setting) => overlays.Open(new Menu($"{setting.Name}: {setting.Summary}", [
        .. setting.Choices.Select(choice => new MenuEntry(choice.Word, () => commands.Run($"/set {setting.Name} {choice.Word}")) { Hint = choice.Meaning }),
    ]));

    private void MakeGroup() => AskName("Make a group", "Choose members", name =>
        lookups.Choose($"Members of #{name}", "make the group", names => Group("create", name, names)));

    private void Group(string verb, string group, IReadOnlyList<string> names) => commands.Run($"/group {verb} {group} {string.Join(' ', names)}");

    private void AskName(string title, string submit, Action<string> named)
    {
        Field name = new("Name of the group", Limits.TargetLength)
        {
            Check = text => Names.IsValid(text.Trim().TrimStart('#')) ? null : Hint.Error("1 to 32 of A-Z a-z 0-9 . _ -, a letter first"),
        };
        overlays.Open(new Form(title, [name], submit, form =>
        {
            form.Close();
            named(name.Text.Trim().TrimStart('#'));
        }));
    }

    private void AskWords(string conversation)
    {
        Field words = new("Words", Limits.QueryBytes);
        overlays.Open(new Form($"Find in {conversation}", [words], "Find", form =>
        {
            form.Close();
            lookups.Find($"{words.Text} in:{conversation}");
        }));
    }

    private void Sure(string title, string consequence, string yes, Action act) =>
        overlays.Open(new Question(title, [consequence], [new Answer(yes, yes[0], act), new Answer("Cancel", 'c', () => { })], preset: 1));

    private MenuEntry Of(string text, string command) => new(text, () => commands.Run("/" + command)) { Hint = "/" + command };
}
