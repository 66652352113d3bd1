using System.Text.RegularExpressions;
using FluentAssertions;

namespace Messenger.Tests.EndToEnd.Support;

/// <summary>A conversation with the line client through pipes. One test at a time may use it.</summary>
internal sealed class LineTalk(ProgramProcess process)
{
    public ProgramProcess Process { get; } = process;

    public Task SayAsync(string line) => Process.WriteLineAsync(line);

    /// <summary>The next line. Who came and went is passed over, unless it is what is waited for: the server tells it when it suits.</summary>
    public async Task<string> NextAsync(string what = "a line", string? wanted = null)
    {
        string line;
        do
            line = await Process.ReadLineAsync(what);
        while (line != wanted && IsPresence(line));
        return line;
    }

    /// <summary>The next line is this one.</summary>
    public async Task ExpectAsync(string line) => (await NextAsync($"line \"{line}\"", wanted: line)).Should().Be(line);

    /// <summary>The next line is a message, or something else that was said or done, with the time before it.</summary>
    public async Task ExpectMessageAsync(string fromAndText) =>
        (await NextAsync($"message \"{fromAndText}\"")).Should().MatchRegex($"^\\d\\d:\\d\\d {Regex.Escape(fromAndText)}$");

    /// <summary>Whether the line says that somebody came or went.</summary>
    public static bool IsPresence(string line) => Regex.IsMatch(line, @"^\S+ is (online|offline)$");

    /// <summary>Says a line, and these lines come of it.</summary>
    public async Task AskAsync(string line, params string[] answers)
    {
        await SayAsync(line);
        foreach (string answer in answers)
            await ExpectAsync(answer);
    }

    public async Task RegisterAsync(string name)
    {
        await SayAsync($"/register {name}");
        await AskAsync(ProgramTest.Password, $"registered and logged in as {name}", "nothing undelivered");
    }

    /// <summary>Leaves in order.</summary>
    public async Task QuitAsync()
    {
        await SayAsync("/quit");
        (await Process.ExitCodeAsync()).Should().Be(0);
    }
}
