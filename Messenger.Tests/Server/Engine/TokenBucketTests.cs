using FluentAssertions;
using Messenger.Server.Engine;
using Messenger.Tests.Support;
using NUnit.Framework;

namespace Messenger.Tests.Server.Engine;

[Parallelizable(ParallelScope.All)]
internal sealed class TokenBucketTests
{
    private readonly ManualClock _clock = new();
    private readonly TokenBucket _bucket = new();

    [Test]
    public void After_a_burst_the_rate_holds_and_the_time_to_wait_is_told()
    {
        Take(1000).Should().Be(1000, "a burst is allowed after a quiet time");
        _bucket.TryTake(1, 200, 1000, _clock, out TimeSpan wait).Should().BeFalse();
        wait.Should().BeCloseTo(TimeSpan.FromMilliseconds(5), TimeSpan.FromMilliseconds(0.1));

        _clock.Advance(wait + TimeSpan.FromMilliseconds(0.1));
        Take(10).Should().Be(1);

        _clock.Advance(TimeSpan.FromSeconds(1));
        Take(1000).Should().BeInRange(199, 201);

        _clock.Advance(TimeSpan.FromHours(1));
        Take(2000).Should().Be(1000, "what was not used does not add up beyond a burst");
    }

    private int Take(int tries) => Enumerable.Range(0, tries).Count(_ => _bucket.TryTake(1, 200, 1000, _clock, out TimeSpan _));
}
