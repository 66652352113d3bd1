using System.Security.Cryptography;
using FluentAssertions;
using Messenger.Server.Security;
using Messenger.Tests.Support;
using NUnit.Framework;

namespace Messenger.Tests.Server.Security;

[Parallelizable(ParallelScope.All)]
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class TlsIdentityTests
{
    private readonly string _directory = Directory.CreateTempSubdirectory("messenger-tls-").FullName;
    private readonly ManualClock _clock = new();

    [TearDown]
    public void RemoveDirectory() => Directory.Delete(_directory, recursive: true);

    [Test]
    public void The_first_start_makes_a_key_that_the_next_starts_use()
    {
        using TlsIdentity first = Load();
        using TlsIdentity second = Load();

        first.Fingerprint.Should().MatchRegex("^sha256:[0-9a-f]{64}$").And.Be(second.Fingerprint);
    }

    [Test]
    public void Only_the_owner_may_read_the_key()
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Ignore("files have no mode here");
            return;
        }
        using TlsIdentity identity = Load();

        string file = Directory.EnumerateFiles(_directory).Should().ContainSingle("no temporary file is left").Subject;
        File.GetUnixFileMode(file).Should().Be(UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }

    [Test]
    public void Many_that_start_at_once_share_one_key()
    {
        HashSet<string> fingerprints = [];
        Parallel.For(0, 16, new ParallelOptions { MaxDegreeOfParallelism = 8 }, _ =>
        {
            using TlsIdentity identity = Load();
            lock (fingerprints)
                fingerprints.Add(identity.Fingerprint);
        });

        fingerprints.Should().ContainSingle();
        Directory.EnumerateFiles(_directory).Should().ContainSingle();
    }

    [Test]
    public void A_renewed_certificate_is_the_same_server()
    {
        using TlsIdentity old = Load();
        string before = File.ReadAllText(Directory.EnumerateFiles(_directory).Single());
        _clock.Advance(TimeSpan.FromDays(3650 - 60));

        using TlsIdentity renewed = Load();

        renewed.Fingerprint.Should().Be(old.Fingerprint);
        string after = File.ReadAllText(Directory.EnumerateFiles(_directory).Should().ContainSingle().Subject);
        after.Should().NotBe(before);
    }

    [Test]
    public void Another_directory_is_another_server()
    {
        using TlsIdentity one = Load();
        using TlsIdentity other = TlsIdentity.LoadOrCreate(Directory.CreateDirectory(Path.Combine(_directory, "other")).FullName, _clock);

        other.Fingerprint.Should().NotBe(one.Fingerprint);
    }

    private TlsIdentity Load() => TlsIdentity.LoadOrCreate(_directory, _clock);

    [Test]
    public void A_file_with_a_bit_that_turned_or_cut_off_is_refused_or_is_the_same_server()
    {
        string fingerprint = Load().Fingerprint;
        string file = Directory.EnumerateFiles(_directory).Single();
        byte[] whole = File.ReadAllBytes(file);
        Random random = new(1);
        int refused = 0;
        for (int i = 0; i < 300; i++)
        {
            byte[] turned = [.. whole];
            turned[random.Next(whole.Length)] ^= (byte)(1 << random.Next(8));
            Try(turned, $"turn {i}");
        }
        for (int length = 0; length < whole.Length; length += 11)
            Try(whole[..length], $"length {length}");
        refused.Should().BeGreaterThan(100, "else nothing was hit");

        void Try(byte[] content, string what)
        {
            File.WriteAllBytes(file, content);
            try
            {
                using TlsIdentity identity = Load();
                identity.Fingerprint.Should().Be(fingerprint, "{0}", what);
            }
            catch (CryptographicException)
            {
                // In words, and the server does not start.
                refused++;
            }
        }
    }
}
