using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using Messenger.Tools.Torture;
using Messenger.Tools.Torture.People;
using Messenger.Wire;

namespace Messenger.Tools.Fuzz;

/// <summary>
/// The other half of <c>fuzz</c>: the same mutated frames, glued together, at a server of its own, before login and after it, over connection
/// after connection. The server lives, serves the next who comes, logs no error, and its memory stays flat.
/// </summary>
internal static class ServerFuzz
{
    private const int Connections = 8;
    private const int MostFramesAtOnce = 40;

    /// <summary>Accounts of each connection after connection: a server rightly keeps each that registers, so more would hide what it keeps wrongly.</summary>
    private const int Accounts = 8;

    /// <summary>What the server's memory may grow by.</summary>
    private const double GrowthMebiBytes = 96;

    private const double MebiByte = 1024 * 1024;

    /// <param name="time">How long to go on.</param>
    /// <param name="seed">Of the inputs of each connection, though not of the machine's timing.</param>
    /// <param name="output">What was found, and the server's memory before and at most.</param>
    /// <returns>Whether all is well.</returns>
    public static async Task<bool> RunAsync(TimeSpan time, int seed, TextWriter output)
    {
        Verdict verdict = new(output);
        verdict.Note(string.Create(CultureInfo.InvariantCulture, $"fuzzing a server for {time.TotalSeconds:0.###} s, seed {seed}"));
        await using ServerProcess server = await ServerProcess.StartScratchAsync("--ephemeral", "--password-rounds", "1", "--no-rate-limits", "--log-level", "error");
        // The first connections cost memory once that has nothing to do with what they say.
        await ServesAsync(server.Port, "before");
        using MemoryWatch memory = new(server.Id);
        long start = Stopwatch.GetTimestamp();
        long[] sent = await Task.WhenAll(Enumerable.Range(0, Connections).Select(
            i => Task.Run(() => TormentAsync(server.Port, seed + i, () => Stopwatch.GetElapsedTime(start) < time && !server.HasExited))));
        bool serves = !server.HasExited && await ServesAsync(server.Port, "afterwards");
        verdict.Promise($"{sent.Sum()} hostile inputs: the server lives and serves the next who comes", serves);
        verdict.Note(string.Create(CultureInfo.InvariantCulture,
            $"its memory: {memory.AtFirst / MebiByte:F0} MiB before, at most {memory.Peak / MebiByte:F0} MiB meanwhile"));
        verdict.Bar("it grew by", (memory.Peak - memory.AtFirst) / MebiByte, GrowthMebiBytes, "MiB");
        foreach (string line in server.Printed.Where(line => line.Length > 0))
            verdict.Fault($"the server logged: {line}");
        return verdict.IsClean;
    }

    /// <summary>One connection behind another, each until the server has had enough of it.</summary>
    private static async Task<long> TormentAsync(int port, int seed, Func<bool> goOn)
    {
        Random random = new(seed);
        Mutator mutator = new(FuzzSeeds.Built(), random);
        long sent = 0;
        for (int round = 0; goOn(); round++)
        {
            using WireClient client = await WireClient.ConnectAsync(port);
            try
            {
                if (round % 4 > 0)
                    await client.HelloAsync();
                if (round % 4 > 1)
                    await EnterAsync(client, string.Create(CultureInfo.InvariantCulture, $"fuzz{seed}-{round % Accounts}"));
                for (bool open = true; open && goOn();)
                {
                    byte[] bytes = [.. Enumerable.Range(0, random.Next(1, MostFramesAtOnce)).SelectMany(_ => mutator.Next())];
                    await client.WriteAsync(bytes);
                    sent++;
                    open = random.Next(8) > 0;
                }
            }
            catch (SocketException)
            {
                // Cut off, as it should be.
            }
            // Now and then without a goodbye.
            if (random.Next(2) == 0)
                client.Reset();
        }
        return sent;
    }

    /// <summary>Logs in; registers who is not there, yet or any more.</summary>
    private static async Task EnterAsync(WireClient client, string name)
    {
        if (await client.EnterAsync(Opcode.Login, name, Sessions.Password) is not { Code: ErrorCode.None })
            await client.EnterAsync(Opcode.Register, name, Sessions.Password);
    }

    private static async Task<bool> ServesAsync(int port, string name)
    {
        using WireClient client = await WireClient.ConnectAsync(port);
        return await client.HelloAsync() is ErrorCode.None && await client.EnterAsync(Opcode.Register, name, Sessions.Password) is { Code: ErrorCode.None };
    }
}
