namespace Messenger.Client.Terminal.Screen;

/// <summary>What the full screen switches on in a terminal, and off again, in the opposite order.</summary>
internal static class TerminalModes
{
    private static readonly (string On, string Off)[] Always =
    [
        // The other screen, so that what stood on this one comes back.
        ("\e[?1049h", "\e[?1049l"),
        // The title is put aside and taken back.
        ("\e[22;0t", "\e[23;0t"),
        // Pastes are marked as such.
        ("\e[?2004h", "\e[?2004l"),
        // Nothing wraps by itself.
        ("\e[?7l", "\e[?7h"),
        ("\e[?25l", "\e[?25h"),
    ];

    /// <summary>Buttons and the wheel, as numbers of any size.</summary>
    private static readonly (string On, string Off)[] Mouse = [("\e[?1000h", "\e[?1000l"), ("\e[?1006h", "\e[?1006l")];

    /// <summary>What a frame that was cut short may have left on: an update, a rendition, a link.</summary>
    private const string EndOfFrame = "\e[?2026l\e[0m\e]8;;\e\\";

    public static string Enter(bool mouse) => string.Concat(All(mouse).Select(mode => mode.On));

    public static string Leave(bool mouse) => EndOfFrame + string.Concat(All(mouse).AsEnumerable().Reverse().Select(mode => mode.Off));

    /// <summary>The wheel alone, on or off.</summary>
    public static string Wheel(bool mouse) => string.Concat(mouse ? Mouse.Select(mode => mode.On) : Mouse.Select(mode => mode.Off).Reverse());

    private static (string On, string Off)[] All(bool mouse) => mouse ? [.. Always, .. Mouse] : Always;
}
