namespace Messenger.Tools.Compare;

/// <summary>How values are distributed: exact, out of all of them, by nearest rank.</summary>
/// <param name="Samples">How many there are.</param>
/// <param name="P50">The middle one.</param>
/// <param name="P99">99 of 100 are no larger.</param>
/// <param name="P999">999 of 1,000 are no larger; null below <see cref="EnoughForP999"/> samples, where it would be the largest.</param>
public sealed record Percentiles(int Samples, double P50, double P99, double? P999)
{
    public const int EnoughForP999 = 1000;

    /// <exception cref="ArgumentException">There is none.</exception>
    public static Percentiles Of(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        if (sorted.Length == 0)
            throw new ArgumentException("no values", nameof(values));
        return new(sorted.Length, At(sorted, 500), At(sorted, 990), sorted.Length < EnoughForP999 ? null : At(sorted, 999));
    }

    public static double Median(IEnumerable<double> values) => Of(values).P50;

    /// <param name="sorted">At least one.</param>
    /// <param name="thousandths">1 to 1,000.</param>
    private static double At(double[] sorted, int thousandths) => sorted[(sorted.Length * (long)thousandths + 999) / 1000 - 1];
}
