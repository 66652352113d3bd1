using FluentAssertions;
using Messenger.Client;
using Messenger.Tests.Support;
using Messenger.Wire;
using Messenger.Wire.Messages;
using NUnit.Framework;

namespace Messenger.Tests.Client;

public sealed class TraceWriterTests
{
    [Test]
    public void Lines_of_frames_that_come_and_go_at_once_are_printed_one_at_a_time()
    {
        int printing = 0;
        int overlaps = 0;
        TraceWriter trace = new(
            _ =>
            {
                if (Interlocked.Increment(ref printing) > 1)
                    Interlocked.Increment(ref overlaps);
                Thread.SpinWait(200);
                Interlocked.Decrement(ref printing);
            },
            bodies: false);
        byte[] ping = RawClient.Encode(Opcode.Ping, 1, new Empty());

        Parallel.For(0, 2_000, i => trace.Write(i % 2 == 0, TimeSpan.Zero, ping));

        overlaps.Should().Be(0);
    }
}
