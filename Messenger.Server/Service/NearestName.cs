namespace Messenger.Server.Service;

/// <summary>
/// Finds an existing name one slip away: a character too many, too few, another one, or two swapped. Tries the at most 2,600 such
/// names in the directory instead of measuring every account, so it costs the same however many there are.
/// </summary>
internal static class NearestName
{
    private const string Alphabet = "abcdefghijklmnopqrstuvwxyz0123456789._-";

    /// <param name="name">What was typed.</param>
    /// <param name="lookUp">The name as registered, or null when there is none.</param>
    public static string? Find(string name, Func<string, string?> lookUp) =>
        Slips(name).Select(lookUp).FirstOrDefault(found => found is not null);

    private static IEnumerable<string> Slips(string name)
    {
        for (int i = 0; i + 1 < name.Length; i++)
            yield return $"{name[..i]}{name[i + 1]}{name[i]}{name[(i + 2)..]}";
        for (int i = 0; i < name.Length && name.Length > 1; i++)
            yield return name.Remove(i, 1);
        for (int i = 0; i <= name.Length; i++)
        {
            foreach (char c in Alphabet)
                yield return name.Insert(i, c.ToString());
        }
        for (int i = 0; i < name.Length; i++)
        {
            foreach (char c in Alphabet)
                yield return $"{name[..i]}{c}{name[(i + 1)..]}";
        }
    }
}
