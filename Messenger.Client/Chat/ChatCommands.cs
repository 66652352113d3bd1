using Messenger.Client.Chat.Keeping;
using Messenger.Client.Line;
using Messenger.Client.Terminal;

namespace Messenger.Client.Chat;

/// <summary>
/// The slash commands of the full screen: those of the line client under the same names, some of them done by the screen itself, and a few that
/// only it has. Used on the loop's thread.
/// </summary>
internal sealed class ChatCommands
{
    private readonly Dictionary<string, Action<IReadOnlyList<string>>> _own;
    private readonly CommandRunner _runner;
    private readonly Completer _completer;
    private readonly NameLookup _names;

    /// <param name="lines">The commands of the line client.</param>
    /// <param name="own">What the screen does itself; by name, those of the line client among them.</param>
    /// <param name="runner">Runs the others.</param>
    /// <param name="names">For completion.</param>
    /// <param name="time">The clock.</param>
    public ChatCommands(CommandTable lines, IReadOnlyList<ScreenCommand> own, CommandRunner runner, NameLookup names, TimeProvider time)
    {
        _own = own.ToDictionary(command => command.Command.Name, command => command.Do, StringComparer.OrdinalIgnoreCase);
        _runner = runner;
        _names = names;
        Table = lines.With([.. own.Select(command => command.Command)]);
        _completer = new Completer(Table, names, time);
    }

    public CommandTable Table { get; }

    /// <summary>Does what a line says that begins with a slash.</summary>
    /// <param name="line">The command and its words.</param>
    /// <param name="accepted">Called before it is done, when it can be.</param>
    /// <returns>Null, or why nothing was done.</returns>
    public string? Run(string line, Action? accepted = null)
    {
        int space = line.AsSpan().IndexOfAny(' ', '\n');
        string name = space < 0 ? line[1..] : line[1..space];
        if (Table.Find(name) is not { } command)
            return Table.Unknown(name);
        if (command.Split(space < 0 ? "" : line[space..]) is not { } words)
            return $"it is {command.Usage} ({command.Summary})";
        accepted?.Invoke();
        if (_own.TryGetValue(command.Name, out Action<IReadOnlyList<string>>? act))
            act(words);
        else
            _runner.Run(command, words);
        return null;
    }

    /// <summary>A word of <c>/set</c> or <c>/notify</c>.</summary>
    private Completion? SettingOf(string before)
    {
        int start = before.LastIndexOf(' ') + 1;
        string[] words = before[..start].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (words.Length == 0 || Table.Find(words[0][1..]) is not { } command || command.KindOf(0) is not WordKind.Setting)
            return null;
        IEnumerable<string> typed = command.Name == "notify" ? words.Prepend("/set") : words;
        return new Completion(start, SetCommand.Complete([.. typed.Skip(1).Select(word => word.TrimStart('/'))], before[start..]));
    }

    /// <summary>What Tab makes of the word before the cursor: in a message, a name.</summary>
    public async Task<Completion> CompleteAsync(string before, CancellationToken stop)
    {
        if (before.StartsWith('/') && !before.StartsWith("//", StringComparison.Ordinal))
            return SettingOf(before) ?? await _completer.CompleteAsync(before).ConfigureAwait(false);
        int start = before.LastIndexOfAny([' ', '\n', '@']) + 1;
        return start == before.Length
            ? Completion.None
            : new Completion(start, await _names.TargetsAsync(before[start..], stop).ConfigureAwait(false));
    }
}

/// <summary>A command that the screen does itself, at once.</summary>
/// <param name="Command">Its name, usage, help and completion.</param>
/// <param name="Do">Called on the loop's thread with its words.</param>
internal sealed record ScreenCommand(LineCommand Command, Action<IReadOnlyList<string>> Do)
{
    /// <param name="name">Without the slash.</param>
    /// <param name="arguments">Its arguments, as usage says them; nothing when it has none.</param>
    /// <param name="summary">One line for the list of commands.</param>
    /// <param name="help">What more there is to say.</param>
    /// <param name="words">How many words must follow, and how many may.</param>
    /// <param name="kinds">What they are.</param>
    /// <param name="act">Does it.</param>
    public static ScreenCommand Of(
        string name, string arguments, string summary, string[] help, Range words, WordKind[] kinds, Action<IReadOnlyList<string>> act) => new(
        new LineCommand(name, arguments.Length > 0 ? $"/{name} {arguments}" : $"/{name}", summary, help, words.Start.Value, words.End.Value,
            (_, _) => Task.CompletedTask)
        {
            Kinds = kinds,
        },
        act);
}
