using Messenger.Client.Chat.Keeping;
using Messenger.Client.Chat.Model;
using Messenger.Client.Chat.Overlays;

namespace Messenger.Client.Chat;

/// <summary>Everything there is to do, for those who know no command. Used on the loop's thread.</summary>
internal sealed class ChatMenu(ChatState state, ChatCommands commands, Lookups lookups, Preferences preferences, OverlayStack overlays)
{
    private readonly AboutMenu _about = new(commands, overlays);

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
        new MenuEntry("Make a group", MakeGroup) { Hint = "/group create" },
        new MenuEntry("Search what was said", () => lookups.Find("")) { Hint = "F4" },
        new MenuEntry("The next unread conversation", () => commands.Run("/read")) { Hint = "Ctrl-N" },
        Of("Where I am logged in", "sessions"),
        Of("Whom I block", "blocks"),
        Of("Change my password", "change-password"),
        new MenuEntry("Settings", () => overlays.Open(Settings())) { Hint = "/set" },
        Of("Log out", "logout"),
        Of("Delete my account", "delete-account"),
        new MenuEntry("Help", () => overlays.Open(HelpPanel.Of(commands.Table))) { Hint = "F1" },
        Of("Leave", "quit"),
    ])
    {
        Lines = state.Account is { } name ? [$"You are {name}."] : [],
    };

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

    private void MakeGroup()
    {
        Field name = new("Name", Wire.Limits.TargetLength) { Check = text => Wire.Fields.Names.IsValid(text.Trim().TrimStart('#')) ? null : Hint.Error("1 to 32 of A-Z a-z 0-9 . _ -, a letter first") };
        Field members = new("Members", Wire.Limits.TextBytes);
        overlays.Open(new Form("Make a group", [name, members], "Make it", form =>
        {
            form.Close();
            commands.Run($"/group create {name.Text.Trim()} {members.Text.Trim()}");
        })
        {
            Lines = ["Members are names, with spaces between them. You own the group and can add others later."],
        });
    }
}
