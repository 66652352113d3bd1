using System.Text.Json;
using Messenger.Client.Session;
using Messenger.Tools.Doors;

namespace Messenger.Tools.Compare;

/// <summary>The command <c>compare</c>: the same operations over every door of one server, side by side.</summary>
public static class CompareProgram
{
    private const int Well = 0;
    private const int Failed = 1;

    /// <summary>As in the bench: passwords cost little, so that what is compared is not their hash.</summary>
    private static readonly string[] ServerArguments = "--http 0 --grpc 0 --password-rounds 1000 --no-rate-limits --log-level warning".Split(' ');

    /// <returns>0 when everything was measured, 1 when something was refused, lost or could not be reached.</returns>
    public static async Task<int> RunAsync(CompareOptions options, TextWriter output, TextWriter progress)
    {
        try
        {
            Comparison comparison = await MeasureAsync(options, progress);
            await output.WriteAsync(options.Format switch
            {
                CompareFormat.Json => JsonSerializer.Serialize(comparison, ComparisonJson.Default.Comparison) + Environment.NewLine,
                CompareFormat.Markdown => Report.Markdown(comparison),
                _ => Report.Text(comparison),
            });
            return Well;
        }
        catch (Exception failure) when (failure is RefusedException or CompareException or InvalidOperationException or TimeoutException)
        {
            await progress.WriteLineAsync($"cannot compare: {failure.Message}");
            return Failed;
        }
    }

    internal static async Task<Comparison> MeasureAsync(CompareOptions options, TextWriter progress)
    {
        await using ServerProcess? own = options.Server is null
            ? await ServerProcess.StartScratchAsync([.. ServerArguments, .. options.Ephemeral ? ["--ephemeral"] : Array.Empty<string>()])
            : null;
        DoorAddresses addresses = options.Server ?? new DoorAddresses("127.0.0.1", own!.Port, own.HttpPort, own.GrpcPort, options.Tls, own.Fingerprint);
        await using CompareRun run = new(options, addresses, own, progress);
        return await run.RunAsync();
    }
}
