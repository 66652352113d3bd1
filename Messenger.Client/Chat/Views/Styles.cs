using Messenger.Client.Terminal.Screen;

namespace Messenger.Client.Chat.Views;

/// <summary>The looks of the chat. The terminal's own colours carry the text; what matters is told by words or signs as well.</summary>
internal static class Styles
{
    private const int Red = 1;
    private const int Green = 2;

    public static Style Border { get; } = Style.Dim;

    public static Style Title { get; } = Style.Bold;

    public static Style Hint { get; } = Style.Dim;

    public static Style Time { get; } = Style.Dim;

    public static Style Trouble { get; } = Style.OfTheme(Red);

    public static Style Online { get; } = Style.OfTheme(Green);

    public static Style Unread { get; } = Style.Bold;

    /// <summary>What stands before a message that a search led to looks like this on top of its own looks.</summary>
    public static TextAttributes Found => TextAttributes.Reverse;

    public static Style Selected { get; } = Style.Reverse;

    /// <summary>Of a name, before what that person said.</summary>
    public static Style Name(string name) => Style.OfName(name).With(TextAttributes.Bold);
}
