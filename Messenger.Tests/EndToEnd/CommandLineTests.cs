using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using FluentAssertions;
using Messenger.Tests.EndToEnd.Support;
using NUnit.Framework;

namespace Messenger.Tests.EndToEnd;

/// <summary>The command line of product rule §2: words and exit codes.</summary>
internal sealed class CommandLineTests : ProgramTest
{
    [TestCase("")]
    [TestCase("server")]
    [TestCase("client")]
    [TestCase("forget")]
    [TestCase("decode")]
    [TestCase("bench")]
    [TestCase("compare")]
    [TestCase("fuzz")]
    [TestCase("torture")]
    [TestCase("proxy")]
    public async Task Every_command_explains_itself_with_examples_that_parse(string command)
    {
        string[] words = command.Length > 0 ? [command] : [];
        (int exitCode, string help, string errors) = await RunAsync([.. words, "--help"]);
        exitCode.Should().Be(0);
        errors.Should().BeEmpty();
        string[] examples = [.. CommandLines.In(help)];
        examples.Should().NotBeEmpty().And.OnlyContain(example => example.StartsWith($"messenger {command}", StringComparison.Ordinal));
        foreach (string example in examples)
            await ShouldParseAsync(example);

        (exitCode, string version, _) = await RunAsync([.. words, "--version"]);
        exitCode.Should().Be(0);
        version.Should().MatchRegex(@"^\d+\.\d+\.\d+\n$");
    }

    [TestCase("README.md")]
    [TestCase("CONTRIBUTING.md")]
    [TestCase("docs/scripting.md")]
    [TestCase("docs/operating.md")]
    [TestCase("docs/performance.md")]
    [TestCase("docs/protocols-compared.md")]
    [TestCase("docs/reliability.md")]
    [TestCase("docs/PROTOCOL.md")]
    public async Task Every_command_in_the_documents_parses(string document)
    {
        string[] lines = [.. CommandLines.In(Messenger.Tests.Support.Repository.ReadAllText(document))];
        lines.Should().NotBeEmpty();
        foreach (string line in lines)
            await ShouldParseAsync(line);
    }

    [TestCase("foo", "'foo'")]
    [TestCase("server --foo", "'--foo'")]
    [TestCase("server --port 70000", "--port takes a whole number from 0 to 65535, not \"70000\"")]
    [TestCase("server --port x", "--port takes a whole number from 0 to 65535, not \"x\"")]
    [TestCase("server --host nonsense", "--host takes an address of this machine")]
    [TestCase("server --host 192.0.2.77 --port 0", "this machine does not have that address")]
    [TestCase("server --cert x.pem", "--cert and --key belong together")]
    [TestCase("server --ephemeral --cert x.pem --key y.pem", "x.pem")]
    [TestCase("server --registration maybe", "'maybe'")]
    [TestCase("server --log-level loud", "'loud'")]
    [TestCase("server --password-rounds 1000", "--password-rounds below 210000 is for tests: add --ephemeral, or --host 127.0.0.1")]
    [TestCase("server --host 127.0.0.1 --port 0 --data /dev/null/x", "/dev/null/x")]
    [TestCase("server --sends-per-second 0", "--sends-per-second takes a whole number from 1 to 1000000, not \"0\"")]
    [TestCase("server --send-burst many", "--send-burst takes a whole number from 1 to 1000000, not \"many\"")]
    [TestCase("server --registrations-per-hour -1", "--registrations-per-hour takes a whole number from 1 to 1000000, not \"-1\"")]
    [TestCase("client --port 0", "--port takes a whole number from 1 to 65535, not \"0\"")]
    [TestCase("client --tls --plaintext", "exclude each other")]
    [TestCase("client --confirm manual", "--confirm manual goes with --json")]
    [TestCase("client --fingerprint abc", "64 hex digits")]
    [TestCase("client --password-file no-such-file", "no-such-file")]
    [TestCase("forget", "'forget'")]
    [TestCase("forget chat.example", "HOST:PORT")]
    [TestCase("decode", "'decode'")]
    [TestCase("compare --port 1", "--port needs --fingerprint, the key in the server's first line, or --plaintext")]
    [TestCase("compare --http 8080", "--http is about a server that runs already, which --port names")]
    [TestCase("compare --port 1 --fingerprint abc", "64 hex digits")]
    [TestCase("compare --port 1 --plaintext --ephemeral", "--ephemeral is for the server that is started")]
    [TestCase("compare --brief --samples 20", "--samples is not for --brief")]
    [TestCase("compare --json --markdown", "--markdown and --json exclude each other")]
    [TestCase("compare --doors wire pigeon", "--doors takes some of wire, rest-json, rest-protobuf, grpc, not \"pigeon\"")]
    [TestCase("torture --scenario nonsense", "'nonsense'")]
    [TestCase("torture --kills many", "--kills takes a whole number from 0 to 10000, not \"many\"")]
    [TestCase("torture --doors wire,rest", "--doors takes doors separated by commas (wire, rest-json, rest-protobuf, grpc), not \"wire,rest\"")]
    public async Task Wrong_usage_is_told_on_stderr_and_ends_with_2(string line, string words)
    {
        (int exitCode, string output, string errors) = await RunAsync(line.Split(' '));
        exitCode.Should().Be(2, "of {0}", errors);
        output.Should().BeEmpty();
        errors.Should().Contain(words).And.NotContain("   at ");
    }

    [Test]
    public async Task A_port_in_use_is_told_with_the_next_to_try()
    {
        RunningServer first = await StartServerAsync();
        (int exitCode, string output, string errors) =
            await RunAsync("server", "--ephemeral", "--host", "127.0.0.1", "--port", Number(first.Port));
        exitCode.Should().Be(2);
        output.Should().BeEmpty();
        errors.Should().Be(
            $"cannot listen on 127.0.0.1:{first.Port}: address in use (another server? try --port {first.Port % 65535 + 1})\n");
    }

    [Test]
    public async Task A_server_that_is_not_there_ends_a_client_with_3()
    {
        int port = FreePort();
        (int exitCode, _, string errors) = await RunAsync("client", "--port", Number(port));
        exitCode.Should().Be(3);
        errors.Should().Be(
            $"cannot reach localhost:{port}: nobody listens there (is the server running? choose another with --host and --port)\n");
        (exitCode, string output, _) = await RunAsync("client", "--json", "--port", Number(port));
        exitCode.Should().Be(3);
        JsonDocument.Parse(output).RootElement.Text("code").Should().Be("not-connected");
    }

    [Test]
    public async Task A_login_at_start_that_is_refused_ends_a_client_with_4()
    {
        RunningServer server = await StartServerAsync();
        await RegisterJsonAsync(server, "alice");
        await File.WriteAllTextAsync(InHome("wrong"), "wrong password\n");
        string[] client = ["client", "--port", Number(server.Port), "--user", "alice", "--password-file", "wrong"];
        (int exitCode, _, string errors) = await RunAsync(client);
        exitCode.Should().Be(4);
        errors.Should().Be("cannot log in as alice: unknown name or wrong password (bad-credentials)\n");
        (exitCode, string output, _) = await RunAsync([.. client, "--json"]);
        exitCode.Should().Be(4);
        output.Should().Contain("\"code\":\"bad-credentials\"");
    }

    [Test]
    public async Task A_password_comes_from_the_file_then_the_variable_then_the_next_line()
    {
        RunningServer server = await StartServerAsync();
        await RegisterJsonAsync(server, "alice");
        await File.WriteAllTextAsync(InHome("right"), $"{Password}\nnot this\n");
        string[] client = ["client", "--port", Number(server.Port), "--user", "alice"];
        PasswordVariable = "wrong password";
        (await RunAsync([.. client, "--password-file", "right"])).ExitCode.Should().Be(0);
        (await RunAsync(client)).ExitCode.Should().Be(4);
        PasswordVariable = Password;
        (int exitCode, string output, _) = await RunAsync(client);
        exitCode.Should().Be(0);
        output.Should().Contain("logged in as alice\n");
        PasswordVariable = null;
        (exitCode, _, string errors) = await RunAsync(client);
        exitCode.Should().Be(0, "nobody was refused");
        errors.Should().Contain("--password-file").And.Contain("MESSENGER_PASSWORD");
    }

    [Test]
    public async Task An_interrupted_client_ends_with_130()
    {
        RunningServer server = await StartServerAsync();
        LineTalk line = await RegisterLineAsync(server, "alice");
        ProgramProcess json = (await StartJsonAsync(server)).Process;
        await server.Process.KillAsync();
        await line.NextAsync("word of the cut");
        await line.AskAsync("/msg bob hello", "offline: the message to bob waits until the connection is back");
        line.Process.Signal(ProgramProcess.SigInt);
        json.Signal(ProgramProcess.SigTerm);
        (await line.Process.ExitCodeAsync()).Should().Be(130);
        line.Process.Errors.Should().MatchRegex("^no answer for the message [0-9a-f-]{36}\n$");
        (await json.ExitCodeAsync()).Should().Be(130);
    }

    [Test]
    public async Task Sends_that_got_no_answer_within_ten_seconds_of_the_end_are_named_and_end_a_client_with_1()
    {
        RunningServer server = await StartServerAsync();
        await RegisterJsonAsync(server, "bob");
        Relay relay = Ends(new Relay(server.Port));
        LineTalk line = await StartLineAsync(relay.Port);
        await line.RegisterAsync("alice");
        JsonTalk json = await StartJsonAsync(relay.Port);
        await json.EnterAsync("register", "carol");
        relay.HoldToClient();
        const string id = "01a2007d-253d-7e32-a11b-1e133748bdb9";
        await json.SayAsync("msg", new { to = "bob", text = "hello", id });
        await line.SayAsync("/msg bob hello");
        json.Process.EndInput();
        await line.SayAsync("/quit");
        (await json.Process.ExitCodeAsync()).Should().Be(1);
        json.Process.Errors.Should().Be($"no answer for the message {id}\n");
        (await json.NextAsync("bye")).Text("event").Should().Be("bye");
        (await line.Process.ExitCodeAsync()).Should().Be(1);
        line.Process.Errors.Should().MatchRegex("^no answer for the message [0-9a-f-]{36}\n$");
    }

    [TestCase("00 00 00 05 02 00 00 00 07", 0, "PING, request id 7")]
    [TestCase("0x4D534752", 0, "preamble")]
    [TestCase("00 00 00 04 02 00 00 00", 1, "wrong at byte")]
    [TestCase("zz", 2, "not a hex digit")]
    public async Task Decode_explains_a_frame_or_says_what_is_wrong_with_it(string hex, int expected, string words)
    {
        (int exitCode, string output, string errors) = await RunAsync("decode", hex);
        exitCode.Should().Be(expected);
        (expected == 2 ? errors : output).Should().Contain(words);
    }

    /// <summary>Has the program look at the options and arguments without doing what they say.</summary>
    private async Task ShouldParseAsync(string line)
    {
        string[] words = CommandLines.Words(line);
        // Harmless and over at once; the others get an option that does not exist, and must complain of nothing else.
        if (words.Length == 0 || words[0] is "decode" or "forget" || words.Contains("--help"))
        {
            (await RunAsync(words)).ExitCode.Should().Be(0, "of {0}", line);
            return;
        }
        (int exitCode, _, string errors) = await RunAsync([words[0], "--no-such-option", .. words[1..]]);
        exitCode.Should().Be(2);
        errors.Should().Be("Unrecognized command or argument '--no-such-option'.\nSee messenger --help.\n", "of {0}", line);
    }

    private static int FreePort()
    {
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
