using System.Globalization;

namespace Messenger.Tools.Torture.Ledgers;

/// <summary>What was sent from one account to another, by its place in the order of sending.</summary>
internal readonly record struct Entry(string From, string To, long Sequence)
{
    private const int LongestPadding = 400;
    private const int Parts = 5;

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
