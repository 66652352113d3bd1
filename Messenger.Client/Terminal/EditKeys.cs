namespace Messenger.Client.Terminal;

/// <summary>What someone who edits text may want.</summary>
internal enum EditAction
{
    Left,
    Right,
    WordLeft,
    WordRight,
    LineStart,
    LineEnd,
    Up,
    Down,
    Older,
    Newer,
    NewLine,
    DeleteBefore,
    DeleteAfter,
    DeleteWordBefore,
    DeleteWordBack,
    DeleteWordAfter,
    DeleteToLineStart,
    DeleteToLineEnd,
    PutBack,
    Transpose,
    Undo,
}

/// <param name="Action">What the keys do.</param>
/// <param name="Does">The same in words.</param>
/// <param name="Keys">Any of them.</param>
internal sealed record EditKey(EditAction Action, string Does, params Key[] Keys);

/// <summary>Which keys edit, as in a shell. The editor and the help read the same table.</summary>
internal static class EditKeys
{
    public static readonly IReadOnlyList<EditKey> Table =
    [
        new(EditAction.NewLine, "a new line in the message", new Key(KeyKind.Enter, "", KeyModifiers.Alt), new Key(KeyKind.Enter, "", KeyModifiers.Shift), Key.Control('j')),
        new(EditAction.Left, "back", new Key(KeyKind.Left), Key.Control('b')),
        new(EditAction.Right, "forward", new Key(KeyKind.Right), Key.Control('f')),
        new(EditAction.WordLeft, "back a word", new Key(KeyKind.Left, "", KeyModifiers.Control), new Key(KeyKind.Left, "", KeyModifiers.Alt), Key.Alt('b')),
        new(EditAction.WordRight, "forward a word", new Key(KeyKind.Right, "", KeyModifiers.Control), new Key(KeyKind.Right, "", KeyModifiers.Alt), Key.Alt('f')),
        new(EditAction.LineStart, "to the start of the line", new Key(KeyKind.Home), Key.Control('a')),
        new(EditAction.LineEnd, "to the end of the line", new Key(KeyKind.End), Key.Control('e')),
        new(EditAction.Up, "up a row, or to what was sent before", new Key(KeyKind.Up)),
        new(EditAction.Down, "down a row, or to what was sent later", new Key(KeyKind.Down)),
        new(EditAction.Older, "what was sent before", Key.Control('p')),
        new(EditAction.Newer, "what was sent later", Key.Control('n')),
        new(EditAction.DeleteBefore, "delete the character before", new Key(KeyKind.Backspace)),
        new(EditAction.DeleteAfter, "delete the character under the cursor", new Key(KeyKind.Delete), Key.Control('d')),
        new(EditAction.DeleteWordBefore, "delete the word before, up to a space", Key.Control('w')),
        new(EditAction.DeleteWordBack, "delete the word before", new Key(KeyKind.Backspace, "", KeyModifiers.Alt)),
        new(EditAction.DeleteWordAfter, "delete the word behind", Key.Alt('d')),
        new(EditAction.DeleteToLineStart, "delete to the start of the line", Key.Control('u')),
        new(EditAction.DeleteToLineEnd, "delete to the end of the line", Key.Control('k')),
        new(EditAction.PutBack, "put back what was deleted last", Key.Control('y')),
        new(EditAction.Transpose, "swap the characters around the cursor", Key.Control('t')),
        new(EditAction.Undo, "undo", Key.Control('_')),
    ];

    private static readonly Dictionary<Key, EditAction> ByKey =
        Table.SelectMany(line => line.Keys, (line, key) => (key, line.Action)).ToDictionary(pair => pair.key, pair => pair.Action);

    public static bool IsBound(Key key) => ByKey.ContainsKey(key);

    /// <summary>What a key does; null when it is not about editing.</summary>
    public static EditAction? Find(Key key) => ByKey.TryGetValue(key, out EditAction action) ? action : null;
}
