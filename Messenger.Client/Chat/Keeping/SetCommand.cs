namespace Messenger.Client.Chat.Keeping;

/// <summary>What <c>/set [NAME [VALUE]]</c> says and does.</summary>
internal sealed class SetCommand(SettingsFile file)
{
    /// <param name="now">The settings that hold.</param>
    /// <param name="words">Behind the command: none lists all settings, a name shows one, a name and a value change it and begin to keep it on disk.</param>
    public SetOutcome Run(ClientSettings now, IReadOnlyList<string> words)
    {
        if (words.Count == 0)
            return new SetOutcome(now, [.. List(now)]);
        if (SettingTable.Find(words[0]) is not { } setting)
            return new SetOutcome(now, [SettingTable.Unknown(words[0])]);
        if (words.Count == 1)
            return new SetOutcome(now, [.. Describe(setting, now)]);

        // "bell = off" is what the file has, so people will type it.
        string value = string.Join(' ', words[1] == "=" ? words.Skip(2) : words.Skip(1));
        if (!now.TryWith(setting.Name, value, out ClientSettings changed, out string? problem))
            return new SetOutcome(now, [problem]);
        return new SetOutcome(changed, [$"{setting.Name} = {setting.WordOf(changed)}"], file.SaveAsync(setting.Name, value));
    }

    /// <summary>What may stand in place of a word behind the command.</summary>
    /// <param name="before">The words between the command and it.</param>
    /// <param name="word">Its beginning.</param>
    public static IReadOnlyList<string> Complete(IReadOnlyList<string> before, string word)
    {
        IEnumerable<string> candidates = before.Count switch
        {
            0 => SettingTable.Names,
            1 => SettingTable.Find(before[0])?.Choices.Select(choice => choice.Word) ?? [],
            _ => [],
        };
        return [.. candidates.Where(candidate => candidate.StartsWith(word, StringComparison.OrdinalIgnoreCase))];
    }

    private IEnumerable<string> List(ClientSettings now)
    {
        string[] values = [.. SettingTable.All.Select(setting => $"{setting.Name} = {setting.WordOf(now)}")];
        int width = values.Max(value => value.Length);
        foreach ((Setting setting, string value) in SettingTable.All.Zip(values))
            yield return $"{value.PadRight(width)}  {setting.Summary} ({Default(setting, now)})";
        yield return $"kept in {file.Path}; /set NAME says what NAME takes, /set NAME VALUE changes it";
    }

    private static IEnumerable<string> Describe(Setting setting, ClientSettings now)
    {
        yield return $"{setting.Name} = {setting.WordOf(now)}: {setting.Summary} ({Default(setting, now)})";
        int width = setting.Choices.Max(choice => choice.Word.Length);
        foreach (SettingChoice choice in setting.Choices)
            yield return $"  {choice.Word.PadRight(width)}  {choice.Meaning}";
    }

    private static string Default(Setting setting, ClientSettings now) =>
        setting.WordOf(now) == setting.Default ? "the default" : $"default: {setting.Default}";
}
