namespace Messenger.Server.Service;

/// <summary>
/// Finds an existing name one slip away: a character too many, too few, another one, or two swapped. Tries the at most 2,600 such
/// names in the directory instead of measuring every account, so it costs the same however many there are (some 0.1 ms). Allocates nothing.
/// </summary>
internal static class NearestName
{
    private const string Alphabet = "abcdefghijklmnopqrstuvwxyz0123456789._-";

    /// <summary>Gives the name as registered, or null when there is none.</summary>
    public delegate string? LookUp(ReadOnlySpan<char> name);

    /// <param name="name">What was typed: a possible name.</param>
    /// <param name="lookUp">Asked for each possibility.</param>
    public static string? Find(string name, LookUp lookUp)
    {
        Span<char> room = stackalloc char[name.Length + 1];
        return Swapped(name, room, lookUp) ?? TooMany(name, room, lookUp) ?? TooFew(name, room, lookUp) ?? Another(name, room, lookUp);
    }

    private static string? Swapped(string name, Span<char> room, LookUp lookUp)
    {
        for (int i = 0; i + 1 < name.Length; i++)
        {
            name.CopyTo(room);
            (room[i], room[i + 1]) = (room[i + 1], room[i]);
            if (lookUp(room[..name.Length]) is { } found)
                return found;
        }
        return null;
    }

    private static string? TooMany(string name, Span<char> room, LookUp lookUp)
    {
        for (int i = 0; i < name.Length && name.Length > 1; i++)
        {
            name.AsSpan(0, i).CopyTo(room);
            name.AsSpan(i + 1).CopyTo(room[i..]);
            if (lookUp(room[..(name.Length - 1)]) is { } found)
                return found;
        }
        return null;
    }

    private static string? TooFew(string name, Span<char> room, LookUp lookUp)
    {
        for (int i = 0; i <= name.Length; i++)
        {
            name.AsSpan(0, i).CopyTo(room);
            name.AsSpan(i).CopyTo(room[(i + 1)..]);
            if (TryAll(room[..(name.Length + 1)], i, lookUp) is { } found)
                return found;
        }
        return null;
    }

    private static string? Another(string name, Span<char> room, LookUp lookUp)
    {
        for (int i = 0; i < name.Length; i++)
        {
            name.CopyTo(room);
            if (TryAll(room[..name.Length], i, lookUp) is { } found)
                return found;
        }
        return null;
    }

    private static string? TryAll(Span<char> candidate, int at, LookUp lookUp)
    {
        foreach (char c in Alphabet)
        {
            candidate[at] = c;
            if (lookUp(candidate) is { } found)
                return found;
        }
        return null;
    }
}
