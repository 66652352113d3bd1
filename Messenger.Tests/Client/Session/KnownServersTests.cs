using FluentAssertions;
using Messenger.Client.Session;
using NUnit.Framework;

namespace Messenger.Tests.Client.Session;

[Parallelizable(ParallelScope.All)]
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class KnownServersTests : IDisposable
{
    private const string Hex = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";
    private const string Key = "sha256:" + Hex;

    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("known");

    private KnownServers Known => new(Path.Combine(_directory.FullName, "state", "known_servers"));

    [Test]
    public void A_pin_is_found_whatever_the_case_of_the_host_until_it_is_forgotten()
    {
        Known.Find("chat.example", 5050).Should().BeNull();
        Known.Pin("Chat.Example", 5050, Key);
        Known.Pin("::1", 5050, Key);

        Known.Find("chat.example", 5050).Should().Be(Key);
        Known.Find("chat.example", 5051).Should().BeNull();
        File.ReadAllText(Known.Path).Should().Be($"[::1]:5050 {Key}\nchat.example:5050 {Key}\n");
        Known.Forget("chat.example", 5050).Should().BeTrue();
        Known.Forget("chat.example", 5050).Should().BeFalse();
        Known.Find("chat.example", 5050).Should().BeNull();
        Known.Find("::1", 5050).Should().Be(Key);
    }

    [Test]
    public void The_file_is_its_owners_only_and_nothing_else_stays_beside_it()
    {
        Known.Pin("chat.example", 5050, Key);

        Directory.GetFiles(Path.GetDirectoryName(Known.Path)!).Should().ContainSingle();
        if (!OperatingSystem.IsWindows())
            File.GetUnixFileMode(Known.Path).Should().Be(UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }

    [Test]
    public void A_file_with_a_bit_that_turned_or_cut_off_anywhere_vouches_for_no_key_but_the_one_it_held_or_none()
    {
        Known.Pin("chat.example", 5050, Key);
        byte[] whole = File.ReadAllBytes(Known.Path);
        int kept = 0;
        for (int bit = 0; bit < whole.Length * 8; bit++)
        {
            byte[] turned = [.. whole];
            turned[bit / 8] ^= (byte)(1 << (bit % 8));
            kept += FoundIn(turned) == Key ? 1 : 0;
        }
        for (int length = 0; length < whole.Length; length++)
            kept += FoundIn(whole[..length]) == Key ? 1 : 0;
        kept.Should().BeLessThan(whole.Length, "the case of letters and white space change nothing, all else does");

        string? FoundIn(byte[] content)
        {
            File.WriteAllBytes(Known.Path, content);
            string? found = Known.Find("chat.example", 5050);
            found?.Should().MatchRegex("^sha256:[0-9a-f]{64}$", "whatever it is, it can be compared and told to the user");
            return found;
        }
    }

    [TestCase("sha256:" + Hex)]
    [TestCase("SHA256:" + Hex)]
    [TestCase(" " + Hex + "\n")]
    [TestCase("01:23:45:67:89:AB:CD:EF:01:23:45:67:89:AB:CD:EF:01:23:45:67:89:AB:CD:EF:01:23:45:67:89:AB:CD:EF")]
    public void A_fingerprint_is_read_however_it_is_written(string text) => Fingerprint.Normalise(text).Should().Be(Key);

    [TestCase("")]
    [TestCase("sha256:")]
    [TestCase("sha256:" + Hex + "00")]
    [TestCase("md5:" + Hex)]
    public void What_is_no_fingerprint_is_not_taken_for_one(string text) => Fingerprint.Normalise(text).Should().BeNull();

    [TestCase("localhost", true)]
    [TestCase("LOCALHOST", true)]
    [TestCase("127.1.2.3", true)]
    [TestCase("::1", true)]
    [TestCase("::ffff:127.0.0.1", true)]
    [TestCase("localhost.example", false)]
    [TestCase("10.0.0.1", false)]
    public void Only_this_machine_is_loopback(string host, bool isLoopback) => HostPort.IsLoopback(host).Should().Be(isLoopback);

    [TestCase("chat.example:5050", "chat.example", 5050)]
    [TestCase("[::1]:6000", "::1", 6000)]
    public void Host_and_port_are_read(string text, string host, int port)
    {
        HostPort.TryParse(text, out string readHost, out int readPort).Should().BeTrue();
        (readHost, readPort).Should().Be((host, port));
        HostPort.Format(readHost, readPort).Should().Be(text);
    }

    [TestCase("chat.example")]
    [TestCase("::1:5050")]
    [TestCase(":5050")]
    [TestCase("chat:0")]
    [TestCase("chat:70000")]
    public void What_is_no_host_and_port_is_refused(string text) => HostPort.TryParse(text, out _, out _).Should().BeFalse();

    public void Dispose() => _directory.Delete(recursive: true);
}
