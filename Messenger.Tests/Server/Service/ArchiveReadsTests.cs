using FluentAssertions;
using Messenger.Server.Service;
using Messenger.Server.Storage;
using Messenger.Tests.Support;
using Messenger.Wire;
using NUnit.Framework;

namespace Messenger.Tests.Server.Service;

[Parallelizable(ParallelScope.All)]
internal sealed class ArchiveReadsTests
{
    [Test]
    public async Task A_bounded_number_waits_and_one_more_is_refused_with_the_time_to_wait()
    {
        using ArchiveReads reads = new(_ => { });
        using ManualResetEventSlim open = new();
        Task<Outcome<string>>[] taken = [.. Enumerable.Range(0, ArchiveReads.MostWaiting).Select(i => reads.RunAsync<string>(() =>
        {
            open.Wait(TimeLimits.Wait).Should().BeTrue();
            return $"{i}";
        }))];

        Outcome<string> refused = await reads.RunAsync<string>(() => "one more");

        (refused.Refused!.Code, refused.Refused.RetryAfter > TimeSpan.Zero).Should().Be((ErrorCode.RateLimited, true));
        open.Set();
        (await Task.WhenAll(taken).Within("the reads")).Select(outcome => outcome.Value).Should().Equal(Enumerable.Range(0, taken.Length).Select(i => $"{i}"));
        (await reads.RunAsync<string>(() => "again")).Value.Should().Be("again");
    }

    [Test]
    public async Task A_store_that_cannot_be_read_is_told_and_refused_and_the_next_read_has_its_turn()
    {
        List<Exception> failures = [];
        using ArchiveReads reads = new(failures.Add);
        for (int i = 0; i < Environment.ProcessorCount + 1; i++)
            (await reads.RunAsync<string>(() => throw new StoreException("damaged")).Within("the refusal")).Refused!.Code.Should().Be(ErrorCode.StoreFailed);

        failures.Should().HaveCount(Environment.ProcessorCount + 1);
        (await reads.RunAsync<string>(() => "works").Within("the next")).Value.Should().Be("works");
    }
}
