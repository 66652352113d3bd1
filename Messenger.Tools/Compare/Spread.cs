namespace Messenger.Tools.Compare;

/// <summary>What came out of several rounds.</summary>
/// <param name="Median">Of the rounds.</param>
/// <param name="Least">Of the rounds.</param>
/// <param name="Most">Of the rounds.</param>
public sealed record Spread(double Median, double Least, double Most)
{
    public static Spread Of(IReadOnlyCollection<double> rounds) => new(Percentiles.Median(rounds), rounds.Min(), rounds.Max());

    /// <summary>Round by round, so that what a machine does in between takes its share of both.</summary>
    public static Spread OfRatios(IEnumerable<double> rounds, IEnumerable<double> to) => Of([.. rounds.Zip(to, (one, other) => one / other)]);
}
