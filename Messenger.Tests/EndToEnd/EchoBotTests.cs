using System.ComponentModel;
using System.Text.RegularExpressions;
using FluentAssertions;
using Messenger.Tests.EndToEnd.Support;
using Messenger.Tests.Support;
using NUnit.Framework;

namespace Messenger.Tests.EndToEnd;

/// <summary>The bot of docs/scripting.md, taken from there and run as it says there.</summary>
internal sealed partial class EchoBotTests : ProgramTest
{
    [Test]
    public async Task The_echo_bot_of_the_document_echoes()
    {
        await NeedsPythonAsync();
        RunningServer server = await StartServerAsync();
        string document = Repository.ReadAllText("docs", "scripting.md");
        IReadOnlyList<Match> blocks = Block().Matches(document);
        string bot = blocks.First(block => block.Groups["language"].Value == "python").Groups["text"].Value;
        bot.Split('\n').Should().HaveCount(10 + 1, "it is told to have ten lines");
        await File.WriteAllTextAsync(InHome("echo.py"), bot);
        string program = string.Join(' ', [ProgramFiles.Messenger.File, .. ProgramFiles.Messenger.Before]);
        string[] steps = [.. blocks.First(block => block.Value.Contains("echo.py", StringComparison.Ordinal)).Groups["text"].Value
            .Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(step => step.Replace("dotnet run -- client", $"{program} client --port {server.Port}", StringComparison.Ordinal))];

        JsonTalk alice = await RegisterJsonAsync(server, "alice");
        foreach (string step in steps[..^1])
        {
            ProgramProcess shell = Start("sh", ["-c", step]);
            (await shell.ExitCodeAsync()).Should().Be(0, "of {0}: {1}", step, shell.Errors);
        }
        ProgramProcess running = Start("sh", ["-c", steps[^1]]);
        await WaitUntilOnlineAsync(alice, "echo");
        foreach (string text in new[] { "hello", "a \"quoted\"\nsecond line 漢 😀" })
        {
            await alice.AskAsync("msg", new { to = "echo", text });
            (await alice.NextAsync("message")).Text("text").Should().Be($"echo: {text}");
        }
        running.HasExited.Should().BeFalse();
    }

    [Test]
    public async Task The_group_bot_of_the_document_welcomes_and_answers()
    {
        await NeedsPythonAsync();
        RunningServer server = await StartServerAsync();
        string bot = Block().Matches(Repository.ReadAllText("docs", "scripting.md"))
            .Select(block => block.Groups["text"].Value)
            .Single(text => text.Contains("welcome", StringComparison.Ordinal) && text.StartsWith("import", StringComparison.Ordinal));
        await File.WriteAllTextAsync(InHome("hello.py"), bot);
        JsonTalk alice = await RegisterJsonAsync(server, "alice");
        JsonTalk carol = await RegisterJsonAsync(server, "carol");
        await (await RegisterJsonAsync(server, "hello")).AskAsync("logout");
        PasswordVariable = Password;
        ProgramProcess running = Start("python3",
        [
            "hello.py", ProgramFiles.Messenger.File, .. ProgramFiles.Messenger.Before,
            "client", "--json", "--port", Number(server.Port), "--confirm", "manual", "--user", "hello",
        ]);
        await WaitUntilOnlineAsync(alice, "hello");

        await alice.AskAsync("group-create", new { name = "lunch", members = new[] { "hello" } });
        await alice.AskAsync("msg", new { to = "#lunch", text = "hello, robot" });
        (await alice.NextAsync("message")).Text("text").Should().Be("hello, alice!");
        await alice.AskAsync("group-add", new { group = "lunch", names = new[] { "carol" } });
        (await carol.NextAsync("message")).Text("text").Should().Be("welcome, carol!");
        running.HasExited.Should().BeFalse();
    }

    private static async Task WaitUntilOnlineAsync(JsonTalk talk, string name)
    {
        bool isOnline = false;
        for (long began = TimeProvider.System.GetTimestamp(); !isOnline;)
        {
            (TimeProvider.System.GetElapsedTime(began) < TimeLimits.Wait).Should().BeTrue("{0} comes online in time", name);
            isOnline = (await talk.AskAsync("list", new { pattern = name })).GetProperty("accounts")[0].GetProperty("online").GetBoolean();
        }
    }

    private async Task NeedsPythonAsync()
    {
        try
        {
            if (await Start("python3", ["--version"]).ExitCodeAsync() == 0)
                return;
        }
        catch (Win32Exception)
        {
            // It is not there.
        }
        Assert.Ignore("there is no python3 on this machine");
    }

    /// <summary>A block of a document, with its language.</summary>
    [GeneratedRegex("^```(?<language>.*?)\n(?<text>.*?)^```$", RegexOptions.Singleline | RegexOptions.Multiline | RegexOptions.ExplicitCapture)]
    private static partial Regex Block();
}
