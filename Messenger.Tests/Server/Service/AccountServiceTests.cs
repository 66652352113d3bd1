using System.Net;
using System.Text;
using FluentAssertions;
using Messenger.Server;
using Messenger.Server.Engine;
using Messenger.Server.Security;
using Messenger.Server.Service;
using Messenger.Tests.Support;
using Messenger.Wire;
using NUnit.Framework;

namespace Messenger.Tests.Server.Service;

/// <summary>What registering and logging in cost, and how often one may.</summary>
internal sealed class AccountServiceTests : ServerTest, IDisposable
{
    private static readonly byte[] Password = "correct horse"u8.ToArray();
    private static readonly IPAddress Far = IPAddress.Parse("192.0.2.1");

    private readonly ManualClock _clock = new();
    private readonly PasswordHasher _hasher = new(rounds: 1);

    public void Dispose() => _hasher.Dispose();

    [TestCase("alice", "wrong horse", TestName = "A wrong password")]
    [TestCase("nobody", "wrong horse", TestName = "An unknown name")]
    [TestCase("no name at all", "wrong horse", TestName = "What is no name")]
    [TestCase("alice", "short", TestName = "What is no password")]
    [TestCase("nobody", "short", TestName = "Neither")]
    public async Task Whatever_is_wrong_with_a_login_costs_one_hash(string name, string password)
    {
        AccountService accounts = Start(new ServerOptions());
        (await accounts.RegisterAsync(From(Far), "alice"u8.ToArray(), Password)).Refused.Should().BeNull();
        long before = _hasher.Count;

        Outcome<Login> login = await accounts.LoginAsync(From(Far), Encoding.UTF8.GetBytes(name), Encoding.UTF8.GetBytes(password));

        login.Refused!.Code.Should().Be(ErrorCode.BadCredentials);
        (_hasher.Count - before).Should().Be(1);
    }

    [Test]
    public async Task A_password_of_a_million_bytes_is_refused_without_a_hash()
    {
        AccountService accounts = Start(new ServerOptions());

        Outcome<Login> made = await accounts.RegisterAsync(From(Far), "alice"u8.ToArray(), new byte[1_000_000]);

        made.Refused!.Code.Should().Be(ErrorCode.PasswordInvalid);
        _hasher.Count.Should().Be(0);
    }

    [Test]
    public async Task Registrations_from_an_address_are_as_many_an_hour_as_the_operator_says()
    {
        AccountService accounts = Start(new ServerOptions { RegistrationsPerHour = 2 });

        (await RegisterAsync("one", Far)).Should().BeNull();
        (await RegisterAsync("two", Far)).Should().BeNull();
        Refused refused = (await RegisterAsync("three", Far))!;
        (refused.Code, refused.RetryAfter > TimeSpan.FromMinutes(50)).Should().Be((ErrorCode.Throttled, true));
        (await RegisterAsync("four", IPAddress.Parse("192.0.2.2"))).Should().BeNull("that is another address");
        (await RegisterAsync("five", IPAddress.Loopback)).Should().BeNull();
        _clock.Advance(refused.RetryAfter);
        (await RegisterAsync("three", Far)).Should().BeNull();

        async Task<Refused?> RegisterAsync(string name, IPAddress address) =>
            (await accounts.RegisterAsync(From(address), Encoding.UTF8.GetBytes(name), Password)).Refused;
    }

    [Test]
    public void Options_say_what_is_allowed_and_no_rate_limits_lifts_it()
    {
        ServerOptions options = new() { SendsPerSecond = 3, SendBurst = 7, RegistrationsPerHour = 9 };

        options.EngineLimits().Should().Be(new EngineLimits { SendsPerSecond = 3, SendBurst = 7 });
        options.ServiceOptions().RegistrationsPerHour.Should().Be(9);
        ServerOptions lifted = options with { NoRateLimits = true };
        (lifted.EngineLimits().SendsPerSecond, lifted.ServiceOptions().RegistrationsPerHour).Should().Be((null, null));
        new ServerOptions().EngineLimits().Should().Be(new EngineLimits(), "the defaults are the same");
        new ServerOptions().ServiceOptions().Should().Be(new ServiceOptions());
    }

    private AccountService Start(ServerOptions options) =>
        new(StartEngine(clock: _clock).Engine, _hasher, new LoginThrottle(_clock), options.ServiceOptions(), _clock);

    private static Caller From(IPAddress address) => new(address, new FakeTerminal(), 1000);
}
