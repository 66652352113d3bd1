using FluentAssertions;
using Messenger.Tests.Support;
using Messenger.Wire;
using Messenger.Wire.Messages;
using NUnit.Framework;

namespace Messenger.Tests.Server.EndToEnd;

/// <summary>The way of a message over the wire.</summary>
internal sealed class WhyWireTests : ServerTest
{
    [Test]
    public async Task It_is_told_from_the_send_to_the_read_mark()
    {
        ServerFixture server = StartServer();
        RawClient alice = await RegisterAsync(server, "alice");
        RawClient bob = await RegisterAsync(server, "bob");
        Guid id = Guid.NewGuid();
        // Without waiting: it acts behind the send.
        Task<SendAnswer> send = alice.SendAsync("bob", "hello", id);
        WhyAnswer way = await alice.WhyAsync(id);
        SendAnswer sent = await send;
        (way.Number, way.To, way.Marks, way.Recipients, way.ConfirmedBy, way.ReadBy).Should().Be((sent.Number, "bob", WayMarks.TimesKnown, 1u, 0u, 0u));
        way.AcceptedAt.Should().BeInRange(sent.At - 1, sent.At + 1);
        way.StoredAt.Should().BeGreaterThanOrEqualTo(way.AcceptedAt);

        await bob.NextMessageAsync();
        await RawClient.DoneAsync(bob.AskConfirm(sent.Number));
        await RawClient.DoneAsync(bob.AskMarkRead("alice", sent.Number));
        await RawClient.DoneAsync(alice.AskEdit(id, "hello again"u8.ToArray()));
        way = await alice.WhyAsync(id);

        (way.Marks, way.Terminals, way.ConfirmedBy, way.ReadBy).Should().Be((WayMarks.TimesKnown | WayMarks.Edited, 1u, 1u, 1u));
        ulong[] times = [way.AcceptedAt, way.StoredAt, way.PushedAt, way.ConfirmedAt, way.ReadAt];
        times.Should().BeInAscendingOrder();
        (await bob.AskWhy(id)).Code.Should().Be(ErrorCode.NoSuchMessage);
    }
}
