using System.Diagnostics;
using System.Globalization;
using Messenger.Client.Session;

namespace Messenger.Tools.Bench.Screen;

/// <summary>
/// The command <c>bench --workload screen</c>: the full-screen client, on a pseudo terminal, with a server in memory: how soon it paints, what it costs
/// while nothing happens, how soon a key is seen while messages come, how much memory a long sitting takes. Linux only.
/// </summary>
public static class ScreenBench
{
    internal const string Person = "person";
    private const string Password = "a bench password";

    /// <summary>Armenian: no text, frame or title contains them, and they are one column wide. After each round the line is cleared.</summary>
    internal const char FirstLetter = 'Ա';
    internal const int Letters = 38;
    private const int PerSecond = 1_000;

    /// <summary>That of <see cref="ChildProcesses.Program"/>.</summary>
    private static readonly string Assembly = Path.GetFileNameWithoutExtension(ChildProcesses.Program) + ".dll";
    private static readonly TimeSpan FirstPaintBar = TimeSpan.FromMilliseconds(150);
    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(2);

    /// <param name="starts">How often it is started.</param>
    /// <param name="duration">Of doing nothing, and of each flood of messages.</param>
    /// <param name="messages">Of the long sitting.</param>
    /// <param name="output">Where to print.</param>
    /// <returns>0; 1 where there is no Linux.</returns>
    public static async Task<int> RunAsync(int starts, TimeSpan duration, int messages, TextWriter output)
    {
        if (!OperatingSystem.IsLinux())
        {
            await output.WriteLineAsync("this workload runs on Linux only: it needs its pseudo terminals and /proc");
            return 1;
        }
        string directory = Directory.CreateTempSubdirectory("messenger-screen-").FullName;
        try
        {
            await using ServerProcess server = await ServerProcess.StartScratchAsync(
                "--ephemeral", "--password-rounds", "1000", "--no-rate-limits", "--log-level", "warning", "--mailbox-messages", "1000000");
            await using Crowd crowd = await Crowd.OpenAsync(server.Port);
            await RegisterAsync(server.Port);
            await FirstPaintAsync(server.Port, directory, starts, output);
            using (ScreenProcess client = await LoggedInAsync(server.Port, directory))
            {
                await crowd.OpenAsync(client, 0);
                await IdleAsync(client, duration, output);
                await EchoAsync("the open conversation", client, crowd, 0, duration, output);
                await EchoAsync("another conversation", client, crowd, 1, duration, output);
                // What was compiled meanwhile is not compiled again.
                await EchoAsync("the open conversation again", client, crowd, 0, duration, output);
            }
            using (ScreenProcess client = await LoggedInAsync(server.Port, directory))
                await SittingAsync(client, crowd, messages, output);
            return 0;
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }
    }

    private static string[] Arguments(int port) => ["client", "--host", "127.0.0.1", "--port", port.ToString(CultureInfo.InvariantCulture)];

    private static async Task RegisterAsync(int port)
    {
        await using MessengerSession session = await Crowd.EnterAsync(port, Person, Password);
        await session.LogoutAsync();
    }

    private static async Task<ScreenProcess> LoggedInAsync(int port, string directory)
    {
        ScreenProcess client = new(directory, Password, "F1 help", ChildProcesses.Program, [.. Arguments(port), "--user", Person]);
        await client.SeenAsync();
        return client;
    }

    private static async Task FirstPaintAsync(int port, string directory, int starts, TextWriter output)
    {
        Figures paint = new();
        Figures fromMain = new();
        Figures launch = new();
        for (int i = 0; i < starts; i++)
        {
            using (ScreenProcess nothing = new(directory, password: null, ".", "/bin/echo", "."))
                launch.Add(Stopwatch.GetElapsedTime(nothing.Started, await nothing.SeenAsync()).TotalMilliseconds);
            using ScreenProcess client = new(directory, password: null, ScreenProcess.EndOfPicture, ChildProcesses.Program, Arguments(port));
            long began = await client.MainBeganAsync(Assembly);
            long painted = await client.SeenAsync();
            paint.Add(Stopwatch.GetElapsedTime(client.Started, painted).TotalMilliseconds);
            fromMain.Add(Stopwatch.GetElapsedTime(began, painted).TotalMilliseconds);
        }
        await output.WriteLineAsync($"start · {starts} times");
        await output.WriteLineAsync($"first picture, from the program's main: {fromMain}{Bar("p95 < 150 ms", fromMain.At(0.95) < FirstPaintBar.TotalMilliseconds)}");
        await output.WriteLineAsync($"first picture, from exec: {paint.Without(launch)}; a program that does nothing, by the same way and taken off: {launch}");
    }

    private static async Task IdleAsync(ScreenProcess client, TimeSpan duration, TextWriter output)
    {
        await Task.Delay(Settling);
        (TimeSpan processor, Dictionary<string, long> before, long written) = (client.ProcessorTime, client.ContextSwitches(), client.Written);
        long began = Stopwatch.GetTimestamp();
        await Task.Delay(duration);
        double seconds = Stopwatch.GetElapsedTime(began).TotalSeconds;
        double part = (client.ProcessorTime - processor).TotalSeconds / seconds;
        // A thread that ended meanwhile is not counted.
        long switches = client.ContextSwitches().Sum(thread => thread.Value - before.GetValueOrDefault(thread.Key));
        await output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture,
            $"idle · logged in, a conversation open, {seconds:F0} s: {part:P2} of a core · {switches / seconds:F1} context switches/s "
            + $"· {client.Written - written} bytes drawn{Bar("0.0 %", part < 0.0005)}"));
    }

    private static async Task EchoAsync(string where, ScreenProcess client, Crowd crowd, int sender, TimeSpan duration, TextWriter output)
    {
        Figures times = new();
        Random random = new(1);
        using CancellationTokenSource stop = new();
        Task<long> flood = crowd.FloodAsync(sender, PerSecond, stop.Token);
        await Task.Delay(Settling);
        (TimeSpan processor, long began) = (client.ProcessorTime, Stopwatch.GetTimestamp());
        for (int typed = 0; Stopwatch.GetElapsedTime(began) < duration; typed++)
        {
            if (typed % Letters == 0)
                client.Type("\u0015");
            // Not in step with the pictures.
            await Task.Delay(random.Next(30, 70));
            string letter = char.ToString((char)(FirstLetter + typed % Letters));
            client.Await(letter);
            long at = Stopwatch.GetTimestamp();
            client.Type(letter);
            times.Add(Stopwatch.GetElapsedTime(at, await client.SeenAsync()).TotalMilliseconds);
        }
        double seconds = Stopwatch.GetElapsedTime(began).TotalSeconds;
        double part = (client.ProcessorTime - processor).TotalSeconds / seconds;
        await stop.CancelAsync();
        long sent = await flood;
        client.Type("\u0015");
        await output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture,
            $"{PerSecond} messages/s into {where}, {seconds:F0} s ({sent} sent): key to its letter {times}{Bar("p95 < 10 ms", times.At(0.95) < 10)}"));
        await output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"  client meanwhile: {part:P1} of a core{Bar("< 10 %", part < 0.1)}"));
    }

    private static async Task SittingAsync(ScreenProcess client, Crowd crowd, int messages, TextWriter output)
    {
        (long first, _) = client.Memory();
        long began = Stopwatch.GetTimestamp();
        TimeSpan processor = client.ProcessorTime;
        for (int i = 0; i < Crowd.Size; i++)
        {
            await crowd.OpenAsync(client, i);
            await crowd.TalkAsync(messages / Crowd.Size);
            for (int page = 0; page < 5; page++)
                client.Type("\e[5~");
            await crowd.OpenAsync(client, i);
        }
        (long now, long most) = client.Memory();
        const double mebi = 1 << 20;
        await output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture,
            $"sitting · {messages} messages in {Crowd.Size} conversations, {Stopwatch.GetElapsedTime(began).TotalSeconds:F0} s: resident {now / mebi:F0} MiB, at most {most / mebi:F0} MiB "
            + $"({first / mebi:F0} MiB before){Bar("< 120 MiB", most / mebi < 120)} · client {(client.ProcessorTime - processor).TotalMicroseconds / messages:F0} µs of a core a message"));
    }

    private static string Bar(string bar, bool isMet) => $" · bar {bar} · {(isMet ? "ok" : "missed")}";
}
