namespace Messenger.Client.Chat.Keeping;

/// <summary>A row of <see cref="SettingTable"/>: a setting, and the words it takes.</summary>
internal sealed class Setting
{
    private readonly Func<ClientSettings, int> _read;
    private readonly Func<ClientSettings, int, ClientSettings> _write;

    private Setting(
        string name, string summary, IReadOnlyList<SettingChoice> choices, Func<ClientSettings, int> read, Func<ClientSettings, int, ClientSettings> write)
    {
        Name = name;
        Summary = summary;
        Choices = choices;
        _read = read;
        _write = write;
    }

    public string Name { get; }

    /// <summary>What it is about.</summary>
    public string Summary { get; }

    public IReadOnlyList<SettingChoice> Choices { get; }

    public string Default => WordOf(ClientSettings.Default);

    public static Setting Of<T>(
        string name,
        string summary,
        Func<ClientSettings, T> read,
        Func<ClientSettings, T, ClientSettings> write,
        params (string Word, T Value, string Meaning)[] choices) =>
        new(name, summary, [.. choices.Select(choice => new SettingChoice(choice.Word, choice.Meaning))],
            settings => Array.FindIndex(choices, choice => EqualityComparer<T>.Default.Equals(choice.Value, read(settings))),
            (settings, index) => write(settings, choices[index].Value));

    /// <summary>What it is set to.</summary>
    public string WordOf(ClientSettings settings) => Choices[_read(settings)].Word;

    /// <returns>The settings with this one changed; null when it does not take that word.</returns>
    public ClientSettings? Change(ClientSettings settings, string word)
    {
        for (int i = 0; i < Choices.Count; i++)
        {
            if (string.Equals(Choices[i].Word, word, StringComparison.OrdinalIgnoreCase))
                return _write(settings, i);
        }
        return null;
    }

    /// <summary>What to say about a word that it does not take.</summary>
    public string Wrong(string word)
    {
        IEnumerable<string> words = Choices.Select(choice => choice.Word);
        return $"{Name} takes {string.Join(", ", words.SkipLast(1))} or {words.Last()}, not \"{SettingTable.Shown(word)}\"";
    }
}
