using Messenger.Client.Terminal;
using Messenger.Client.Terminal.Screen;

namespace Messenger.Client.Chat.Overlays;

/// <summary>Lays buttons out beside each other, in as many rows as they need.</summary>
internal static class Buttons
{
    private const int Gap = 2;

    /// <param name="labels">With their brackets.</param>
    /// <param name="focused">Which one the keys are about; -1: none.</param>
    /// <param name="columns">Of a row.</param>
    /// <param name="mode">How wide ambiguous characters are.</param>
    public static IReadOnlyList<FocusRow> Rows(IReadOnlyList<string> labels, int focused, int columns, WidthMode mode)
    {
        List<FocusRow> rows = [new(TextRow.Empty)];
        for (int i = 0; i < labels.Count; i++)
        {
            Style style = i == focused ? Looks.Chosen.With(TextAttributes.Bold) : default;
            TextRow button = new CellText(mode).Add(labels[i], style).Fit(columns).ToRow();
            FocusRow row = rows[^1];
            if (row.Text.Width > 0 && row.Text.Width + Gap + button.Width > columns)
                rows.Add(row = new FocusRow(TextRow.Empty));
            else if (row.Text.Width > 0)
                row = row with { Text = row.Text.Then(TextRow.Of(new string(' ', Gap))) };
            rows[^1] = new FocusRow(row.Text.Then(button), row.IsFocused || i == focused, i == focused ? row.Text.Width + 1 : row.Cursor);
        }
        return rows;
    }
}
