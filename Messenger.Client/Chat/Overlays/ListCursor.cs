using Messenger.Client.Terminal;

namespace Messenger.Client.Chat.Overlays;

/// <summary>Which entry of a list the keys are about.</summary>
internal sealed class ListCursor
{
    /// <summary>That a turn of the wheel moves.</summary>
    public const int WheelRows = 3;

    /// <summary>Its index; 0 in an empty list.</summary>
    public int Index { get; set; }

    /// <summary>Moves it, if the key is for that. It stops at the ends.</summary>
    /// <returns>False: the key is not about moving.</returns>
    public bool Move(Key key, int count, int page)
    {
        int? to = key.Kind switch
        {
            KeyKind.Up => Index - 1,
            KeyKind.Down => Index + 1,
            KeyKind.WheelUp => Index - WheelRows,
            KeyKind.WheelDown => Index + WheelRows,
            KeyKind.PageUp => Index - Math.Max(1, page - 1),
            KeyKind.PageDown => Index + Math.Max(1, page - 1),
            KeyKind.Home => 0,
            KeyKind.End => count - 1,
            _ => null,
        };
        if (to is not { } index)
            return false;
        Index = Math.Clamp(index, 0, Math.Max(0, count - 1));
        return true;
    }
}
