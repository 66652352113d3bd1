using Messenger.Client.Chat.Overlays;
using Messenger.Client.Line;
using Messenger.Client.Terminal;
using Messenger.Client.Terminal.Screen;

namespace Messenger.Client.Chat;

/// <summary>Keys and commands, from the tables that make them work.</summary>
internal static class HelpPanel
{
    public static Panel Of(CommandTable commands) => new("Help", [
        PanelLine.Of("Keys", Style.Bold),
        .. ChatKeys.Table.Select(key => PanelLine.Pair(Names(key.Keys), key.Does)),
        PanelLine.Empty,
        PanelLine.Of("Keys while typing", Style.Bold),
        .. EditKeys.Table.Select(key => (Edit: key, Keys: (Key[])[.. key.Keys.Where(one => ChatKeys.Find(one) is null)]))
            .Where(line => line.Keys.Length > 0)
            .Select(line => PanelLine.Pair(Names(line.Keys), line.Edit.Does)),
        PanelLine.Empty,
        PanelLine.Of("Commands", Style.Bold),
        .. commands.All.Select(command => PanelLine.Pair(command.Usage, command.Summary)),
        PanelLine.Empty,
        PanelLine.Of("A line that begins with / is a command; //foo sends the text /foo. /help COMMAND says more about one."),
        PanelLine.Empty,
        PanelLine.Of("Signs", Style.Bold),
        PanelLine.Pair("● ○", "online, offline"),
        PanelLine.Pair("◌ ✗", "waits to be sent; could not be sent"),
        PanelLine.Pair("✓ ✓✓ ●", "stored; confirmed by everybody it went to; read by everybody"),
    ]);

    /// <summary>One command, with all there is to say about it.</summary>
    public static Panel Of(LineCommand command) => new($"/{command.Name}", [
        PanelLine.Of(command.Usage, Style.Bold),
        PanelLine.Of(command.Summary),
        .. command.Help.Select(line => PanelLine.Of(line)),
    ]);

    private static string Names(IEnumerable<Key> keys) => string.Join(", ", keys);
}
