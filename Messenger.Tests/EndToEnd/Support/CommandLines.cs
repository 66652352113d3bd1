using System.Text.RegularExpressions;

namespace Messenger.Tests.EndToEnd.Support;

/// <summary>Finds what readers of a document are told to type.</summary>
internal static partial class CommandLines
{
    /// <summary>
    /// Lines that run the program, as <c>messenger …</c> or <c>dotnet run … -- …</c>: in blocks, within backticks, at the start of a line.
    /// A comment, a pipe before and what is said behind are left away.
    /// </summary>
    public static IEnumerable<string> In(string text) => Invocation().Matches(text)
        .Select(found => $"messenger {found.Groups["words"].Value.Trim()}".TrimEnd())
        // Placeholders, and what is told about a command rather than typed.
        .Where(line => !line.Contains('…', StringComparison.Ordinal) && !Placeholder().IsMatch(line))
        .Distinct();

    /// <summary>The words behind the program's name, quotes taken off.</summary>
    public static string[] Words(string line) => [.. Word().Matches(line).Skip(1).Select(word => word.Value.Trim('"', '\''))];

    [GeneratedRegex(@"(?:^[ $]*|`|\| ?)(?:[\w ./]+(?=dotnet run))?(?:messenger(?=[ \n`]|$)|dotnet run(?: -c Release)? --(?= ))(?<words>[^\n`#│|]*)",
        RegexOptions.Multiline | RegexOptions.ExplicitCapture)]
    private static partial Regex Invocation();

    [GeneratedRegex(@"\b(HEX|HOST|PORT|NAME|FILE|DIR|COMMAND)\b|\[(options|command)\]")]
    private static partial Regex Placeholder();

    [GeneratedRegex(@"""[^""]*""|'[^']*'|\S+")]
    private static partial Regex Word();
}
