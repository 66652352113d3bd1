using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using System.Runtime.Versioning;
using System.Text.Json;
using FluentAssertions;
using Messenger.Tests.EndToEnd.Support;
using NUnit.Framework;

namespace Messenger.Tests.EndToEnd;

/// <summary>A server reached at an address of this machine that is not loopback: what clients on other machines go through.</summary>
[UnsupportedOSPlatform("windows")]
internal sealed class TransportTests : ProgramTest
{
    private readonly string _address = OwnAddress() ?? "";

    [SetUp]
    public void NeedsAnAddress()
    {
        if (_address.Length == 0)
            Assert.Ignore("this machine has no address but loopback");
    }

    [Test]
    public async Task A_key_that_nobody_vouches_for_is_refused_when_there_is_nobody_to_ask()
    {
        RunningServer server = await StartServerAsync(_address, 0);
        foreach (string[] form in new[] { ["--json"], Array.Empty<string>() })
        {
            (int exitCode, string output, string errors) = await RunClientAsync(server, form);
            exitCode.Should().Be(3);
            errors.Should().Contain("is not known").And.Contain($"--fingerprint {server.Fingerprint}");
            if (form.Length > 0)
                JsonDocument.Parse(output).RootElement.Text("code").Should().Be("fingerprint-unknown");
        }
        File.Exists(Pins).Should().BeFalse("nothing is trusted unasked");
    }

    [Test]
    public async Task A_key_that_was_named_is_pinned_and_needs_no_naming_again()
    {
        RunningServer server = await StartServerAsync(_address, 0);
        string loud = server.Fingerprint["sha256:".Length..].ToUpperInvariant();
        JsonElement connected = await ConnectAsync(server, "--fingerprint", loud);
        connected.GetProperty("tls").GetBoolean().Should().BeTrue();
        connected.Text("fingerprint").Should().Be(server.Fingerprint);
        File.GetUnixFileMode(Pins).Should().Be(UnixFileMode.UserRead | UnixFileMode.UserWrite);

        (await ConnectAsync(server)).Text("fingerprint").Should().Be(server.Fingerprint);
        (int exitCode, string output, _) = await RunClientAsync(server);
        exitCode.Should().Be(0);
        output.Should().Be($"connected to {_address}:{server.Port}, encrypted\n");
    }

    [Test]
    public async Task Another_key_than_the_one_named_is_refused()
    {
        RunningServer server = await StartServerAsync(_address, 0);
        string other = $"sha256:{new string('0', 64)}";
        (int exitCode, _, string errors) = await RunClientAsync(server, "--fingerprint", other);
        exitCode.Should().Be(3);
        errors.Should().Contain(server.Fingerprint).And.Contain(other);
    }

    [Test]
    public async Task A_changed_key_is_refused_with_both_fingerprints_until_it_is_forgotten()
    {
        RunningServer before = await StartServerAsync(_address, 0, "--data", InHome("before"));
        await ConnectAsync(before, "--fingerprint", before.Fingerprint);
        await before.Process.KillAsync();

        RunningServer same = await StartServerAsync(_address, before.Port, "--data", InHome("before"));
        same.Fingerprint.Should().Be(before.Fingerprint, "the key outlives the process");
        await ConnectAsync(same);
        await same.Process.KillAsync();

        RunningServer after = await StartServerAsync(_address, before.Port, "--data", InHome("after"));
        (int exitCode, _, string errors) = await RunClientAsync(after);
        exitCode.Should().Be(3);
        errors.Should().Contain(before.Fingerprint).And.Contain(after.Fingerprint);
        string forget = $"messenger forget {_address}:{before.Port}";
        errors.Should().Contain(forget);
        (await RunClientAsync(after, "--json")).Output.Should().Contain("\"fingerprint-unknown\"");

        (await RunAsync(forget.Split(' ')[1..])).ExitCode.Should().Be(0);
        (await RunClientAsync(after)).Errors.Should().Contain("is not known");
        await ConnectAsync(after, "--fingerprint", after.Fingerprint);
        (await RunAsync("forget", $"{_address}:1")).Output.Should().Contain("nothing to forget");
    }

    [Test]
    public async Task Plaintext_from_elsewhere_is_refused_unless_the_server_allows_it()
    {
        RunningServer strict = await StartServerAsync(_address, 0);
        (int exitCode, string output, _) = await RunClientAsync(strict, "--plaintext", "--json");
        exitCode.Should().Be(3);
        JsonDocument.Parse(output).RootElement.Text("code").Should().Be("tls-required");
        (await RunClientAsync(strict, "--plaintext")).Errors.Should().Contain("takes TLS only");

        RunningServer lenient = await StartServerAsync(_address, 0, "--allow-plaintext");
        (await ConnectAsync(lenient, "--plaintext")).GetProperty("tls").GetBoolean().Should().BeFalse();
        (await ConnectAsync(lenient, "--fingerprint", lenient.Fingerprint)).GetProperty("tls").GetBoolean().Should().BeTrue("both are spoken on one port");
    }

    [Test]
    public async Task Two_people_talk_over_TLS()
    {
        RunningServer server = await StartServerAsync(_address, 0);
        JsonTalk alice = await StartAsync(server, "--fingerprint", server.Fingerprint);
        await alice.EnterAsync("register", "alice");
        JsonTalk bob = await StartAsync(server);
        await bob.EnterAsync("register", "bob");
        string text = string.Concat(Enumerable.Repeat("漢", 5_461));
        (await alice.AskAsync("msg", new { to = "bob", text })).GetProperty("delivered").GetBoolean().Should().BeTrue();
        (await bob.NextAsync("message")).Text("text").Should().Be(text);
    }

    private string Pins => Path.Combine(InHome("state"), "messenger", "known_servers");

    private async Task<JsonTalk> StartAsync(RunningServer server, params IEnumerable<string> more)
    {
        JsonTalk talk = new(Start(["client", "--json", "--host", _address, "--port", Number(server.Port), .. more]));
        await talk.NextAsync("connected");
        return talk;
    }

    private async Task<JsonElement> ConnectAsync(RunningServer server, params IEnumerable<string> more)
    {
        JsonTalk talk = new(Start(["client", "--json", "--host", _address, "--port", Number(server.Port), .. more]));
        JsonElement connected = await talk.NextAsync("connected");
        talk.Process.EndInput();
        (await talk.Process.ExitCodeAsync()).Should().Be(0);
        return connected;
    }

    private Task<(int ExitCode, string Output, string Errors)> RunClientAsync(RunningServer server, params IEnumerable<string> more) =>
        RunAsync(["client", "--host", _address, "--port", Number(server.Port), .. more]);

    private static string? OwnAddress() => NetworkInterface.GetAllNetworkInterfaces()
        .Where(network => network.OperationalStatus is OperationalStatus.Up)
        .SelectMany(network => network.GetIPProperties().UnicastAddresses)
        .Select(unicast => unicast.Address)
        .FirstOrDefault(address => address.AddressFamily is AddressFamily.InterNetwork && !IPAddress.IsLoopback(address))
        ?.ToString();
}
