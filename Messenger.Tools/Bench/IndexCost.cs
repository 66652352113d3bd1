namespace Messenger.Tools.Bench;

/// <summary>
/// The command <c>bench --workload index</c>: the throughput workload with and without the index of words, in turn, so that what the machine
/// does meanwhile concerns both. Prints the ratio of the medians.
/// </summary>
public static class IndexCost
{
    private const int Rounds = 3;

    /// <returns>0 when every ledger was clean.</returns>
    public static async Task<int> RunAsync(BenchOptions options, TextWriter output)
    {
        List<double> with = [];
        List<double> without = [];
        int worst = 0;
        for (int round = 0; round < Rounds; round++)
        {
            foreach (bool search in new[] { true, false })
            {
                await output.WriteLineAsync($"-- {(search ? "with the index" : "without it")}");
                (int result, double rate) = await BenchProgram.MeasureAsync(options with { Search = search }, output);
                worst = Math.Max(worst, result);
                (search ? with : without).Add(rate);
            }
        }
        with.Sort();
        without.Sort();
        await output.WriteLineAsync($"with the index {with[Rounds / 2] / without[Rounds / 2] * 100:F0} % of the rate without it (medians of {Rounds})");
        return worst;
    }
}
