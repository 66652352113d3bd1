using Messenger.Client.Terminal;

namespace Messenger.Client.Chat.Overlays;

/// <summary>What can be done with an entry of a list, or with several that are ticked.</summary>
/// <param name="Key">Does it; it is then no longer for the list or the filter.</param>
/// <param name="Does">In a word or two, for the footer.</param>
/// <param name="Do">Reads what is selected; the list stays open unless this closes it.</param>
/// <param name="NeedsEntry">Nothing happens while the list is empty.</param>
internal sealed record PickerAction(Key Key, string Does, Action<Picker> Do, bool NeedsEntry = true)
{
    public static PickerAction OnEnter(string does, Action<Picker> act) => new(new Key(KeyKind.Enter), does, act);
}
