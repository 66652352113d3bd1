using Messenger.Client.Chat.Keeping;
using Messenger.Client.Chat.Model;
using Messenger.Client.Chat.Overlays;

namespace Messenger.Client.Chat;

/// <summary>Everything there is to do, as menus, for those who know no command; each entry is a command too. Used on the loop's thread.</summary>
internal sealed class ChatMenu(ChatState state, ChatCommands commands, Lookups lookups, Preferences preferences, OverlayStack overlays)
{
    private readonly AboutMenu _about = new(commands, lookups, overlays);

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

    private Menu Main() => new("What to do", [
        new MenuEntry("Talk to somebody", () => lookups.People()) { Hint = "Ctrl-G" },
        new MenuEntry("This conversation", () => overlays.Open(_about.Of(state.Selected)))
        {
            Hint = state.Selected.Name,
            NotBecause = state.Selected == state.Home ? "none is open" : null,
        },
        new MenuEntry("My groups", () => lookups.Groups()) { Hint = "/groups" },
        new MenuEntry("Make a group", _about.MakeGroup) { Hint = "/group create" },
        new MenuEntry("Search what was said", () => lookups.Find("")) { Hint = "F4" },
        new MenuEntry("The next unread conversation", () => commands.Run("/read")) { Hint = "Ctrl-N" },
        Of("What waits, and from whom", "unread"),
        new MenuEntry("Settings", () => overlays.Open(Settings())) { Hint = "/set" },
        new MenuEntry("My account", () => overlays.Open(Account())),
        Of("Frames of the protocol, as they pass", "trace"),
        new MenuEntry("Help", () => overlays.Open(HelpPanel.Of(commands.Table))) { Hint = "F1" },
        Of("Leave", "quit"),
    ])
    {
        Lines = state.Account is { } name ? [$"You are {name}."] : [],
    };

    private Menu Account() => new("My account", [
        Of("Where I am logged in", "sessions"),
        Of("Whom I block", "blocks"),
        Of("Others are told what I have read", "read-marks on"),
        Of("Nobody is told what I have read", "read-marks off"),
        Of("Change my password", "change-password"),
        Of("Log out", "logout"),
        Of("Delete my account", "delete-account"),
    ]);

    private Menu Settings() => new("Settings", [.. SettingTable.All.Select(setting => new MenuEntry(setting.Name, () => overlays.Open(Choices(setting)))
    {
        Hint = setting.WordOf(preferences.Settings),
    })]);

    private Menu Choices(Setting setting) => new(
        setting.Name, [.. setting.Choices.Select(choice => new MenuEntry(choice.Word, () => commands.Run($"/set {setting.Name} {choice.Word}")) { Hint = choice.Meaning })])
    {
        Lines = [setting.Summary],
    };

    private MenuEntry Of(string text, string command) => new(text, () => commands.Run("/" + command)) { Hint = "/" + command };
}
