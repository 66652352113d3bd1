using Messenger.Client.Terminal.Screen;

namespace Messenger.Client.Chat.Overlays;

/// <param name="Text">What stands in it.</param>
/// <param name="IsFocused">It belongs to what the keys are about, so it is to be seen.</param>
/// <param name="Cursor">The column of the cursor; null when that is not in this row.</param>
internal readonly record struct FocusRow(TextRow Text, bool IsFocused = false, int? Cursor = null)
{
    public static IEnumerable<FocusRow> Of(IEnumerable<TextRow> rows) => rows.Select(row => new FocusRow(row));
}
