using Messenger.Client.Chat.Model;
using Messenger.Client.Chat.Overlays;
using Messenger.Wire;

namespace Messenger.Client.Chat;

/// <summary>What can be done with the conversation that is open, for those who know no command. Used on the loop's thread.</summary>
internal sealed class AboutMenu(ChatCommands commands, OverlayStack overlays)
{
    public Menu Of(Conversation open)
    {
        List<MenuEntry> entries = [.. open.IsGroup ? Group(open.Name) : Person(open.Name)];
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
        entries.Add(Run(open.IsMuted ? "Hear it again" : "Mute it", "/mute"));
        entries.Add(Run("Take it out of the list", "/close"));
        return new Menu(open.Name, entries);
    }

    private MenuEntry[] Person(string name) =>
    [
        Run($"Block {name}", $"/block {name}", "/block"),
        Run($"Unblock {name}", $"/unblock {name}", "/unblock"),
    ];

    private MenuEntry[] Group(string name) =>
    [
        Run("Who is in it", $"/group show {name}", "/group show"),
        Ask("Add somebody", "Names", "Add", Limits.TextBytes, names => $"/group add {name} {names}", "/group add"),
        Ask("Put somebody out", "Names", "Put out", Limits.TextBytes, names => $"/group remove {name} {names}", "/group remove"),
        Ask("Rename it", "New name", "Rename", Limits.TargetLength, other => $"/group rename {name} {other}", "/group rename"),
        Sure("Leave it", 'l', $"You would hear nothing of {name} any more, until somebody adds you again.", $"/group leave {name}", "/group leave"),
        Sure("End it", 'e', $"{name} would end for everybody in it.", $"/group delete {name}", "/group delete"),
    ];

    private MenuEntry Run(string text, string command, string? hint = null) => new(text, () => commands.Run(command)) { Hint = hint ?? command };

    private MenuEntry Ask(string text, string label, string button, int most, Func<string, string> command, string hint) => new(text, () =>
    {
        Field field = new(label, most) { Check = typed => typed.Trim().Length > 0 ? null : Hint.Error("at least one") };
        overlays.Open(new Form(text, [field], button, form =>
        {
            string typed = field.Text.Trim();
            form.Close();
            commands.Run(command(typed));
        }));
    })
    {
        Hint = hint,
    };

    private MenuEntry Sure(string text, char letter, string what, string command, string hint) => new(text, () => overlays.Open(new Question(
        text,
        [what],
        [new Answer(text, letter, () => commands.Run(command)), new Answer("Back", 'b', () => { })],
        preset: 1)))
    {
        Hint = hint,
    };
}
