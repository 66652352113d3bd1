using System.Globalization;

namespace Messenger.Client.Terminal;

/// <summary>Cuts text into what a person takes for one character. Cells, the cursor and deletion all go by it.</summary>
internal static class Clusters
{
    /// <summary>In UTF-16 units. Writing and families of emoji stay far below; what is longer was made to do harm and is cut.</summary>
    public const int MostChars = 32;

    /// <summary>The length of the cluster that a text begins with, in UTF-16 units; 0 at the end.</summary>
    public static int Next(ReadOnlySpan<char> text)
    {
        // One more than the most is all that has to be looked at, so that no text makes this slow.
        int length = StringInfo.GetNextTextElementLength(text[..Math.Min(text.Length, MostChars + 1)]);
        if (length <= MostChars)
            return length;
        return char.IsHighSurrogate(text[MostChars - 1]) ? MostChars - 1 : MostChars;
    }

    /// <summary>The clusters of a text in order.</summary>
    public static IEnumerable<string> Of(string text)
    {
        for (int at = 0; at < text.Length;)
        {
            int length = Next(text.AsSpan(at));
            yield return text.Substring(at, length);
            at += length;
        }
    }

    /// <summary>Where the clusters of a text begin, and its end: ascending, at least one.</summary>
    public static int[] Boundaries(string text)
    {
        List<int> boundaries = [0];
        for (int at = 0; at < text.Length;)
        {
            at += Next(text.AsSpan(at));
            boundaries.Add(at);
        }
        return [.. boundaries];
    }
}
