using System.Diagnostics;
using FluentAssertions;
using Messenger.Client.Terminal.Screen;
using Messenger.Tests.Client.Terminal.Support;
using Messenger.Tests.Support;
using NUnit.Framework;

namespace Messenger.Tests.Client.Terminal.Screen;

/// <summary>The full screen in a real terminal, driven as a person would.</summary>
[Parallelizable(ParallelScope.All)]
public sealed class TerminalScreenTests
{
    [TestCase("/quit", "ended by Quit")]
    [TestCase("/throw", "thrown by the app")]
    [TestCase("/thread", "thrown by a thread")]
    [TestCase("/exit", "$")]
    public async Task The_terminal_is_as_it_was_however_the_program_ends(string command, string shown)
    {
        // Room for a stack trace.
        await using TmuxTerminal terminal = await TmuxTerminal.StartAsync(120, 60);
        string before = await terminal.ShellAsync("stty -g");
        await StartProbe(terminal, 120, 60);

        await terminal.EnterAsync(command);

        await terminal.ShowsAsync(rows => rows.Any(row => row.Contains(shown)) && rows.Last(row => row.Length > 0) == "$", $"{shown} and the shell");
        await terminal.IsAsBeforeAsync(before);
    }

    [TestCase("TERM")]
    [TestCase("HUP")]
    [TestCase("INT")]
    [TestCase("QUIT")]
    public async Task The_terminal_is_as_it_was_after_a_signal(string signal)
    {
        await using TmuxTerminal terminal = await TmuxTerminal.StartAsync(80, 24);
        string before = await terminal.ShellAsync("stty -g");
        await StartProbe(terminal);

        await Signal(terminal, signal);

        await terminal.ShowsAsync("ended by Quit");
        await terminal.IsAsBeforeAsync(before);
    }

    [Test]
    public async Task Ctrl_C_is_a_key()
    {
        await using TmuxTerminal terminal = await TmuxTerminal.StartAsync(80, 24);
        string before = await terminal.ShellAsync("stty -g");
        await StartProbe(terminal);

        await terminal.PressAsync("C-c");

        await terminal.ShowsAsync("ended by Quit");
        await terminal.IsAsBeforeAsync(before);
    }

    [TestCase("a key")]
    [TestCase("TSTP")]
    [TestCase("STOP")]
    public async Task It_can_be_stopped_and_goes_on_in_the_foreground(string how)
    {
        await using TmuxTerminal terminal = await TmuxTerminal.StartAsync(80, 24);
        string before = await terminal.ShellAsync("stty -g");
        await StartProbe(terminal);
        await terminal.EnterAsync("entered 日本");
        await terminal.TypeAsync("being typed");
        await terminal.ShowsAsync("> being typed");

        if (how == "a key")
            await terminal.PressAsync("C-z");
        else
            await Signal(terminal, how);
        // A stop that nobody can catch leaves the terminal as it is; the shell sees to its settings itself.
        await terminal.ShowsAsync("Stopped");
        if (how != "STOP")
            await terminal.IsAsBeforeAsync(before);
        await terminal.EnterAsync("fg");

        await terminal.ShowsAsync(rows => rows[1].Contains("entered 日本") && rows.Any(row => row.StartsWith("> being typed", StringComparison.Ordinal)), "the screen again");
        await terminal.TypeAsync(" on");
        await terminal.ShowsAsync("being typed on");
        (await terminal.AskAsync(TmuxModes.Format)).Should().Be(TmuxModes.OfScreen);
        await terminal.PressAsync("C-c");
        await terminal.ShowsAsync("ended by Quit");
        await terminal.IsAsBeforeAsync(before);
    }

    [Test]
    public async Task Without_a_shell_nothing_stops_it()
    {
        await using TmuxTerminal terminal = await TmuxTerminal.StartAsync(80, 24);
        await terminal.EnterAsync($"exec env {TmuxTerminal.ProbeCommand}");
        await terminal.ShowsAsync("80x24 key: none");

        await terminal.PressAsync("C-z");
        await terminal.TypeAsync("goes on");

        await terminal.ShowsAsync("> goes on");
        (await terminal.AskAsync(TmuxModes.Format)).Should().Be(TmuxModes.OfScreen);
    }

    [TestCase(80, 24)]
    [TestCase(200, 50)]
    [TestCase(40, 12)]
    public async Task Borders_are_straight_and_the_cursor_is_where_one_types(int columns, int rows)
    {
        await using TmuxTerminal terminal = await TmuxTerminal.StartAsync(columns, rows);
        await StartProbe(terminal, columns, rows);

        await terminal.EnterAsync("/samples");
        await terminal.TypeAsync("日本👍🏽é");

        string[] seen = await terminal.ShowsAsync(now => now.Any(row => row.StartsWith("> 日本👍", StringComparison.Ordinal)), "what was typed");
        seen[1..^2].Should().OnlyContain(row => row.StartsWith('│') && row.EndsWith('│'));
        seen.Should().Contain(row => row.Contains("␛[2J<U+202E> hostile"));
        (await terminal.AskAsync("#{cursor_x},#{cursor_y}")).Should().Be($"9,{rows - 1}");
    }

    [Test]
    public async Task Resizing_while_typing_keeps_what_was_typed()
    {
        await using TmuxTerminal terminal = await TmuxTerminal.StartAsync(80, 24);
        await StartProbe(terminal);
        await terminal.EnterAsync("entered");

        string typed = "";
        foreach ((int columns, int rows) in new[] { (40, 12), (200, 50), (20, 5), (80, 24) })
        {
            await terminal.TypeAsync("x");
            await terminal.ShowsAsync($"> {typed += "x"}");
            // No key makes it draw from here on.
            await terminal.ResizeAsync(columns, rows);
            string[] seen = await terminal.ShowsAsync($"{columns}x{rows} ");
            seen[1].Should().StartWith("│ entered").And.EndWith("│");
        }
        await terminal.ShowsAsync($"> {typed}");
    }

    [Test]
    public async Task A_paste_is_one_key_and_sends_nothing()
    {
        await using TmuxTerminal terminal = await TmuxTerminal.StartAsync(80, 24);
        await StartProbe(terminal);

        await terminal.PasteAsync(string.Concat(Enumerable.Range(1, 200).Select(i => $"line {i}\r")));

        string[] seen = await terminal.ShowsAsync("key: paste of 200 lines");
        seen[^2].Should().Be("> line 200");
        await terminal.PressAsync("C-_");
        seen = await terminal.ShowsAsync("key: Ctrl-_");
        seen.Should().NotContain(row => row.Contains("line"), "one undo takes it back, and nothing was sent");
    }

    [Test]
    public async Task Keys_of_a_terminal_are_known()
    {
        await using TmuxTerminal terminal = await TmuxTerminal.StartAsync(80, 24);
        await StartProbe(terminal);
        foreach ((string pressed, string known) in new[]
        {
            ("Up", "Up"), ("PageUp", "PgUp"), ("Home", "Home"), ("DC", "Delete"), ("F1", "F1"), ("F12", "F12"), ("BTab", "Shift-Tab"),
            ("M-Enter", "Alt-Enter"), ("C-Left", "Ctrl-Left"), ("M-b", "Alt-B"), ("C-w", "Ctrl-W"), ("BSpace", "Backspace"), ("Escape", "Esc"), ("é", "é"),
        })
        {
            await terminal.PressAsync(pressed);
            await terminal.ShowsAsync($"key: {known} ");
        }
    }

    [Test]
    public void Every_mode_that_is_switched_on_is_switched_off()
    {
        string enter = TerminalModes.Enter(mouse: true);
        string leave = TerminalModes.Leave(mouse: true);
        foreach (string mode in enter.Split('\e', StringSplitOptions.RemoveEmptyEntries))
        {
            string off = mode[^1] switch { 'h' => mode[..^1] + "l", 'l' => mode[..^1] + "h", _ => mode.Replace("22", "23") };
            leave.Should().Contain("\e" + off);
        }
        TerminalModes.Enter(mouse: false).Should().NotContain("1000");
    }

    private static async Task StartProbe(TmuxTerminal terminal, int columns = 80, int rows = 24)
    {
        await terminal.EnterAsync(TmuxTerminal.ProbeCommand);
        await terminal.ShowsAsync($"{columns}x{rows} key: none");
        (await terminal.AskAsync(TmuxModes.Format)).Should().Be(TmuxModes.OfScreen);
    }

    /// <summary>From outside, to the program, which says its number on the screen.</summary>
    private static async Task Signal(TmuxTerminal terminal, string signal)
    {
        string process = (await terminal.RowsAsync())[0].Split("pid ")[1].Split(' ')[0];
        using Process kill = Process.Start("sh", ["-c", $"kill -{signal} {process}"]);
        await kill.WaitForExitAsync().Within("kill");
        kill.ExitCode.Should().Be(0);
    }
}
