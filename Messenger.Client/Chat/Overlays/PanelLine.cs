using Messenger.Client.Terminal.Screen;

namespace Messenger.Client.Chat.Overlays;

/// <summary>A line of a panel, wrapped as it needs.</summary>
/// <param name="Runs">Whoever wrote it. Line breaks in it are kept.</param>
/// <param name="Left">Stands in a column of its own, aligned with that of the other lines; null: the line has the whole width.</param>
internal sealed record PanelLine(IReadOnlyList<TextRun> Runs, TextRun? Left = null)
{
    public static PanelLine Empty { get; } = Of("");

    public static PanelLine Of(string text, Style style = default) => new([new TextRun(text, style)]);

    /// <summary>As in a table of keys: what, and what it does.</summary>
    public static PanelLine Pair(string left, string right) => new([new TextRun(right)], new TextRun(left, Style.Bold));
}
