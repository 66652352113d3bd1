namespace Messenger.Commands;

/// <summary>The text above a command's options: what it does, then examples.</summary>
internal static class Help
{
    public static string Text(string sentence, params string[] examples) =>
        $"{sentence}{Environment.NewLine}{Environment.NewLine}Examples:{Environment.NewLine}"
        + string.Join(Environment.NewLine, examples.Select(example => $"  {example}"));
}
