using System.Net;
using System.Text.Json;
using FluentAssertions;
using Messenger.Tests.EndToEnd.Support;
using Messenger.Tests.Support;
using Messenger.Wire;
using Messenger.Wire.Framing;
using Messenger.Wire.Messages;
using NUnit.Framework;

namespace Messenger.Tests.EndToEnd;

/// <summary>What logs and traces say, and what they must never say.</summary>
internal sealed class LogTests : ProgramTest
{
    private const string WrongPassword = "wrong staple";
    private const string NewPassword = "battery staple";
    private const string Body = "the text of a message";

    [Test]
    public async Task A_log_as_JSON_is_an_object_a_line_and_holds_no_secret_and_no_text()
    {
        RunningServer server = await StartServerAsync(
            "--log-format", "json", "--log-level", "debug", "--trace", "--log-file", InHome("log"));
        List<string> secrets = await LiveAsync(server);
        server.Process.Signal(ProgramProcess.SigTerm);
        (await server.Process.ExitCodeAsync()).Should().Be(0);

        foreach (string log in new[] { server.Process.Errors, await File.ReadAllTextAsync(InHome("log")) })
        {
            string[] lines = log.Split('\n', StringSplitOptions.RemoveEmptyEntries);
            lines.Should().HaveCountGreaterThan(10);
            foreach (string line in lines)
                JsonDocument.Parse(line).RootElement.ValueKind.Should().Be(JsonValueKind.Object);
            log.Should().Contain("in SEND #").And.Contain($"text=<{Body.Length} bytes>").And.NotContain(Body);
            secrets.Should().NotContain(secret => log.Contains(secret, StringComparison.OrdinalIgnoreCase));
        }
    }

    [Test]
    public async Task A_log_as_text_is_a_line_an_event_and_holds_no_secret_and_no_text()
    {
        RunningServer server = await StartServerAsync("--log-level", "debug", "--trace");
        List<string> secrets = await LiveAsync(server);
        server.Process.Signal(ProgramProcess.SigTerm);
        (await server.Process.ExitCodeAsync()).Should().Be(0);

        string log = server.Process.Errors;
        log.Split('\n', StringSplitOptions.RemoveEmptyEntries).Should().OnlyContain(
            line => System.Text.RegularExpressions.Regex.IsMatch(line, @"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z (DBG|INF|WRN) "));
        log.Should().Contain("in SEND #").And.NotContain(Body);
        secrets.Should().NotContain(secret => log.Contains(secret, StringComparison.OrdinalIgnoreCase));
    }

    [Test]
    public async Task A_client_traces_every_frame_without_secrets_and_texts_only_when_asked()
    {
        RunningServer server = await StartServerAsync();
        Relay relay = Ends(new Relay(server.Port));
        JsonTalk alice = await StartJsonAsync(relay.Port, "--trace", "--trace-bodies");
        await alice.EnterAsync("register", "alice");
        JsonTalk bob = await StartJsonAsync(relay.Port, "--trace=trace.txt");
        await bob.EnterAsync("register", "bob");
        await alice.AskAsync("msg", new { to = "bob", text = Body });
        await bob.NextAsync("message");
        await bob.AskAsync("msg", new { to = "alice", text = Body });
        await bob.AskAsync("change-password", new { password = Password, @new = NewPassword });
        foreach (JsonTalk talk in new[] { alice, bob })
        {
            await talk.AskAsync("quit");
            (await talk.Process.ExitCodeAsync()).Should().Be(0);
        }

        string toFile = await File.ReadAllTextAsync(InHome("trace.txt"));
        string toScreen = alice.Process.Errors;
        bob.Process.Errors.Should().BeEmpty("its trace went to the file");
        List<string> secrets = [Password, NewPassword, .. Tokens(relay.FromServer).SelectMany(Forms)];
        secrets.Should().HaveCountGreaterThan(4);
        foreach (string trace in new[] { toFile, toScreen })
        {
            trace.Split('\n', StringSplitOptions.RemoveEmptyEntries).Should().OnlyContain(
                line => System.Text.RegularExpressions.Regex.IsMatch(line, @"^(->|<-) +\d+\.\d ms  [A-Z_]+ #\d+ \d+ bytes?\b"));
            trace.Should().Contain("password=***").And.Contain("token=***");
            secrets.Should().NotContain(secret => trace.Contains(secret, StringComparison.OrdinalIgnoreCase));
        }
        toScreen.Should().Contain($"text=\"{Body}\"");
        toFile.Should().Contain($"text=<{Body.Length} bytes>").And.NotContain(Body);
    }

    /// <summary>Does what has secrets in it.</summary>
    /// <returns>The secrets, in the forms in which they might show.</returns>
    private static async Task<List<string>> LiveAsync(RunningServer server)
    {
        IPEndPoint endPoint = new(IPAddress.Loopback, server.Port);
        using RawClient alice = await RawClient.ConnectAsync(endPoint);
        await alice.HelloAsync();
        await alice.RegisterAsync("alice");
        byte[] first = alice.Token;
        using RawClient bob = await RawClient.ConnectAsync(endPoint);
        await bob.HelloAsync();
        (await bob.AskCredentials(Opcode.Login, "alice", WrongPassword)).Code.Should().Be(ErrorCode.BadCredentials);
        await bob.RegisterAsync("bob");
        await bob.SendAsync("alice", Body);
        (await alice.NextMessageAsync()).Text.Should().Be(Body);
        using RawClient resumed = await RawClient.ConnectAsync(endPoint);
        await resumed.HelloAsync();
        await resumed.ResumeAsync(first);
        (await resumed.NextMessageAsync()).Text.Should().Be(Body);
        (await resumed.AskChangePassword(RawClient.Password, NewPassword)).Opcode.Should().Be(Opcode.ChangePasswordAnswer);
        (await resumed.AskCredentials(Opcode.DeleteAccount, "alice", NewPassword)).Opcode.Should().Be(Opcode.DeleteAccountAnswer);
        // Cut within a frame, behind the password.
        await bob.WriteAsync(RawClient.Encode(Opcode.Send, 99, new Credentials("x"u8.ToArray(), "secret in a frame of another kind"u8.ToArray())));
        await bob.PingAsync();
        return [RawClient.Password, WrongPassword, NewPassword, "secret in", .. new[] { first, bob.Token, resumed.Token }.SelectMany(Forms)];
    }

    private static IEnumerable<string> Forms(byte[] secret) => [Convert.ToHexString(secret), Convert.ToBase64String(secret).TrimEnd('=')];

    /// <summary>The resume tokens in what a server said.</summary>
    private static List<byte[]> Tokens(byte[] bytes)
    {
        List<byte[]> tokens = [];
        ReadOnlySpan<byte> rest = bytes;
        while (FrameReader.Read(rest, Limits.FrameAfterLogin, out Frame frame, out _) is FrameOutcome.Frame)
        {
            if (frame.Opcode is Opcode.RegisterAnswer)
                tokens.Add(Messenger.Wire.Fields.FieldReader.ReadWhole<SessionOpened>(frame.Body).Token);
            rest = rest[frame.Size..];
        }
        return tokens;
    }
}
