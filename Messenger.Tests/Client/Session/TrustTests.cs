using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using FluentAssertions;
using Messenger.Client.Session;
using Messenger.Tests.Client.Support;
using Messenger.Wire;
using NUnit.Framework;

namespace Messenger.Tests.Client.Session;

[Parallelizable(ParallelScope.All)]
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class TrustTests : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("trust");
    private readonly FakeServer _server = new();
    private readonly X509Certificate2 _certificate = NewCertificate();

    private SessionOptions Options => _server.Options with
    {
        Security = TransportSecurity.Tls,
        KnownServers = new KnownServers(Path.Combine(_directory.FullName, "known_servers")),
    };

    private string Server => $"{Options.Host}:{Options.Port}";

    [Test]
    public async Task With_nobody_to_ask_an_unknown_key_is_refused()
    {
        FingerprintException refused = await RefusedAsync(Options);

        refused.Code.Should().Be(ErrorCode.FingerprintUnknown);
        refused.Presented.Should().Be(Fingerprint.Of(_certificate));
        refused.Expected.Should().BeNull();
        Options.KnownServers.Find(Options.Host, Options.Port).Should().BeNull();
    }

    [Test]
    public async Task An_approved_key_is_pinned_and_not_asked_about_again()
    {
        List<UnknownServer> asked = [];
        SessionOptions options = Options with
        {
            ApproveServer = (unknown, _) =>
            {
                asked.Add(unknown);
                return ValueTask.FromResult(true);
            },
        };
        for (int i = 0; i < 2; i++)
        {
            await using MessengerSession session = new(options);
            Task connecting = session.ConnectAsync();
            // The connection is closed while the person thinks, and made again.
            if (i == 0)
                (await _server.AcceptTlsAsync(_certificate)).Dispose();
            using FakePeer peer = await _server.AcceptTlsAsync(_certificate);
            await peer.WelcomeAsync();
            await connecting.WaitAsync(FakeServer.Limit);
            (await session.NextAsync()).Should().Be(new Connected("fake/1", 1, Tls: true, Fingerprint.Of(_certificate)));
        }

        asked.Should().Equal(new UnknownServer(Server, Fingerprint.Of(_certificate)));
    }

    [Test]
    public async Task A_key_that_is_not_approved_is_not_pinned() =>
        (await RefusedAsync(Options with { ApproveServer = (_, _) => ValueTask.FromResult(false) })).Expected.Should().BeNull();

    [Test]
    public async Task A_changed_key_is_refused_with_both_fingerprints_and_what_to_do_and_nobody_is_asked()
    {
        string pinned = "sha256:" + new string('0', 64);
        Options.KnownServers.Pin(Options.Host, Options.Port, pinned);

        FingerprintException refused = await RefusedAsync(Options with { ApproveServer = (_, _) => throw new InvalidOperationException("asked") });

        refused.Expected.Should().Be(pinned);
        refused.Message.Should().Contain(pinned).And.Contain(Fingerprint.Of(_certificate)).And.Contain($"messenger forget {Server}");
    }

    [Test]
    public async Task A_fingerprint_given_beforehand_answers_the_question()
    {
        await using MessengerSession session = new(Options with { Fingerprint = Fingerprint.Of(_certificate).ToUpperInvariant() });
        Task connecting = session.ConnectAsync();
        using FakePeer peer = await _server.AcceptTlsAsync(_certificate);
        await peer.WelcomeAsync();
        await connecting.WaitAsync(FakeServer.Limit);

        Options.KnownServers.Find(Options.Host, Options.Port).Should().Be(Fingerprint.Of(_certificate));
    }

    [Test]
    public async Task Another_key_than_the_one_given_beforehand_is_refused() =>
        (await RefusedAsync(Options with { Fingerprint = new string('0', 64) })).Expected.Should().Be("sha256:" + new string('0', 64));

    [Test]
    public void A_renewed_certificate_with_the_same_key_is_the_same_server()
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using X509Certificate2 old = NewCertificate(key);
        using X509Certificate2 renewed = NewCertificate(key);

        renewed.SerialNumber.Should().NotBe(old.SerialNumber);
        Fingerprint.Of(renewed).Should().Be(Fingerprint.Of(old)).And.MatchRegex("^sha256:[0-9a-f]{64}$");
    }

    [Test]
    public async Task A_server_without_TLS_is_never_spoken_to_in_plaintext()
    {
        await using MessengerSession session = new(Options);
        Task connecting = session.ConnectAsync();
        using (await _server.AcceptAsync())
        {
            // Closed without a handshake.
        }

        (await connecting.Awaiting(task => task).Should().ThrowAsync<ConnectFailedException>()).Which.Message.Should().Contain("does not speak TLS");
    }

    public void Dispose()
    {
        _server.Dispose();
        _certificate.Dispose();
        _directory.Delete(recursive: true);
    }

    private static X509Certificate2 NewCertificate(ECDsa? key = null)
    {
        using ECDsa own = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        CertificateRequest request = new("CN=test", key ?? own, HashAlgorithmName.SHA256);
        return request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
    }

    private async Task<FingerprintException> RefusedAsync(SessionOptions options)
    {
        await using MessengerSession session = new(options);
        Task connecting = session.ConnectAsync();
        using FakePeer peer = await _server.AcceptTlsAsync(_certificate);
        FingerprintException refused = (await connecting.Awaiting(task => task).Should().ThrowAsync<FingerprintException>()).Which;
        // Not a byte was sent to it.
        await peer.ExpectEndAsync();
        return refused;
    }
}
