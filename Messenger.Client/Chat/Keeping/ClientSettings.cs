using System.Diagnostics.CodeAnalysis;
using Messenger.Client.Terminal;
using Messenger.Client.Terminal.Screen;

namespace Messenger.Client.Chat.Keeping;

/// <summary>How a person wants the full screen. <see cref="SettingTable"/> has the names and what each takes.</summary>
internal sealed record ClientSettings
{
    /// <summary>What holds where nothing is set.</summary>
    public static ClientSettings Default { get; } = new();

    /// <summary>Null: what the terminal says, see <see cref="ColoursOf"/>.</summary>
    public ColourDepth? Colours { get; init; }

    public bool Bell { get; init; } = true;

    public NotifyOn Notify { get; init; }

    /// <summary>Whether the window's title says how many messages are new.</summary>
    public bool Title { get; init; } = true;

    public ClockFormat Time { get; init; }

    /// <summary>The format string for <see cref="Time"/>, with the invariant culture; always as many columns.</summary>
    public string TimePattern => Time switch
    {
        ClockFormat.TwelveHours => "hh:mm tt",
        ClockFormat.Seconds => "HH:mm:ss",
        _ => "HH:mm",
    };

    public WidthMode Widths { get; init; }

    /// <summary>Whether the wheel scrolls. Terminals then want Shift for selecting text.</summary>
    public bool Mouse { get; init; } = true;

    /// <summary>The colours to use. What is set here goes before NO_COLOR, as https://no-color.org has it.</summary>
    /// <param name="variable">A variable of the environment; null when it is not set.</param>
    public ColourDepth ColoursOf(Func<string, string?> variable) => Colours ?? ColourDepths.Detect(variable);

    /// <summary>Changes one.</summary>
    /// <param name="name">Of the setting; case does not matter, nor in the value.</param>
    /// <param name="value">One of the words that it takes.</param>
    /// <param name="changed">These settings with that one changed; the same ones when it cannot be.</param>
    /// <param name="problem">Why it cannot be, in words: what there is, or what is allowed.</param>
    public bool TryWith(string name, string value, out ClientSettings changed, [NotNullWhen(false)] out string? problem)
    {
        changed = this;
        if (SettingTable.Find(name) is not { } setting)
            problem = SettingTable.Unknown(name);
        else if (setting.Change(this, value) is { } next)
            (changed, problem) = (next, null);
        else
            problem = setting.Wrong(value);
        return problem is null;
    }
}
