using FluentAssertions;
using Messenger.Client.Session;
using Messenger.Server;
using Messenger.Tests.Gateway.Support;
using Messenger.Tests.Support;
using Messenger.Tools.Doors;
using Messenger.Wire;
using NUnit.Framework;

namespace Messenger.Tests.Gateway;

/// <summary>What holds against whoever sends too much or guesses holds at every door, in the same words and with the same wait.</summary>
internal sealed class AbuseTests : GatewayTest
{
    private static readonly DoorKind[] Kinds = [.. DoorKinds.All];

    [Test]
    public async Task A_flood_of_sends_is_held_back_and_nobody_else_is([ValueSource(nameof(Kinds))] DoorKind kind)
    {
        DoorAddresses addresses = await AddressesAsync(ServerFixture.Options with { NoRateLimits = false, SendsPerSecond = 1, SendBurst = 5 });
        await using IDoorClient alice = await EnterAsync(kind, addresses, "alice");
        await using IDoorClient bob = await EnterAsync(kind, addresses, "bob");
        RefusedException? refused = null;
        int sent = 0;
        for (; refused is null && sent < 100; sent++)
            refused = await RefusalAsync(() => alice.SendAsync(Guid.NewGuid(), "bob", "again"));

        sent.Should().BeGreaterThan(5, "a burst is allowed").And.BeLessThan(100);
        refused!.Code.Should().Be(ErrorCode.RateLimited);
        refused.RetryAfter.Should().BePositive().And.BeLessThanOrEqualTo(TimeSpan.FromSeconds(1));
        refused.Message.Should().StartWith("too many messages at once; wait ");
        (await RefusalAsync(() => bob.SendAsync(Guid.NewGuid(), "alice", "I have time"))).Should().BeNull();
    }

    [Test]
    public async Task A_stranger_fills_half_a_mailbox_and_no_more([ValueSource(nameof(Kinds))] DoorKind kind)
    {
        DoorAddresses addresses = await AddressesAsync(ServerFixture.Options with { MailboxMessages = 4 });
        await using IDoorClient alice = await EnterAsync(kind, addresses, "alice");
        await using IDoorClient bob = await EnterAsync(kind, addresses, "bob");
        await bob.LogoutAsync();
        List<ErrorCode?> answers = [];
        for (int i = 0; i < 3; i++)
            answers.Add((await RefusalAsync(() => alice.SendAsync(Guid.NewGuid(), "bob", "hello")))?.Code);
        answers.Should().Equal(null, null, ErrorCode.MailboxFull);

        // Whom bob has written to is no stranger.
        await bob.LoginAsync("bob", RawClient.Password);
        await bob.SendAsync(Guid.NewGuid(), "alice", "hello alice");
        await bob.LogoutAsync();
        answers.Clear();
        for (int i = 0; i < 3; i++)
            answers.Add((await RefusalAsync(() => alice.SendAsync(Guid.NewGuid(), "bob", "hello")))?.Code);
        answers.Should().Equal(null, null, ErrorCode.MailboxFull);
    }

    [Test]
    public async Task Guessing_is_throttled_and_nobody_else_is_slowed([ValueSource(nameof(Kinds))] DoorKind kind)
    {
        DoorAddresses addresses = await AddressesAsync(ServerFixture.Options with { NoRateLimits = false });
        await using IDoorClient alice = await EnterAsync(kind, addresses, "alice");
        await using IDoorClient bob = await EnterAsync(kind, addresses, "bob");
        await bob.LogoutAsync();
        await using IDoorClient guesser = DoorClients.Create(kind, addresses);
        RefusedException? refused;
        int tries = 0;
        do
            refused = await RefusalAsync(() => guesser.LoginAsync("alice", "a guess"));
        while (refused?.Code is ErrorCode.BadCredentials && ++tries < 20);

        tries.Should().Be(10);
        refused!.Code.Should().Be(ErrorCode.Throttled);
        refused.RetryAfter.Should().BePositive();
        (await RefusalAsync(() => alice.SendAsync(Guid.NewGuid(), "bob", "whoever is in stays in"))).Should().BeNull();
        (await RefusalAsync(() => bob.LoginAsync("bob", RawClient.Password))).Should().BeNull();
    }

    [Test]
    public async Task What_is_too_long_or_no_text_is_refused_by_name([ValueSource(nameof(Kinds))] DoorKind kind)
    {
        DoorAddresses addresses = await AddressesAsync(ServerFixture.Options);
        await using IDoorClient alice = await EnterAsync(kind, addresses, "alice");
        await using IDoorClient bob = await EnterAsync(kind, addresses, "bob");
        foreach ((string text, ErrorCode? code) in new (string, ErrorCode?)[]
        {
            (new string('x', Limits.TextBytes), null),
            (new string('x', Limits.TextBytes + 1), ErrorCode.TooLarge),
            // The limit is one of bytes.
            (new string('汤', Limits.TextBytes / 3 + 1), ErrorCode.TooLarge),
            ("", ErrorCode.TextInvalid),
            ("a\0b", ErrorCode.TextInvalid),
        })
            (await RefusalAsync(() => alice.SendAsync(Guid.NewGuid(), "bob", text)))?.Code.Should().Be(code, "of a text of {0} characters", text.Length);
        (await RefusalAsync(() => alice.SendAsync(Guid.NewGuid(), new string('b', 64 * 1024 / 2), "hello")))!.Code.Should().Be(ErrorCode.NoSuchAccount);
    }

    private async Task<DoorAddresses> AddressesAsync(ServerOptions options)
    {
        Doors doors = await StartDoorsAsync(options);
        return new DoorAddresses("127.0.0.1", doors.Wire.EndPoint.Port, doors.Http.EndPoint.Port, doors.Http.GrpcEndPoint!.Port, Tls: false, null);
    }

    private static async Task<IDoorClient> EnterAsync(DoorKind kind, DoorAddresses addresses, string name)
    {
        IDoorClient client = DoorClients.Create(kind, addresses);
        await client.RegisterAsync(name, RawClient.Password);
        return client;
    }

    private static async Task<RefusedException?> RefusalAsync(Func<Task> ask)
    {
        try
        {
            await ask().Within("the answer");
            return null;
        }
        catch (RefusedException refused)
        {
            return refused;
        }
    }
}
