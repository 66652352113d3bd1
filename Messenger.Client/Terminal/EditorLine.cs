using System.Text;

namespace Messenger.Client.Terminal;

/// <summary>What is to be seen of a text being typed that has only one row: a part of it, with the cursor in it.</summary>
/// <param name="Text">Safe to show. A line break shows as ⏎.</param>
/// <param name="CursorColumn">Columns before the cursor.</param>
internal readonly record struct EditorLine(string Text, int CursorColumn)
{
    /// <param name="editor">Whose text.</param>
    /// <param name="columns">At least 2.</param>
    /// <param name="isSecret">One star stands for each character.</param>
    public static EditorLine Of(Editor editor, int columns, bool isSecret = false)
    {
        List<(string Shown, int Width)> clusters = [];
        int cursorAt = 0;
        int at = 0;
        foreach (string cluster in Clusters.Of(editor.Text))
        {
            string shown = isSecret ? "*" : SafeText.Line(cluster);
            if (at < editor.Cursor)
                cursorAt = clusters.Count + 1;
            clusters.Add((shown, CellWidth.Of(shown, editor.Mode)));
            at += cluster.Length;
        }

        // The cursor needs a column of its own at the end.
        int first = cursorAt;
        int cursorColumn = 0;
        while (first > 0 && cursorColumn + clusters[first - 1].Width < columns)
            cursorColumn += clusters[--first].Width;
        StringBuilder view = new();
        int used = 0;
        for (int i = first; i < clusters.Count && used + clusters[i].Width <= columns; i++)
        {
            view.Append(clusters[i].Shown);
            used += clusters[i].Width;
        }
        return new EditorLine(view.ToString(), cursorColumn);
    }
}
