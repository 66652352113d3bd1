using FluentAssertions;
using Messenger.Client.Session;
using Messenger.Wire;
using NUnit.Framework;

namespace Messenger.Tests.Client.Doors;

/// <summary>gRPC with TLS, on the port of HTTP, under the wire's rules of trust; and what a client says that stands before the wrong port.</summary>
internal sealed class DoorTrustTests : DoorTest
{
    [Test]
    public async Task Over_tls_a_key_is_asked_about_pinned_and_recognised()
    {
        Doors doors = await StartDoorsAsync();
        SessionOptions options = Tls(doors);
        FingerprintException unknown = (await FluentActions.Awaiting(() => ConnectAsync(options)).Should().ThrowAsync<FingerprintException>()).Which;
        unknown.Presented.Should().Be(doors.Wire.Server.Context.Identity.Fingerprint);
        int asked = 0;
        SessionOptions asking = options with
        {
            ApproveServer = (_, _) =>
            {
                asked++;
                return ValueTask.FromResult(true);
            },
        };
        for (int i = 0; i < 2; i++)
        {
            Connected connected = await ConnectAsync(asking);
            (connected.Tls, connected.Fingerprint).Should().Be((true, unknown.Presented));
        }
        asked.Should().Be(1);
        string other = "sha256:" + new string('0', 64);
        await FluentActions.Awaiting(() => ConnectAsync(options with { Fingerprint = other })).Should().ThrowAsync<FingerprintException>().WithMessage("*not*as asked for*");
        options.KnownServers.Pin(options.Host, options.Port, other);
        await FluentActions.Awaiting(() => ConnectAsync(asking)).Should().ThrowAsync<FingerprintException>().WithMessage("*has changed*");

        DoorTalk alice = await TalkAsync(options with { KnownServers = asking.KnownServers, Fingerprint = unknown.Presented });
        await alice.EnterAsync("register", "alice");
        (await alice.AskAsync("whoami")).GetProperty("name").GetString().Should().Be("alice");
    }

    [TestCase(Door.Grpc, TransportSecurity.Plaintext, TestName = "gRPC to the wire")]
    [TestCase(Door.Grpc, TransportSecurity.Tls, TestName = "gRPC over TLS to the wire")]
    [TestCase(Door.Wire, TransportSecurity.Plaintext, TestName = "The wire to gRPC")]
    public async Task Before_the_wrong_port_one_is_told_what_to_do(Door door, TransportSecurity security)
    {
        Doors doors = await StartDoorsAsync();
        SessionOptions options = OptionsOf(doors, door is Door.Grpc ? Door.Wire : Door.Grpc) with
        {
            Door = door,
            Security = security,
            Fingerprint = doors.Wire.Server.Context.Identity.Fingerprint,
        };
        ConnectFailedException refused = (await FluentActions.Awaiting(() => ConnectAsync(options)).Should().ThrowAsync<ConnectFailedException>()).Which;
        refused.Code.Should().Be(ErrorCode.NotConnected);
        refused.Message.Should().StartWith($"{options.Host}:{options.Port} does not ").And.Contain("--door grpc").And.Contain("is it the right port?");
    }

    [Test]
    public async Task Http_without_tls_has_no_grpc_and_one_is_told_what_to_do()
    {
        Doors doors = await StartDoorsAsync();
        SessionOptions options = Tls(doors) with { Security = TransportSecurity.Plaintext };
        await FluentActions.Awaiting(() => ConnectAsync(options)).Should().ThrowAsync<ConnectFailedException>().WithMessage("*does not speak gRPC*--grpc*--http*");
    }

    private SessionOptions Tls(Doors doors) => OptionsOf(doors, Door.Grpc) with { Port = doors.Http.EndPoint.Port, Security = TransportSecurity.Tls };

    private static async Task<Connected> ConnectAsync(SessionOptions options)
    {
        await using MessengerSession session = new(options);
        await session.ConnectAsync();
        return (Connected)await session.Events.ReadAsync();
    }
}
