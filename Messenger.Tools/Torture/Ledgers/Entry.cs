using System.Globalization;

namespace Messenger.Tools.Torture.Ledgers;

/// <summary>What was sent from one account to another, or to one member of a group, by its place in the order of sending.</summary>
/// <param name="From">The account that sent it.</param>
/// <param name="To">The account, or the group with <c>#</c>, that it was sent to.</param>
/// <param name="Sequence">Which of the messages from the one to the other, from 0.</param>
/// <param name="Member">In a group, the member this entry is about: each has to be shown the message.</param>
internal readonly record struct Entry(string From, string To, long Sequence, string? Member = null)
{
    private const int LongestPadding = 400;
    private const int Parts = 5;

    /// <summary>Who has to be shown it.</summary>
    public string Recipient => Member ?? To;

    /// <summary>The text that says which entry it is, of a length that varies, so that damage shows.</summary>
    public string Text() => Text((int)(Sequence * 37 % LongestPadding));

    /// <summary>The same, of a length to choose.</summary>
    public string Text(int padding) => string.Create(
        CultureInfo.InvariantCulture, $"{From} {To} {Sequence} {padding} {new string((char)('a' + (Sequence % 26)), padding)}");

    /// <summary>The entry that a text claims to be; null when no entry has this text.</summary>
    public static Entry? Of(string text)
    {
        string[] parts = text.Split(' ');
        if (parts.Length != Parts || !long.TryParse(parts[2], CultureInfo.InvariantCulture, out long sequence))
            return null;
        Entry entry = new(parts[0], parts[1], sequence);
        return entry.Text(parts[^1].Length) == text ? entry : null;
    }
}
