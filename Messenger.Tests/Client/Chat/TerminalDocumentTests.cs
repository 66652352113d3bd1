using FluentAssertions;
using Messenger.Client.Chat;
using Messenger.Client.Terminal;
using Messenger.Tests.Client.Chat.Support;
using Messenger.Tests.Support;
using NUnit.Framework;

namespace Messenger.Tests.Client.Chat;

/// <summary>docs/terminal.md says what the program does.</summary>
internal sealed class TerminalDocumentTests : ChatTest
{
    private static string Document => Repository.ReadAllText("docs", "terminal.md").ReplaceLineEndings("\n");

    [Test]
    public void The_keys_are_those_of_the_table()
    {
        string table = "| keys | |\n|---|---|\n" + string.Concat(ChatKeys.Table.Select(key => Row(string.Join(", ", key.Keys), key.Does)));
        Document.Should().Contain($"\n\n{table}\n");
    }

    [Test]
    public void The_keys_for_typing_are_those_of_the_editor()
    {
        string table = "| keys while typing | |\n|---|---|\n" + string.Concat(
            from line in EditKeys.Table
            let keys = line.Keys.Where(key => ChatKeys.Find(key) is null).ToArray()
            where keys.Length > 0
            select Row(string.Join(", ", keys), line.Does));
        Document.Should().Contain($"\n\n{table}\n");
    }

    [Test]
    public async Task The_commands_are_those_there_are()
    {
        ChatFront front = await StartAsync();
        string table = "| command | |\n|---|---|\n" + string.Concat(front.Commands.All.Select(command => Row($"`{command.Usage}`", command.Summary)));
        Document.Should().Contain($"\n\n{table}\n");
    }

    private static string Row(string left, string right) => $"| {Cell(left)} | {Cell(right)} |\n";

    /// <summary>A bar would begin another cell.</summary>
    private static string Cell(string text) => text.Replace("|", "\\|");
}
