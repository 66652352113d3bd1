namespace Messenger.Client.Line;

/// <summary>Finds what somebody may have meant.</summary>
internal static class Suggestions
{
    /// <summary>The candidate with the fewest letters to change, add, drop or swap; an equally near one with the same beginning first.</summary>
    public static string Nearest(string word, IEnumerable<string> candidates) =>
        candidates.OrderBy(candidate => Distance(word, candidate))
            .ThenBy(candidate => candidate.Length > 0 && word.Length > 0 && candidate[0] == word[0] ? 0 : 1)
            .ThenBy(candidate => candidate, StringComparer.Ordinal)
            .First();

    private static int Distance(string from, string to)
    {
        // Only so much of a long line is worth looking at.
        ReadOnlySpan<char> a = from.AsSpan(0, Math.Min(from.Length, 32));
        ReadOnlySpan<char> b = to;
        int[,] cost = new int[a.Length + 1, b.Length + 1];
        for (int i = 0; i <= a.Length; i++)
            cost[i, 0] = i;
        for (int j = 0; j <= b.Length; j++)
            cost[0, j] = j;
        for (int i = 1; i <= a.Length; i++)
        {
            for (int j = 1; j <= b.Length; j++)
            {
                int change = cost[i - 1, j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
                cost[i, j] = Math.Min(change, Math.Min(cost[i - 1, j], cost[i, j - 1]) + 1);
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                    cost[i, j] = Math.Min(cost[i, j], cost[i - 2, j - 2] + 1);
            }
        }
        return cost[a.Length, b.Length];
    }
}
