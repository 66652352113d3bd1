using System.Globalization;
using System.Text.RegularExpressions;

namespace Messenger.Tests.EndToEnd.Support;

/// <summary>A server in a process of its own, once it has said that it listens.</summary>
internal sealed partial class RunningServer
{
    private RunningServer(ProgramProcess process, string greeting, Match words)
    {
        Process = process;
        Greeting = greeting;
        Host = words.Groups["host"].Value;
        Port = int.Parse(words.Groups["port"].Value, CultureInfo.InvariantCulture);
        Fingerprint = words.Groups["key"].Value;
    }

    public ProgramProcess Process { get; }

    /// <summary>The first line on stdout.</summary>
    public string Greeting { get; }

    public string Host { get; }

    public int Port { get; }

    public string Fingerprint { get; }

    public static async Task<RunningServer> OfAsync(ProgramProcess process)
    {
        string greeting = await process.ReadLineAsync("first line of the server");
        Match words = FirstLine().Match(greeting);
        return words.Success ? new RunningServer(process, greeting, words) : throw new FormatException($"the server began with: {greeting}");
    }

    [GeneratedRegex(@"^listening on (?<host>\S+):(?<port>\d+) · reach it at \S+(, \S+)* · data .+ · protocol \d+ · key (?<key>sha256:[0-9a-f]{64})$",
        RegexOptions.ExplicitCapture)]
    private static partial Regex FirstLine();
}
