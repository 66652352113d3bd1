namespace Messenger.Client.Line;

/// <summary>One slash command. The table of these drives parsing, help and completion.</summary>
/// <param name="Name">Without the slash.</param>
/// <param name="Usage">With the slash and its arguments.</param>
/// <param name="Summary">One line for the list of commands.</param>
/// <param name="Help">What more there is to say, a line each.</param>
/// <param name="Words">How many words must follow; the last takes the rest of the line.</param>
/// <param name="MostWords">How many may follow.</param>
/// <param name="RunAsync">Does it; a refusal is thrown.</param>
internal sealed record LineCommand(
    string Name,
    string Usage,
    string Summary,
    IReadOnlyList<string> Help,
    int Words,
    int MostWords,
    Func<IReadOnlyList<string>, CancellationToken, Task> RunAsync)
{
    /// <summary>What its words are; those beyond are of the last kind.</summary>
    public IReadOnlyList<WordKind> Kinds { get; init; } = [];

    /// <summary>What a word of kind <see cref="WordKind.Choice"/> may be.</summary>
    public IReadOnlyList<string> Choices { get; init; } = [];

    public WordKind KindOf(int word) => Kinds.Count == 0 ? WordKind.Text : Kinds[Math.Min(word, Kinds.Count - 1)];

    /// <summary>Splits what follows the command's name; the last word keeps its inner spaces. Null: too few or too many.</summary>
    public IReadOnlyList<string>? Split(string rest)
    {
        List<string> words = [];
        string left = rest.Trim();
        while (left.Length > 0 && words.Count < MostWords)
        {
            int space = words.Count == MostWords - 1 ? -1 : left.IndexOf(' ', StringComparison.Ordinal);
            words.Add(space < 0 ? left : left[..space]);
            left = space < 0 ? "" : left[space..].TrimStart();
        }
        return words.Count >= Words && left.Length == 0 ? words : null;
    }
}
