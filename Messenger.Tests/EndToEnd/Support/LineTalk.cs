using System.Text.RegularExpressions;
using FluentAssertions;

namespace Messenger.Tests.EndToEnd.Support;

/// <summary>A conversation with the line client through pipes. One test at a time may use it.</summary>
internal sealed class LineTalk(ProgramProcess process)
{
    public ProgramProcess Process { get; } = process;

    public Task SayAsync(string line) => Process.WriteLineAsync(line);

    /// <summary>The next line is this one.</summary>
    public async Task ExpectAsync(string line) => (await Process.ReadLineAsync($"line \"{line}\"")).Should().Be(line);

    /// <summary>The next line is a message, with the time before it.</summary>
    public async Task ExpectMessageAsync(string fromAndText) =>
        (await Process.ReadLineAsync($"message \"{fromAndText}\"")).Should().MatchRegex($"^\\d\\d:\\d\\d {Regex.Escape(fromAndText)}$");

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
