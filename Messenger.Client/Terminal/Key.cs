namespace Messenger.Client.Terminal;

/// <summary>What a key means to someone who edits a line.</summary>
internal enum KeyKind
{
    /// <summary>Text to insert, pasted text included.</summary>
    Text,
    Enter,
    Tab,
    Backspace,
    Delete,
    Left,
    Right,
    Home,
    End,
    Up,
    Down,
    WordLeft,
    WordRight,
    DeleteWordBefore,
    DeleteWordAfter,
    DeleteToStart,
    DeleteToEnd,
    Redraw,

    /// <summary>Ctrl-D: deletes, or ends the input when there is nothing.</summary>
    EndOrDelete,

    /// <summary>Ctrl-C.</summary>
    Interrupt,
}

/// <param name="Kind">What it means.</param>
/// <param name="Text">With <see cref="KeyKind.Text"/>: what to insert; a paste may have line breaks.</param>
internal readonly record struct Key(KeyKind Kind, string Text = "");
