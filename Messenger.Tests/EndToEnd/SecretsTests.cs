using FluentAssertions;
using Messenger.Tests.EndToEnd.Support;
using NUnit.Framework;

namespace Messenger.Tests.EndToEnd;

/// <summary>Passwords are in no list of processes, and not in what a program says that breaks down.</summary>
internal sealed class SecretsTests : ProgramTest
{
    private const string Secret = "a secret for nobody";

    [Test]
    [Platform("Linux")]
    public async Task No_process_has_a_password_among_its_words([Values] bool isInFile)
    {
        string file = InHome("password");
        await File.WriteAllTextAsync(file, Secret);
        if (!isInFile)
            PasswordVariable = Secret;
        string[] given = isInFile ? ["--password-file", file] : [];
        RunningServer server = await StartServerAsync();
        JsonTalk json = await StartJsonAsync(server, given);
        await json.EnterAsync("register", "alice", Secret);
        LineTalk line = await StartLineAsync(server);
        JsonTalk again = await StartJsonAsync(server, ["--user", "alice", .. given]);
        (await again.AskAsync("whoami")).Text("name").Should().Be("alice", "the password was at hand");

        foreach (ProgramProcess process in new[] { server.Process, json.Process, line.Process, again.Process })
        {
            string words = await File.ReadAllTextAsync($"/proc/{Number(process.Id)}/cmdline");
            words.Should().Contain("messenger").And.NotContain(Secret);
        }
    }

    [Test]
    [Platform("Linux,MacOsX")]
    public async Task What_a_client_says_that_breaks_down_has_no_password_and_no_text()
    {
        PasswordVariable = Secret;
        RunningServer server = await StartServerAsync();
        JsonTalk alice = await StartJsonAsync(server);
        await alice.EnterAsync("register", "alice", Secret);
        Relay relay = Ends(new Relay(server.Port));
        // With so little memory it cannot keep what it has to keep while no answer comes, which nothing in it can foresee.
        ProgramProcess broken = Start("/usr/bin/env",
            ["DOTNET_GCHeapHardLimit=0x600000", ProgramFiles.Messenger.File, .. ProgramFiles.Messenger.Before, "client", "--json", "--port", Number(relay.Port)]);
        await broken.WriteLineAsync($$"""{"cmd":"login","name":"alice","password":"{{Secret}}"}""");
        while (!(await broken.ReadLineAsync("the login")).Contains("\"unread\"", StringComparison.Ordinal))
        {
            // What comes before it.
        }
        relay.HoldToClient();
        string text = $"{Secret}, in a text of its own " + new string('x', 15_000);
        try
        {
            for (int i = 0; i < 600; i++)
                await broken.WriteLineAsync($$"""{"cmd":"msg","to":"nobody","text":"{{text}}"}""");
        }
        catch (IOException)
        {
            // It has broken down by then.
        }

        (await broken.ExitCodeAsync()).Should().NotBe(0);

        // In the words of an exception, or of the runtime when not even that can be made any more.
        broken.Errors.Should().MatchRegex("OutOfMemoryException|Out of memory", "else it says nothing that is looked at here").And.NotContain(Secret);
    }
}
