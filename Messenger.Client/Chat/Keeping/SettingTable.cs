using Messenger.Client.Line;
using Messenger.Client.Terminal;
using Messenger.Client.Terminal.Screen;

namespace Messenger.Client.Chat.Keeping;

/// <summary>Every setting, in the order in which <c>/set</c> and docs/client-settings.md list them.</summary>
internal static class SettingTable
{
    private const int MostShown = 40;

    public static IReadOnlyList<Setting> All { get; } =
    [
        Setting.Of<ColourDepth?>("colours", "how many colours are used", settings => settings.Colours, (settings, value) => settings with { Colours = value },
            ("auto", null, "as many as the terminal says it has; none with NO_COLOR"),
            ("none", ColourDepth.None, "none; bold, dim, underlined and reversed text stay"),
            ("16", ColourDepth.Sixteen, "the sixteen of the terminal's theme"),
            ("256", ColourDepth.TwoHundredFiftySix, "256"),
            ("true", ColourDepth.True, "all")),
        Setting.Of("notify", "which messages ring the bell and count in the title; none of a muted conversation do",
            settings => settings.Notify, (settings, value) => settings with { Notify = value },
            ("mentions", NotifyOn.Mentions, "direct messages, and messages in groups that have your name in them"),
            ("direct", NotifyOn.Direct, "direct messages"),
            ("all", NotifyOn.All, "all"),
            ("off", NotifyOn.Off, "none")),
        Switch("bell", "whether the terminal's bell rings", settings => settings.Bell, (settings, value) => settings with { Bell = value },
            "it rings for what notify says", "it never rings"),
        Switch("title", "whether the window's title is set", settings => settings.Title, (settings, value) => settings with { Title = value },
            "it says how many messages are new", "it is left alone"),
        Setting.Of("time", "how the time of a message is written", settings => settings.Time, (settings, value) => settings with { Time = value },
            ("24h", ClockFormat.TwentyFourHours, "14:03"),
            ("12h", ClockFormat.TwelveHours, "02:03 PM"),
            ("seconds", ClockFormat.Seconds, "14:03:27")),
        Setting.Of("widths", "how wide characters are that Unicode leaves open, as ● § α and the lines of boxes",
            settings => settings.Widths, (settings, value) => settings with { Widths = value },
            ("narrow", WidthMode.Narrow, "one column, as in nearly every terminal"),
            ("wide", WidthMode.Wide, "two columns, in terminals set up so for Chinese, Japanese or Korean")),
        Switch("mouse", "what the mouse does", settings => settings.Mouse, (settings, value) => settings with { Mouse = value },
            "the wheel scrolls; selecting text needs Shift in most terminals", "the terminal has it: selecting text is as everywhere"),
    ];

    public static IEnumerable<string> Names => All.Select(setting => setting.Name);

    public static Setting? Find(string name) => All.FirstOrDefault(setting => string.Equals(setting.Name, name, StringComparison.OrdinalIgnoreCase));

    /// <summary>What to say about a name that no setting has.</summary>
    public static string Unknown(string name) =>
        $"there is no setting {Shown(name)}; did you mean {Suggestions.Nearest(name.ToLowerInvariant(), Names)}?";

    /// <summary>What somebody wrote, to be shown in a sentence.</summary>
    public static string Shown(string text) => SafeText.Line(text.Length > MostShown ? text[..MostShown] + "…" : text);

    private static Setting Switch(
        string name, string summary, Func<ClientSettings, bool> read, Func<ClientSettings, bool, ClientSettings> write, string on, string off) =>
        Setting.Of(name, summary, read, write, ("on", true, on), ("off", false, off));
}
