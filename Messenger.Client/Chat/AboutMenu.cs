using Messenger.Client.Chat.Model;
using Messenger.Client.Chat.Overlays;
using Messenger.Wire;
using Messenger.Wire.Fields;

namespace Messenger.Client.Chat;

/// <summary>What can be done with the conversation that is open, and how groups are made, for those who know no command. Used on the loop's thread.</summary>
internal sealed class AboutMenu(ChatCommands commands, Lookups lookups, OverlayStack overlays)
{
    public Menu Of(Conversation open)
    {
        List<MenuEntry> entries = [.. open.IsGroup ? Group(open.Name) : Person(open.Name)];
        entries.Add(new MenuEntry("Search in it", () => AskWords(open.Name)) { Hint = "/find" });
        if (open.Timeline.NewestOwn() is not null)
        {
            entries.Add(Run("Change my last message", "/edit"));
            entries.Add(Run("Take my last message back", "/unsend"));
            entries.Add(Run("What became of my last message", "/why"));
        }
        if (open.Timeline.Newest(message => message.State is SendState.Failed or SendState.Sending) is not null)
        {
            entries.Add(Run("Send again what was not sent", "/retry"));
            entries.Add(Run("Give up what was not sent", "/drop"));
        }
        entries.Add(Run("Copy the last message", "/copy"));
        entries.Add(Run(open.IsMuted ? "Hear it again" : "Mute it", "/mute"));
        entries.Add(Run("Take it out of the list", "/close"));
        return new Menu(open.Name, entries);
    }

    /// <summary>Asks for a name, then who is in it.</summary>
    public void MakeGroup() => AskName("Make a group", "Choose members", name =>
        lookups.Choose($"Members of #{name}", "make the group", names => Change("create", name, names)));

    private MenuEntry[] Person(string name) =>
    [
        Run($"Block {name}", $"/block {name}", "/block"),
        Run($"Unblock {name}", $"/unblock {name}", "/unblock"),
    ];

    private MenuEntry[] Group(string name) =>
    [
        Run("Who is in it", $"/group show {name}", "/group show"),
        new MenuEntry("Add people", () => lookups.Choose($"Add to {name}", "add", names => Change("add", name, names))) { Hint = "/group add" },
        new MenuEntry("Put people out", () => lookups.ChooseMembers(name, $"Put out of {name}", "put out", names => Change("remove", name, names))) { Hint = "/group remove" },
        new MenuEntry("Rename it", () => AskName($"Rename {name}", "Rename", other => commands.Run($"/group rename {name} {other}"))) { Hint = "/group rename" },
        Sure("Leave it", 'l', $"You would hear nothing of {name} any more, until somebody adds you again.", $"/group leave {name}", "/group leave"),
        Sure("End it", 'e', $"{name} would end for everybody in it.", $"/group delete {name}", "/group delete"),
    ];

    private void Change(string verb, string group, IReadOnlyList<string> names) => commands.Run($"/group {verb} {group} {string.Join(' ', names)}");

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

    private MenuEntry Run(string text, string command, string? hint = null) => new(text, () => commands.Run(command)) { Hint = hint ?? command };

    private MenuEntry Sure(string text, char letter, string what, string command, string hint) => new(text, () => overlays.Open(new Question(
        text,
        [what],
        [new Answer(text, letter, () => commands.Run(command)), new Answer("Back", 'b', () => { })],
        preset: 1)))
    {
        Hint = hint,
    };
}
