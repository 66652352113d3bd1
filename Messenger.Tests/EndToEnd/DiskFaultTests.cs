using System.Text.Json;
using FluentAssertions;
using Messenger.Tests.EndToEnd.Support;
using Messenger.Tests.Support;
using NUnit.Framework;

namespace Messenger.Tests.EndToEnd;

/// <summary>
/// Disks that take nothing more, under a server with clients: new messages are refused in words, what was acknowledged is there, reading goes
/// on, and so does writing once it can. Some need the right to mount a file system; the simulated disk shows the same without.
/// </summary>
[Platform("Linux")]
internal sealed class DiskFaultTests : ProgramTest
{
    private const int DiskBytes = 8 << 20;
    private const string Refusal = "the server cannot store this now; nothing was changed, try again later";

    [Test]
    public async Task A_disk_that_is_full_and_then_has_room()
    {
        TestFileSystem disk = Ends(TestFileSystem.InMemory(InHome("disk"), DiskBytes));
        string data = Path.Combine(disk.Path, "data");
        Talk talk = await BeginAsync(await StartKeepingAsync(data));

        disk.Fill();
        await FillUpAsync(talk);
        await ShouldReadOnAsync(talk);
        disk.MakeRoom();
        await ShouldGoOnAsync(talk);

        await talk.Server.Process.KillAsync();
        await ShouldBeWholeAsync(data, talk);
    }

    [Test]
    public async Task A_limit_on_the_size_of_files_that_is_lifted()
    {
        // In blocks of 512 bytes. The runtime itself needs larger files, unless it is told not to.
        const string limited = "ulimit -S -f 3000 && export DOTNET_EnableWriteXorExecute=0 && exec \"$0\" \"$@\"";
        string data = InHome("data");
        Talk talk = await BeginAsync(await RunningServer.OfAsync(
            Start("/bin/sh", ["-c", limited, ProgramFiles.Messenger.File, .. ProgramFiles.Messenger.Before, .. KeepingServer(data)])));

        await FillUpAsync(talk);
        await ShouldReadOnAsync(talk);
        FileSizeLimit.Lift(talk.Server.Process.Id);
        await ShouldGoOnAsync(talk);

        await talk.Server.Process.KillAsync();
        await ShouldBeWholeAsync(data, talk);
    }

    [Test]
    public async Task A_disk_that_breaks_and_is_repaired()
    {
        TestFileSystem disk = Ends(TestFileSystem.OnDisk(InHome("disk"), InHome("image"), 4 * DiskBytes));
        string data = Path.Combine(disk.Path, "data");
        Talk talk = await BeginAsync(await StartKeepingAsync(data));

        disk.Break();
        await FillUpAsync(talk);
        await ShouldReadOnAsync(talk);
        talk.Server.Process.Signal(ProgramProcess.SigTerm);
        (await talk.Server.Process.ExitCodeAsync()).Should().Be(0);
        await ShouldBeRefusedAsync(data);

        disk.MountAgain();
        talk = talk with { Confirmed = null };
        await ShouldBeWholeAsync(data, talk);
    }

    [Test]
    public async Task A_file_system_that_is_read_only_at_the_start()
    {
        TestFileSystem disk = Ends(TestFileSystem.InMemory(InHome("disk"), DiskBytes));
        string data = Path.Combine(disk.Path, "data");
        RunningServer server = await StartKeepingAsync(data);
        server.Process.Signal(ProgramProcess.SigTerm);
        (await server.Process.ExitCodeAsync()).Should().Be(0);

        disk.MakeReadOnly();
        await ShouldBeRefusedAsync(data);
        await ShouldBeRefusedAsync(Path.Combine(disk.Path, "new"));
    }

    [Test]
    public async Task A_directory_that_is_read_only_at_the_start_or_becomes_so()
    {
        if (Environment.IsPrivilegedProcess)
            Assert.Ignore("root may write in any directory");
        string data = InHome("data");
        Talk talk = await BeginAsync(await StartKeepingAsync(data));

        SetMode(data, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        // Its files are open: nothing keeps it from writing on.
        await ShouldGoOnAsync(talk with { Confirmed = null });
        await talk.Server.Process.KillAsync();
        Directory.CreateDirectory(InHome("empty"));
        SetMode(InHome("empty"), UnixFileMode.UserRead | UnixFileMode.UserExecute);
        await ShouldBeRefusedAsync(InHome("empty"));

        SetMode(data, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        await ShouldBeWholeAsync(data, talk with { Confirmed = null });
    }

    /// <summary>Alice, for whom three messages are held, is logged in and confirms by hand; bob writes to her.</summary>
    private async Task<Talk> BeginAsync(RunningServer server)
    {
        JsonTalk alice = await RegisterJsonAsync(server, "alice", "--confirm", "manual");
        await alice.AskAsync("logout");
        JsonTalk bob = await RegisterJsonAsync(server, "bob");
        for (int i = 1; i <= 3; i++)
            (await bob.AskAsync("msg", new { to = "alice", text = $"held {Number(i)}" })).Text("event").Should().Be("sent");
        (await alice.EnterAsync("login", "alice")).Number("total").Should().Be(3);
        return new Talk(server, alice, bob, []);
    }

    /// <summary>Bob writes until it is refused: many long messages at a time, and at last short ones alone, for which there may be room still.</summary>
    private static async Task FillUpAsync(Talk talk)
    {
        foreach ((int together, int length) in new[] { (20, 2_000), (1, 1) })
        {
            string filling = new('x', length);
            for (bool isRefused = false; !isRefused;)
            {
                string[] texts = [.. Enumerable.Range(talk.Live.Count, together).Select(i => $"live {Number(i)} {filling}")];
                List<string> sends = [];
                foreach (string text in texts)
                    sends.Add(await talk.Bob.SayAsync("msg", new { to = "alice", text }));
                for (int i = 0; i < sends.Count; i++)
                {
                    JsonElement answer = await talk.Bob.AnswerAsync(sends[i]);
                    isRefused = answer.Text("event") != "sent";
                    if (isRefused)
                        (answer.Text("code"), answer.Text("message")).Should().Be(("store-failed", Refusal));
                    else
                        talk.Live.Add(texts[i]);
                }
            }
        }
    }

    /// <summary>While nothing can be stored, everything can be looked at and nothing that was refused is shown; a confirmation waits.</summary>
    private async Task ShouldReadOnAsync(Talk talk)
    {
        (await talk.Alice.AskAsync("unread")).Number("total").Should().Be(3 + talk.Live.Count);
        (await talk.Alice.AskAsync("list")).GetProperty("accounts").GetArrayLength().Should().Be(2);
        List<JsonElement> live = await talk.Alice.MessagesAsync(talk.Live.Count);
        live.Texts().Should().Equal(talk.Live);
        await talk.Alice.AskAsync("read", new { count = 3 });
        List<JsonElement> held = await talk.Alice.MessagesAsync(3);
        held.Texts().Should().Equal("held 1", "held 2", "held 3");
        talk.Alice.HasPassedOver("message").Should().BeFalse();
        talk.Confirmed = await talk.Alice.SayAsync("confirm", new { ids = new[] { held[0].Text("id") } });

        JsonTalk carol = await StartJsonAsync(talk.Server);
        JsonElement refused = await carol.AskAsync("register", new { name = "carol", password = Password });
        (refused.Text("code"), refused.Text("message")).Should().Be(("store-failed", Refusal));
        talk.Server.Process.Errors.Should().Contain("a commit failed").And.NotContain("   at ");
    }

    /// <summary>At the first try, and what was waiting goes through by itself.</summary>
    private static async Task ShouldGoOnAsync(Talk talk)
    {
        (await talk.Bob.AskAsync("msg", new { to = "alice", text = "afterwards" })).Text("event").Should().Be("sent");
        talk.Live.Add("afterwards");
        (await talk.Alice.NextAsync("message")).Text("text").Should().Be("afterwards");
        if (talk.Confirmed is { } confirmed)
            (await talk.Alice.AnswerAsync(confirmed)).Text("event").Should().Be("ok");
    }

    /// <summary>A server that is started on it has everything that was acknowledged and not confirmed, in order, and nothing else.</summary>
    private async Task ShouldBeWholeAsync(string data, Talk talk)
    {
        IEnumerable<string> waiting = talk.Confirmed is null ? ["held 1", "held 2", "held 3"] : ["held 2", "held 3"];
        RunningServer again = await StartKeepingAsync(data);
        JsonTalk alice = await StartJsonAsync(again);
        (await alice.EnterAsync("login", "alice")).Number("total").Should().Be(waiting.Count() + talk.Live.Count);
        await alice.AskAsync("read");
        (await alice.MessagesAsync(waiting.Count() + talk.Live.Count)).Texts().Should().Equal(waiting.Concat(talk.Live));
        (await alice.AskAsync("list", new { pattern = "carol" })).GetProperty("accounts").GetArrayLength().Should().Be(0, "that was refused");
        (await RunAsync("admin", "verify", "--data", data)).ExitCode.Should().Be(0);
    }

    private async Task ShouldBeRefusedAsync(string data)
    {
        (int exitCode, string output, string errors) = await RunAsync(KeepingServer(data));
        (exitCode, output).Should().Be((2, ""));
        errors.Should().Contain(data).And.MatchRegex("[Rr]ead-only|denied").And.NotContain("   at ");
        errors.TrimEnd().Should().NotContain("\n", "one sentence says it");
    }

    private static void SetMode(string directory, UnixFileMode mode)
    {
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(directory, mode);
    }

    /// <param name="Server">Whose disk breaks.</param>
    /// <param name="Alice">Reads, and has confirmed nothing yet.</param>
    /// <param name="Bob">Writes.</param>
    /// <param name="Live">What was acknowledged since alice logged in.</param>
    private sealed record Talk(RunningServer Server, JsonTalk Alice, JsonTalk Bob, List<string> Live)
    {
        /// <summary>The ref of the confirmation of the first held message; null when there is none, or it may be lost.</summary>
        public string? Confirmed { get; set; }
    }
}
