using System.Diagnostics;
using System.Globalization;

namespace Messenger.Tools.Fuzz;

/// <summary>
/// <c>messenger fuzz</c>: feeds the wire's readers with mutated frames and holds them to <see cref="FuzzTarget"/>, then a server of its own, whose
/// memory it watches. The same seed gives the same inputs in the same order, so a finding is told by its seed and its bytes.
/// </summary>
public static class FuzzProgram
{
    public const int Clean = 0;
    public const int Found = 1;

    private const int CheckClockEvery = 256;

    /// <param name="time">How long to go on with the readers, and as long again with a server; on Linux, for its memory is read from /proc.</param>
    /// <param name="seed">Null takes a new one, which is printed.</param>
    /// <param name="output">The seed, a finding if there is one, the counts, and the server's memory.</param>
    /// <returns>0 when nothing was found, 1 otherwise.</returns>
    public static async Task<int> RunAsync(TimeSpan time, int? seed, TextWriter output)
    {
        int chosen = seed ?? Random.Shared.Next();
        int found = Run(time, chosen, output);
        if (found != Clean || !OperatingSystem.IsLinux())
            return found;
        return await ServerFuzz.RunAsync(time, chosen, output) ? Clean : Found;
    }

    /// <summary>The readers alone.</summary>
    internal static int Run(TimeSpan time, int seed, TextWriter output)
    {
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"fuzzing the wire for {time.TotalSeconds:0.###} s, seed {seed}"));
        long start = Stopwatch.GetTimestamp();
        return Loop(FuzzSeeds.Built(), seed, done => done % CheckClockEvery != 0 || Stopwatch.GetElapsedTime(start) < time, output);
    }

    /// <summary>The same, bounded by a number of inputs.</summary>
    internal static int Run(IReadOnlyList<byte[]> seeds, long inputs, int seed, TextWriter output) =>
        Loop(seeds, seed, done => done < inputs, output);

    private static int Loop(IReadOnlyList<byte[]> seeds, int seed, Func<long, bool> goOn, TextWriter output)
    {
        Random random = new(seed);
        Mutator mutator = new(seeds, random);
        long done = 0, frames = 0, good = 0;
        for (; goOn(done); done++)
        {
            byte[] input = mutator.Next();
            try
            {
                FuzzTarget.Count count = FuzzTarget.Run(input, random);
                frames += count.Frames;
                good += count.Good;
            }
#pragma warning disable CA1031 // Any exception at all is what is looked for.
            catch (Exception finding)
#pragma warning restore CA1031
            {
                output.WriteLine(string.Create(
                    CultureInfo.InvariantCulture, $"found with seed {seed}, input {done}: {finding.GetType().Name}: {finding.Message}"));
                output.WriteLine(Convert.ToHexStringLower(input));
                return Found;
            }
        }
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"nothing found: {done} inputs, {frames} whole frames, {good} of them good"));
        return Clean;
    }
}
