using System.Diagnostics;
using System.Text;
using FluentAssertions;
using Messenger.Tests.EndToEnd.Support;
using Messenger.Tests.Support;
using Messenger.Tools.Bench.Screen;
using NUnit.Framework;

namespace Messenger.Tests.EndToEnd;

/// <summary>What happens to the full screen before it shows anything: it has the terminal already, and what stands behind it is still being loaded.</summary>
[Platform(Include = "Linux", Reason = "it needs a pseudo terminal")]
internal sealed class FirstMomentTests : ProgramTest
{
    private const int Interrupted = 130;
    private const string TakesTheScreen = "\e[?1049h";
    private const string GivesItBack = "\e[?1049l";

    [Test]
    public async Task A_signal_ends_it_and_the_terminal_is_given_back()
    {
        using PseudoTerminal terminal = new(24, 80);
        TaskCompletionSource taken = new(TaskCreationOptions.RunContinuationsAsynchronously);
        TaskCompletionSource given = new(TaskCreationOptions.RunContinuationsAsynchronously);
        Watch(terminal, (TakesTheScreen, taken.SetResult), (GivesItBack, given.SetResult));
        using Process client = StartClient(terminal);
        await taken.Task.Within("the screen to be taken");

        using Process kill = Process.Start("kill", ["-TERM", Number(client.Id)]);

        (await ExitCodeAsync(client)).Should().Be(Interrupted);
        await given.Task.Within("the terminal to be given back");
    }

    [Test]
    public async Task A_terminal_that_goes_away_ends_it_quietly()
    {
        using PseudoTerminal terminal = new(24, 80);
        // While it is being read it cannot be closed, so whoever reads it does that.
        Watch(terminal, (TakesTheScreen, terminal.Dispose));

        using Process client = StartClient(terminal);

        (await ExitCodeAsync(client)).Should().Be(Interrupted);
    }

    /// <summary>Does something, once, when something is written, for one text after the other.</summary>
    private static void Watch(PseudoTerminal terminal, params IEnumerable<(string Text, Action Seen)> awaited)
    {
        Queue<(string Text, Action Seen)> left = new(awaited);
        StringBuilder written = new();
        terminal.Read(bytes =>
        {
            // Latin 1 keeps each byte as it is.
            written.Append(Encoding.Latin1.GetString(bytes));
            while (left.TryPeek(out (string Text, Action Seen) next) && written.ToString().Contains(next.Text, StringComparison.Ordinal))
                left.Dequeue().Seen();
        });
    }

    /// <summary>Nobody need listen at the port: it has not come to that yet.</summary>
    private Process StartClient(PseudoTerminal terminal) => terminal.Start(
        ProgramFiles.Messenger.File,
        [.. ProgramFiles.Messenger.Before, "client", "--port", "1"],
        new Dictionary<string, string>
        {
            ["HOME"] = Home,
            ["XDG_STATE_HOME"] = InHome("state"),
            ["XDG_CONFIG_HOME"] = InHome("config"),
            ["TERM"] = "xterm-256color",
            ["DOTNET_EnableDiagnostics"] = "0",
            ["DOTNET_DbgEnableMiniDump"] = "0",
        });

    private static async Task<int> ExitCodeAsync(Process client)
    {
        try
        {
            await client.WaitForExitAsync().Within("the client to end");
            return client.ExitCode;
        }
        finally
        {
            client.Kill();
        }
    }
}
