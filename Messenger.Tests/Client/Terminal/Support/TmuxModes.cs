using FluentAssertions;

namespace Messenger.Tests.Client.Terminal.Support;

/// <summary>The modes that a full screen switches, as tmux tells them.</summary>
internal static class TmuxModes
{
    public const string Format = "#{alternate_on} #{cursor_flag} #{wrap_flag} #{mouse_any_flag} #{mouse_sgr_flag} #{keypad_flag} #{keypad_cursor_flag}";

    public const string OfShell = "0 1 1 0 0 0 0";

    public const string OfScreen = "1 1 0 1 1 0 0";

    /// <summary>The terminal is the shell's again.</summary>
    /// <param name="terminal">At a prompt.</param>
    /// <param name="before">What <c>stty -g</c> said before.</param>
    public static async Task IsAsBeforeAsync(this TmuxTerminal terminal, string before)
    {
        (await terminal.AskAsync(Format)).Should().Be(OfShell);
        (await terminal.ShellAsync("stty -g")).Should().Be(before);
        await terminal.PasteAsync("# pasted as it is");
        string[] rows = await terminal.ShowsAsync("pasted as it is");
        rows.Should().NotContain(row => row.Contains("200~"));
        await terminal.PressAsync("C-u");
    }
}
