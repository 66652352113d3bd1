using System.Diagnostics;
using FluentAssertions;
using Messenger.Tests.Client.Terminal.Support;
using Messenger.Tests.EndToEnd.Support;
using Messenger.Tests.Support;
using NUnit.Framework;

namespace Messenger.Tests.EndToEnd;

/// <summary>The built program on a real terminal, driven as a person would.</summary>
internal sealed class FullScreenTests : ProgramTest
{
    private int _processes;

    [Test]
    public async Task Two_people_through_a_day_with_resizing_and_a_server_that_dies()
    {
        string data = InHome("store");
        RunningServer server = await StartKeepingAsync(data);
        TmuxTerminal alice = await RegisterAsync(server, "alice");
        TmuxTerminal bob = await RegisterAsync(server, "bob");

        // Whoever is away finds what waits, by sender.
        await bob.EnterAsync("/quit");
        await bob.ShowsAsync(rows => rows.Last(row => row.Length > 0) == "$", "the shell");
        await alice.EnterAsync("/to bob");
        await alice.ShowsAsync("┬ bob ○");
        await alice.EnterAsync("did you see the build? 日本 👍");
        await MarkedAsync(alice, "did you see the build? 日本 👍", "✓");
        await StartClientAsync(bob, server);
        await FillAsync(bob, "1", "bob", Password);
        await bob.ShowsAsync("1 undelivered: alice 1");
        await bob.ShowsAsync("● alice          1 │");
        await bob.PressAsync("C-n");
        await bob.ShowsAsync("(queued) did you see the build?");
        await MarkedAsync(alice, "did you see the build? 日本 👍", "●");

        // Resized while typing: nothing is lost, and the cursor stands behind it.
        string typed = "";
        foreach ((int columns, int rows) in new[] { (200, 50), (40, 12), (80, 24) })
        {
            await alice.TypeAsync("half ");
            await alice.ShowsAsync($"> {(typed += "half ").TrimEnd()}");
            await alice.ResizeAsync(columns, rows);
            string[] seen = await alice.ShowsAsync(now => now[rows - 1].StartsWith('└') && now[rows - 2].StartsWith($"│ > {typed}", StringComparison.Ordinal), $"the screen at {columns}x{rows}");
            seen[1..rows].Should().OnlyContain(row => row.EndsWith('│') || row.EndsWith('┐') || row.EndsWith('┤') || row.EndsWith('┘'));
            (await alice.AskAsync("#{cursor_x},#{cursor_y}")).Should().Be($"{"│ > ".Length + typed.Length},{rows - 2}");
        }

        // The server dies while somebody types, and comes back.
        await server.Process.KillAsync();
        await alice.ShowsAsync("offline");
        await alice.EnterAsync("a sentence");
        await MarkedAsync(alice, $"{typed}a sentence", "◌");
        await alice.TypeAsync("typed while it was away");
        server = await StartKeepingAsync(data, server.Port);
        await MarkedAsync(alice, $"{typed}a sentence", "●");
        await bob.ShowsAsync($"alice    {typed}a sentence");
        await alice.ShowsAsync("> typed while it was away");
        await alice.PressAsync("C-u");

        // A group, and a search that leads back.
        await alice.EnterAsync("/group create lunch bob");
        await alice.ShowsAsync("┬ #lunch ─");
        await alice.EnterAsync("/to bob");
        await alice.ShowsAsync("┬ bob ");
        await alice.EnterAsync("/msg #lunch soup at noon?");
        await bob.ShowsAsync("#lunch");
        await bob.EnterAsync("/to #lunch");
        await bob.ShowsAsync("soup at noon?");
        await bob.EnterAsync("/find build");
        await bob.ShowsAsync("alice: did you see the build?");
        await bob.PressAsync("Enter");
        await bob.ShowsAsync("┬ alice ●");

        // Two hundred lines are one edit, and asked about.
        await alice.PasteAsync(string.Join('\n', Enumerable.Range(1, 200).Select(i => $"row {i}")));
        await alice.ShowsAsync("row 200");
        await alice.PressAsync("Enter");
        await alice.ShowsAsync("This is one message of 200 lines to bob.");
        await alice.TypeAsync("s");
        await bob.ShowsAsync("row 200");

        await alice.EnterAsync("/delete-account");
        await alice.ShowsAsync("this deletes the account alice for good");
        await alice.ShowsAsync("#lunch would go to another member");
        await alice.EnterAsync("alice");
        await alice.ShowsAsync("password for alice");
        await alice.EnterAsync(Password);
        await alice.ShowsAsync("the account alice is deleted");
        await bob.EnterAsync("/quit");
        await bob.ShowsAsync(rows => rows.Last(row => row.Length > 0) == "$", "the shell");
    }

    [TestCase("/quit", 0)]
    [TestCase("C-c", 0)]
    [TestCase("C-d", 0)]
    [TestCase("TERM", 130)]
    [TestCase("HUP", 130)]
    [TestCase("INT", 130)]
    [TestCase("server", 0)]
    public async Task The_terminal_is_as_it_was_however_one_leaves(string how, int exitCode)
    {
        RunningServer server = await StartServerAsync();
        TmuxTerminal terminal = Ends(await TmuxTerminal.StartAsync(80, 24));
        await terminal.EnterAsync("echo what stood here before");
        await terminal.ShowsAsync(rows => rows.Contains("what stood here before"), "what stood here before");
        string before = await terminal.ShellAsync("stty -g");
        await terminal.PressAsync("C-l");
        await terminal.EnterAsync("echo what stood here before");
        await StartClientAsync(terminal, server);
        await FillAsync(terminal, "2", "alice", Password, Password);
        await terminal.ShowsAsync("alice @ 127.0.0.1");
        (await terminal.AskAsync(TmuxModes.Format)).Should().Be(TmuxModes.OfScreen);

        if (how == "server")
        {
            await server.Process.KillAsync();
            await terminal.ShowsAsync("offline");
            await terminal.EnterAsync("/quit");
        }
        else if (how.StartsWith('/'))
        {
            await terminal.EnterAsync(how);
        }
        else if (how.StartsWith("C-", StringComparison.Ordinal))
        {
            await terminal.PressAsync(how);
        }
        else
        {
            await SignalAsync(how);
        }

        string[] rows = await terminal.ShowsAsync(now => now.Last(row => row.Length > 0) == "$", "the shell");
        rows.Should().Contain("what stood here before").And.NotContain(row => row.Contains('┌'));
        (await terminal.ShellAsync("echo $?")).Should().Be(Number(exitCode));
        await terminal.IsAsBeforeAsync(before);
    }

    [Test]
    public async Task Stopped_and_in_the_foreground_again_it_goes_on()
    {
        RunningServer server = await StartServerAsync();
        TmuxTerminal terminal = await RegisterAsync(server, "alice");
        await terminal.TypeAsync("being typed");
        await terminal.ShowsAsync("> being typed");
        await terminal.PressAsync("C-z");
        await terminal.ShowsAsync("Stopped");
        (await terminal.AskAsync(TmuxModes.Format)).Should().Be(TmuxModes.OfShell);
        await terminal.EnterAsync("fg");
        await terminal.ShowsAsync("> being typed");
        (await terminal.AskAsync(TmuxModes.Format)).Should().Be(TmuxModes.OfScreen);
    }

    [Test]
    public async Task A_dumb_terminal_gets_lines()
    {
        RunningServer server = await StartServerAsync();
        TmuxTerminal terminal = Ends(await TmuxTerminal.StartAsync(80, 24));
        await terminal.EnterAsync("export TERM=dumb");
        await terminal.EnterAsync(ClientCommand(server));
        await terminal.ShowsAsync($"connected to 127.0.0.1:{Number(server.Port)}, not encrypted");
        (await terminal.AskAsync("#{alternate_on}")).Should().Be("0");
    }

    private async Task<TmuxTerminal> RegisterAsync(RunningServer server, string name)
    {
        TmuxTerminal terminal = Ends(await TmuxTerminal.StartAsync(80, 24));
        await StartClientAsync(terminal, server);
        // Arrows and Enter.
        await terminal.PressAsync("Down", "Enter");
        await FillAsync(terminal, "", name, Password, Password);
        await terminal.ShowsAsync($"{name} @ 127.0.0.1");
        return terminal;
    }

    /// <summary>Chooses in the first menu, and fills the form.</summary>
    private static async Task FillAsync(TmuxTerminal terminal, string choice, params string[] fields)
    {
        if (choice.Length > 0)
            await terminal.TypeAsync(choice);
        await terminal.ShowsAsync("Cancel");
        foreach (string field in fields)
            await terminal.EnterAsync(field);
    }

    private async Task StartClientAsync(TmuxTerminal terminal, RunningServer server)
    {
        await terminal.EnterAsync(ClientCommand(server));
        await terminal.ShowsAsync("Make an account");
    }

    /// <summary>Each with a home of its own. Its number is written down, for signals.</summary>
    private string ClientCommand(RunningServer server)
    {
        string home = InHome($"user{_processes++}");
        Directory.CreateDirectory(home);
        return $"(echo $BASHPID > {InHome("pid")}; exec env HOME={home} XDG_STATE_HOME= XDG_CONFIG_HOME= DOTNET_EnableDiagnostics=0 "
            + $"{string.Join(' ', [ProgramFiles.Messenger.File, .. ProgramFiles.Messenger.Before])} client --host 127.0.0.1 --port {Number(server.Port)})";
    }

    private async Task SignalAsync(string signal)
    {
        using Process kill = Process.Start("sh", ["-c", $"kill -{signal} $(cat {InHome("pid")})"]);
        await kill.WaitForExitAsync().Within("kill");
        kill.ExitCode.Should().Be(0);
    }

    private static Task<string[]> MarkedAsync(TmuxTerminal terminal, string text, string mark) => terminal.ShowsAsync(
        rows => rows.Any(row => row.Contains($"me       {text}") && row.EndsWith($" {mark} │", StringComparison.Ordinal)), $"“{text}” marked {mark}");
}
