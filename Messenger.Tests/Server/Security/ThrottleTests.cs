using System.Net;
using FluentAssertions;
using Messenger.Server.Security;
using Messenger.Tests.Support;
using NUnit.Framework;

namespace Messenger.Tests.Server.Security;

[Parallelizable(ParallelScope.All)]
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class ThrottleTests
{
    private static readonly IPAddress Here = IPAddress.Parse("192.0.2.1");
    private readonly ManualClock _clock = new();
    private readonly LoginThrottle _throttle;

    public ThrottleTests() => _throttle = new LoginThrottle(_clock);

    [Test]
    public void Ten_wrong_tries_a_minute_for_one_account_from_one_address()
    {
        Tries(20, "alice", Here).Should().Be(10);
        Tries(1, "ALICE", Here).Should().Be(0, "case does not make another account");
        Tries(1, "bob", Here).Should().Be(1, "nobody else is slowed");
        Tries(1, "alice", Address(9)).Should().Be(1, "nor the same account from elsewhere");
    }

    [Test]
    public void Sixty_a_minute_from_one_address()
    {
        for (int i = 0; i < 60; i++)
            Tries(1, $"name{i}", Here).Should().Be(1);
        Tries(1, "another", Here).Should().Be(0);
        Tries(1, "another", Address(2)).Should().Be(1);
    }

    [Test]
    public void A_hundred_a_minute_for_one_account_in_all()
    {
        Enumerable.Range(0, 200).Sum(i => Tries(1, "alice", Address(i))).Should().Be(100);
        Tries(1, "bob", Address(3)).Should().Be(1);
    }

    [Test]
    public void The_time_to_wait_is_told_and_enough()
    {
        Tries(10, "alice", Here);
        _clock.Advance(TimeSpan.FromSeconds(20));

        TimeSpan wait = _throttle.Begin("alice", Here);

        wait.Should().Be(TimeSpan.FromSeconds(40));
        _clock.Advance(wait - TimeSpan.FromTicks(1));
        Tries(1, "alice", Here).Should().Be(0);
        _clock.Advance(TimeSpan.FromTicks(1));
        Tries(20, "alice", Here).Should().Be(10);
    }

    [Test]
    public void Right_tries_are_forgiven()
    {
        for (int i = 0; i < 500; i++)
        {
            Tries(1, "alice", Here).Should().Be(1);
            _throttle.Forgive("alice", Here);
        }
    }

    [Test]
    public void Tries_at_once_do_not_slip_through()
    {
        int allowed = 0;
        Parallel.For(0, 1000, _ => Interlocked.Add(ref allowed, Tries(1, "alice", Here)));
        allowed.Should().Be(10);
    }

    [Test]
    public void The_addresses_of_one_network_of_version_6_count_as_one()
    {
        int allowed = Enumerable.Range(1, 50).Sum(i => Tries(1, "alice", IPAddress.Parse($"2001:db8::{i:x}")));
        allowed.Should().Be(10);
        Tries(1, "alice", IPAddress.Parse("2001:db8:0:1::1")).Should().Be(1);
    }

    [Test]
    public void A_counter_forgets_rather_than_use_up_memory()
    {
        WindowCounter<int> counter = new(1, TimeSpan.FromMinutes(1));
        for (int i = 0; i < 100_001; i++)
            counter.Add(i, _clock.GetTimestamp(), _clock);

        counter.Wait(0, _clock.GetTimestamp(), _clock).Should().Be(TimeSpan.Zero);
        counter.Wait(100_000, _clock.GetTimestamp(), _clock).Should().Be(TimeSpan.FromMinutes(1));
    }

    private static IPAddress Address(int i) => new([198, 51, (byte)(i / 256), (byte)i]);

    private int Tries(int count, string name, IPAddress address) =>
        Enumerable.Range(0, count).Count(_ => _throttle.Begin(name, address) == TimeSpan.Zero);
}
