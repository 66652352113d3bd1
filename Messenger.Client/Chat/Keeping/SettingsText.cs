using System.Text;

namespace Messenger.Client.Chat.Keeping;

/// <summary>
/// The text of a settings file: lines <c>name = value</c>, and comments from <c>#</c> on. Changing a setting changes its value and leaves
/// every other byte as it is. Of several lines for one setting the last that is of use holds.
/// </summary>
internal sealed class SettingsText
{
    private const int MostWarnings = 10;
    private const string Heading = "# Settings of the messenger client: /set lists them all and what they take.\n";

    // Bytes as characters, so that what is not UTF-8 comes back as it was.
    private static readonly Encoding Bytes = Encoding.Latin1;
    private static readonly string ByteOrderMark = Bytes.GetString(Encoding.UTF8.Preamble);

    // Not those of Unicode: here a character may be a part of one.
    private static readonly char[] Blanks = [' ', '\t', '\r', '\n'];

    private readonly string _start;
    private readonly List<string> _lines = [];

    /// <param name="bytes">The file; null when there is none.</param>
    public SettingsText(byte[]? bytes)
    {
        string text = bytes is null ? Heading : Bytes.GetString(bytes);
        _start = text.StartsWith(ByteOrderMark, StringComparison.Ordinal) ? ByteOrderMark : "";
        for (int at = _start.Length; at < text.Length;)
        {
            int end = text.IndexOf('\n', at) + 1;
            if (end == 0)
                end = text.Length;
            _lines.Add(text[at..end]);
            at = end;
        }
    }

    public byte[] ToBytes() => Bytes.GetBytes(_start + string.Concat(_lines));

    /// <param name="path">Of the file, for the warnings.</param>
    public LoadedSettings Read(string path)
    {
        ClientSettings settings = ClientSettings.Default;
        Dictionary<string, int> set = new(StringComparer.OrdinalIgnoreCase);
        List<(int Line, string Problem, Setting? Setting)> problems = [];
        for (int i = 0; i < _lines.Count; i++)
        {
            if (Content(_lines[i]).Trim(Blanks) is not { Length: > 0 } content)
                continue;
            if (Split(_lines[i]) is not { } parts)
            {
                problems.Add((i, $"\"{SettingTable.Shown(Characters(content))}\" is no setting; they are written name = value", null));
            }
            else if (!settings.TryWith(Characters(parts.Name), Characters(_lines[i][parts.Value]), out settings, out string? problem))
            {
                problems.Add((i, problem, SettingTable.Find(parts.Name)));
            }
            else
            {
                if (set.TryGetValue(parts.Name, out int earlier))
                    problems.Add((earlier, $"{parts.Name} is set again in line {i + 1}", SettingTable.Find(parts.Name)));
                set[parts.Name] = i;
            }
        }
        List<string> warnings = [.. problems.OrderBy(problem => problem.Line).Take(MostWarnings).Select(problem =>
            $"{path}, line {problem.Line + 1}: {problem.Problem}"
                + (problem.Setting is { } setting ? $"; {setting.WordOf(settings)} holds" : ""))];
        if (problems.Count > MostWarnings)
            warnings.Add($"{path}: {problems.Count - MostWarnings} more lines are of no use");
        return new LoadedSettings(settings, warnings);
    }

    /// <summary>Sets the value of the last line with that name, or adds a line.</summary>
    public void Put(string name, string value)
    {
        for (int i = _lines.Count - 1; i >= 0; i--)
        {
            if (Split(_lines[i]) is not { } parts || !string.Equals(parts.Name, name, StringComparison.OrdinalIgnoreCase))
                continue;
            string line = _lines[i];
            bool isEmpty = parts.Value.Start.Value == parts.Value.End.Value;
            _lines[i] = line[..parts.Value.Start] + (isEmpty ? " " : "") + value + line[parts.Value.End..];
            return;
        }
        string lineEnd = _lines.Count > 0 && _lines[0].EndsWith("\r\n", StringComparison.Ordinal) ? "\r\n" : "\n";
        if (_lines.Count > 0 && !_lines[^1].EndsWith('\n'))
            _lines[^1] += lineEnd;
        _lines.Add($"{name} = {value}{lineEnd}");
    }

    private static string Content(string line) => line.Split('#', 2)[0];

    /// <summary>The name, and where the value is; of an empty value the place behind the sign. Null when the line sets nothing.</summary>
    private static (string Name, Range Value)? Split(string line)
    {
        string content = Content(line).TrimEnd(Blanks);
        int sign = content.IndexOf('=', StringComparison.Ordinal);
        if (sign < 0)
            return null;
        int start = content.Length - content[(sign + 1)..].TrimStart(Blanks).Length;
        return (content[..sign].Trim(Blanks), start..content.Length);
    }

    private static string Characters(string bytes) => Encoding.UTF8.GetString(Bytes.GetBytes(bytes));
}
