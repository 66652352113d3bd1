using System.Text;

namespace Messenger.Tools.Compare;

/// <summary>A table for people: at a terminal, or in a document.</summary>
/// <param name="title">Above it.</param>
/// <param name="heads">Of its columns. The first column is words, the others are numbers.</param>
internal sealed class ReportTable(string title, params string[] heads)
{
    private readonly List<string[]> _rows = [];

    public void Add(params string[] cells) => _rows.Add(cells);

    /// <summary>In columns of a terminal.</summary>
    public void WriteText(StringBuilder output)
    {
        int[] widths = [.. heads.Select((head, column) => _rows.Select(row => row[column].Length).Append(head.Length).Max())];
        output.AppendLine(title);
        foreach (string[] row in _rows.Prepend(heads))
            output.AppendLine(string.Join("  ", row.Select((cell, column) => column == 0 ? cell.PadRight(widths[0]) : cell.PadLeft(widths[column]))).TrimEnd());
        output.AppendLine();
    }

    public void WriteMarkdown(StringBuilder output)
    {
        output.Append("### ").AppendLine(title).AppendLine();
        output.AppendLine(Row(heads)).Append("|---|").Insert(output.Length, "---:|", heads.Length - 1).AppendLine();
        foreach (string[] row in _rows)
            output.AppendLine(Row(row));
        output.AppendLine();
    }

    private static string Row(string[] cells) => $"| {string.Join(" | ", cells)} |";
}
