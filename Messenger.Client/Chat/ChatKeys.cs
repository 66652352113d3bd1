using Messenger.Client.Terminal;

namespace Messenger.Client.Chat;

/// <summary>What a key may do in the chat, beyond editing.</summary>
internal enum ChatAction
{
    Send,
    Complete,
    Help,
    Menu,
    GoTo,
    Find,
    NextUnread,
    Previous,
    Next,
    PageUp,
    PageDown,
    WheelUp,
    WheelDown,
    ToStart,
    ToEnd,
    Back,
    Leave,
}

/// <param name="Action">What the keys do.</param>
/// <param name="Does">The same in words.</param>
/// <param name="Keys">Any of them.</param>
internal sealed record ChatKey(ChatAction Action, string Does, params Key[] Keys);

/// <summary>The keys of the chat. The screen and the help read the same table.</summary>
internal static class ChatKeys
{
    public static readonly IReadOnlyList<ChatKey> Table =
    [
        new(ChatAction.Send, "send; while offline and with nothing typed: connect now", new Key(KeyKind.Enter)),
        new(ChatAction.Complete, "complete a command or a name", new Key(KeyKind.Tab)),
        new(ChatAction.Help, "this help", Key.Function(1)),
        new(ChatAction.Menu, "everything there is to do, as a menu", Key.Function(2)),
        new(ChatAction.GoTo, "go to a person or a group", Key.Control('g'), Key.Function(3)),
        new(ChatAction.Find, "search what was said", Key.Function(4)),
        new(ChatAction.NextUnread, "the next conversation with something unread", Key.Control('n')),
        new(ChatAction.Previous, "the conversation above", new Key(KeyKind.Up, "", KeyModifiers.Alt), new Key(KeyKind.Up, "", KeyModifiers.Control)),
        new(ChatAction.Next, "the conversation below", new Key(KeyKind.Down, "", KeyModifiers.Alt), new Key(KeyKind.Down, "", KeyModifiers.Control)),
        new(ChatAction.PageUp, "older messages", new Key(KeyKind.PageUp)),
        new(ChatAction.PageDown, "newer messages", new Key(KeyKind.PageDown)),
        new(ChatAction.WheelUp, "up a few rows", new Key(KeyKind.WheelUp)),
        new(ChatAction.WheelDown, "down a few rows", new Key(KeyKind.WheelDown)),
        new(ChatAction.ToStart, "to the oldest message that is here", new Key(KeyKind.Home, "", KeyModifiers.Control)),
        new(ChatAction.ToEnd, "to the newest message (End, with nothing typed, as well)", new Key(KeyKind.End, "", KeyModifiers.Control)),
        new(ChatAction.Back, "close what is open; then to the newest message", new Key(KeyKind.Escape)),
        new(ChatAction.Leave, "drop what is typed; with nothing typed: leave", Key.Control('c')),
    ];

    private static readonly Dictionary<Key, ChatAction> ByKey =
        Table.SelectMany(line => line.Keys, (line, key) => (key, line.Action)).ToDictionary(pair => pair.key, pair => pair.Action);

    /// <summary>It does something, here or to the text being typed.</summary>
    public static bool IsBound(Key key) => ByKey.ContainsKey(key) || EditKeys.IsBound(key);

    /// <summary>What a key does; null when it is for the text being typed.</summary>
    public static ChatAction? Find(Key key) => ByKey.TryGetValue(key, out ChatAction action) ? action : null;
}
