using System.Globalization;
using System.Net;
using System.Text.Json;
using FluentAssertions;
using Messenger.Tests.EndToEnd.Support;
using Messenger.Tests.Support;
using NUnit.Framework;

namespace Messenger.Tests.EndToEnd;

/// <summary>
/// The program on files that were cut off or in which bits have turned: it starts and has everything, or says what is lost, or refuses in a
/// sentence; it never shows a text that nobody wrote. MESSENGER_DAMAGES is how many places of each file are tried.
/// </summary>
internal sealed class DamagedFilesTests : ProgramTest
{
    private const int Messages = 120;

    private static readonly int Places =
        int.TryParse(Environment.GetEnvironmentVariable("MESSENGER_DAMAGES"), CultureInfo.InvariantCulture, out int given) ? given : 3;

    private static readonly string[] Texts = [.. Enumerable.Range(0, Messages).Select(i => $"message {Number(i)} " + new string((char)('a' + (i % 26)), i * 7))];

    [Test]
    public async Task A_damaged_file_is_noticed_or_changes_nothing(
        [Values("messenger.db", "messenger.db-wal", "identity.pem")] string name, [Values] bool isCutOff)
    {
        string recorded = await RecordAsync();
        byte[] whole = await File.ReadAllBytesAsync(Path.Combine(recorded, name));
        Random random = new(name.Length + (isCutOff ? 1 : 0));
        int refused = 0;
        for (int i = 0; i < Places; i++)
        {
            int place = random.Next(whole.Length);
            byte[] damaged = isCutOff ? whole[..place] : [.. whole];
            if (!isCutOff)
                damaged[place] ^= (byte)(1 << random.Next(8));
            string data = CopyOf(recorded, Number(i));
            await File.WriteAllBytesAsync(Path.Combine(data, name), damaged);
            refused += await TryAsync(data, $"{name} damaged at {place}") ? 0 : 1;
            Directory.Delete(data, recursive: true);
        }
        TestContext.Out.WriteLine($"{refused} of {Places} refused");
    }

    [TestCase(-1)]
    [TestCase(0)]
    [TestCase(32)]
    public async Task A_log_that_is_gone_or_empty_is_announced_in_the_log_and_by_verify(int length)
    {
        string data = await RecordAsync();
        string log = Path.Combine(data, "messenger.db-wal");
        if (length >= 0)
        {
            await File.WriteAllBytesAsync(log, (await File.ReadAllBytesAsync(log))[..length]);
        }
        else
        {
            File.Delete(log);
            File.Delete(Path.Combine(data, "messenger.db-shm"));
        }
        (int exitCode, string output, _) = await RunAsync("admin", "verify", "--data", data);
        (exitCode, output).Should().Be((1, output));
        output.Should().MatchRegex("^at least [0-9]+ commits of .* are lost.*restore a backup.*\n$");

        RunningServer server = await RunningServer.OfAsync(Start([.. KeepingServer(data), "--log-format", "json", "--log-file", InHome("log")]));
        server.Process.Signal(ProgramProcess.SigTerm);
        (await server.Process.ExitCodeAsync()).Should().Be(0);

        string kept = length > 0 ? $"{log}.damaged" : "none was there";
        foreach (string said in new[] { server.Process.Errors, await File.ReadAllTextAsync(InHome("log")) })
        {
            JsonElement lost = said.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement)
                .Single(line => line.GetProperty("Properties").GetProperty("EventId").GetInt32() == 19);
            lost.GetProperty("Level").GetString().Should().Be("Error");
            lost.GetProperty("Properties").GetProperty("Commits").GetInt32().Should().BeInRange(Messages / 2, Messages);
            lost.GetProperty("Properties").GetProperty("Log").GetString().Should().Be(kept);
            lost.GetProperty("RenderedMessage").GetString().Should().Contain("what was confirmed last may come again");
        }
        File.Exists($"{log}.damaged").Should().Be(length > 0);
    }

    [Test]
    public async Task Known_servers_that_cannot_be_read_are_no_reason_to_trust_anybody()
    {
        RunningServer server = await StartServerAsync();
        string pins = Path.Combine(InHome("state"), "messenger", "known_servers");
        string[] client = ["client", "--json", "--tls", "--port", Number(server.Port)];
        (await RunAsync([.. client, "--fingerprint", server.Fingerprint])).ExitCode.Should().Be(0);
        byte[] whole = await File.ReadAllBytesAsync(pins);
        (await RunAsync(client)).ExitCode.Should().Be(0);

        await File.WriteAllBytesAsync(pins, [.. whole[..^3], (byte)'\n']);
        await ShouldBeRefusedAsync("is not known");
        byte[] turned = [.. whole];
        turned[^3] = turned[^3] == '0' ? (byte)'1' : (byte)'0';
        await File.WriteAllBytesAsync(pins, turned);
        await ShouldBeRefusedAsync("has changed");
        await File.WriteAllBytesAsync(pins, [0xff, 0xfe, 0, 0, 0x80]);
        await ShouldBeRefusedAsync("is not known");
        File.Delete(pins);
        // What it would be replaced by cannot be put in its place.
        Directory.CreateDirectory(Path.Combine(pins, "in the way"));
        await ShouldBeRefusedAsync("cannot be read or written", "--fingerprint", server.Fingerprint);

        async Task ShouldBeRefusedAsync(string says, params string[] more)
        {
            (int exitCode, string output, string errors) = await RunAsync([.. client, .. more]);
            exitCode.Should().Be(3);
            output.Should().Contain("\"fingerprint-unknown\"");
            errors.Should().Contain(says).And.NotContain("   at ");
        }
    }

    /// <summary>Starts a server on these files and has alice read what waits for her.</summary>
    /// <param name="data">Where they are.</param>
    /// <param name="what">The damage.</param>
    /// <returns>False when it refused to start.</returns>
    private async Task<bool> TryAsync(string data, string what)
    {
        ProgramProcess process = Start(KeepingServer(data));
        RunningServer server;
        try
        {
            server = await RunningServer.OfAsync(process);
        }
        catch (InvalidOperationException)
        {
            (await process.ExitCodeAsync()).Should().Be(2, what);
            process.Errors.Should().MatchRegex("^[^\n]+\n$", "one sentence says why, {0}", what).And.NotContain("   at ");
            return false;
        }
        using RawClient alice = await RawClient.ConnectAsync(new IPEndPoint(IPAddress.Loopback, server.Port));
        await alice.HelloAsync();
        bool isAnnounced = process.Errors.Contains("are lost", StringComparison.Ordinal);
        Received login = await alice.AskCredentials(Messenger.Wire.Opcode.Login, "alice");
        if (login.Code is Messenger.Wire.ErrorCode.BadCredentials)
        {
            // The log was cut off before there was an account.
            isAnnounced.Should().BeTrue(what);
            await process.KillAsync();
            return true;
        }
        int count = (int)(await alice.ReadAsync()).Count;
        (await alice.NextMessagesAsync(count)).Select(message => message.Text).Should().Equal(Texts[..count], "what is there is unaltered and has no holes, {0}", what);
        if (!isAnnounced)
            count.Should().Be(Messages, what);
        process.Errors.Should().NotContain("   at ", what);
        await process.KillAsync();
        TestContext.Out.WriteLine($"{what}: {count} of {Messages}{(isAnnounced ? ", loss announced" : "")}");
        return true;
    }

    /// <summary>A store as kill -9 leaves it: some of it in the database, the rest in the log. The directory goes with the test.</summary>
    private async Task<string> RecordAsync()
    {
        string data = InHome("recorded");
        RunningServer server = await StartKeepingAsync(data);
        IPEndPoint endPoint = new(IPAddress.Loopback, server.Port);
        using (RawClient alice = await RawClient.ConnectAsync(endPoint))
        {
            await alice.HelloAsync();
            await alice.RegisterAsync("alice");
        }
        for (int half = 0; half < 2; half++)
        {
            using RawClient bob = await RawClient.ConnectAsync(new IPEndPoint(IPAddress.Loopback, server.Port));
            await bob.HelloAsync();
            await (half == 0 ? bob.RegisterAsync("bob") : bob.LoginAsync("bob"));
            foreach (string text in Texts[(half * Messages / 2)..((half + 1) * Messages / 2)])
                await bob.SendAsync("alice", text);
            if (half == 0)
            {
                // In order, so that the log goes into the database.
                server.Process.Signal(ProgramProcess.SigTerm);
                (await server.Process.ExitCodeAsync()).Should().Be(0);
                server = await StartKeepingAsync(data);
            }
            else
            {
                await server.Process.KillAsync();
            }
        }
        return data;
    }

    private string CopyOf(string recorded, string name)
    {
        string copy = Directory.CreateDirectory(InHome(name)).FullName;
        foreach (string file in Directory.EnumerateFiles(recorded))
            File.Copy(file, Path.Combine(copy, Path.GetFileName(file)));
        return copy;
    }
}
