using FluentAssertions;
using Messenger.Tests.EndToEnd.Support;
using NUnit.Framework;

namespace Messenger.Tests.EndToEnd;

/// <summary>The bench of the full screen runs, on a pseudo terminal. Whether its bars are met depends on the machine, and is not asserted.</summary>
[Platform(Include = "Linux", Reason = "it needs its pseudo terminals and /proc")]
internal sealed class ScreenBenchTests : ProgramTest
{
    [Test]
    public async Task The_bench_sees_pictures_keys_and_memory_of_the_full_screen()
    {
        (int exitCode, string output, string errors) = await RunAsync("bench", "--workload", "screen", "--starts", "1", "--seconds", "1", "--messages", "1000");

        errors.Should().BeEmpty();
        exitCode.Should().Be(0);
        output.Should().MatchRegex(@"first picture, from the program's main: p50 \d+\.\d ms .*· bar p95 < 150 ms · (ok|missed)")
            .And.MatchRegex("idle · .* of a core · .* context switches/s · .* · bar 0.0 % · (ok|missed)")
            .And.MatchRegex(@"into the open conversation, .*: key to its letter p50 .* \([1-9]\d*\) · bar p95 < 10 ms · (ok|missed)")
            .And.MatchRegex("into another conversation, .*: key to its letter p50 .* · bar p95 < 10 ms · (ok|missed)")
            .And.MatchRegex(@"sitting · 1000 messages in 10 conversations, .*: resident [1-9]\d* MiB, .* · bar < 120 MiB · (ok|missed)");
    }
}
