using FluentAssertions;
using Messenger.Tests.EndToEnd.Support;
using NUnit.Framework;

namespace Messenger.Tests.EndToEnd;

/// <summary>The workloads of the bench run, small, and their ledgers are clean. Their figures depend on the machine, and are not asserted.</summary>
internal sealed class BenchWorkloadTests : ProgramTest
{
    [TestCase(null)]
    [TestCase("--ephemeral")]
    public async Task Latency_is_taken_of_every_message(string? more)
    {
        string output = await BenchAsync(["--workload", "latency", "--pairs", "2", "--rate", "200", "--seconds", "1", .. More(more)]);

        output.Should().MatchRegex(@"send to delivery: p50 [1-9]\d* µs · p99 [1-9]\d* µs · p99\.9 .*\([1-9]\d* messages\)")
            .And.MatchRegex(@"sent (\d+) · delivered \1 · lost 0 · refused, out of order or doubled 0");
    }

    [TestCase(null)]
    [TestCase("--ephemeral")]
    public async Task What_waits_is_read_by_all_who_were_away(string? more)
    {
        string output = await BenchAsync(["--workload", "queue", "--messages", "2000", .. More(more)]);

        output.Should().MatchRegex(@"acknowledged: [1-9]\d* messages/s")
            .And.MatchRegex(@"read and confirmed .*: [1-9]\d* messages/s")
            .And.Contain("sent 2000 · acknowledged 2000 · lost 0 · doubled 0 · out of order 0 · invented 0");
    }

    [TestCase(null)]
    [TestCase("--tls")]
    [Platform(Include = "Linux", Reason = "it needs /proc")]
    public async Task Idle_connections_come_by_token_and_are_weighed(string? more)
    {
        string output = await BenchAsync(["--workload", "idle", "--connections", "20", "--seconds", "1", .. More(more)]);

        output.Should().MatchRegex(@"20 connections .*: connected and logged in by token in \d").And.MatchRegex("KiB a connection .* of a core while nothing happens");
    }

    private static IEnumerable<string> More(string? more) => more is null ? [] : [more];

    private async Task<string> BenchAsync(string[] arguments)
    {
        (int exitCode, string output, string errors) = await RunAsync(["bench", .. arguments]);
        errors.Should().BeEmpty();
        exitCode.Should().Be(0, output);
        return output;
    }
}
