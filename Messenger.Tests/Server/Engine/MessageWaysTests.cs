using System.Runtime.InteropServices;
using FluentAssertions;
using Messenger.Server.Engine;
using Messenger.Tests.Support;
using NUnit.Framework;

namespace Messenger.Tests.Server.Engine;

/// <summary>The ring of the ways of the newest messages.</summary>
internal sealed class MessageWaysTests
{
    private readonly ManualClock _clock = new();
    private readonly Account _alice = new(1, "alice", EngineHarness.Password);
    private readonly Account _bob = new(2, "bob", EngineHarness.Password);
    private MessageWays _ways = null!;
    private Conversation _conversation = null!;

    [SetUp]
    public void Begin()
    {
        _ways = new MessageWays(_clock);
        _conversation = new Conversation(1, _alice, _bob);
    }

    [Test]
    public void It_goes_back_so_many_numbers_and_no_further()
    {
        for (ulong number = 1; number <= MessageWays.Capacity + 1; number++)
            Store(number);

        _ways.Find(1).Should().BeNull("its slot has another message by now");
        _ways.Find(2).Should().NotBeNull();
        _ways.Find(MessageWays.Capacity + 1).Should().NotBeNull();
        _ways.Find(MessageWays.Capacity + 2).Should().BeNull();
        _ways.Find(0).Should().BeNull();
    }

    [Test]
    public void A_message_costs_one_line_of_the_cache()
    {
        Type slot = typeof(MessageWays).GetNestedType("Slot", System.Reflection.BindingFlags.NonPublic)!;

        Marshal.SizeOf(slot).Should().Be(64);
    }

    [Test]
    public void A_new_message_in_an_old_slot_begins_afresh_and_what_comes_late_for_the_old_one_is_not_its()
    {
        Message old = Store(5);
        _ways.Pushed(old, _bob);
        _ways.Confirmed(old, _ways.Now);
        _ways.Read(_bob, 5, 0);
        Store(5 + MessageWays.Capacity);
        _ways.Pushed(old, _bob);
        _ways.Confirmed(old, _ways.Now);
        _ways.Read(_bob, 5, 0);

        (MessageWay way, long at) = (_ways.Find(5 + MessageWays.Capacity)!.Value, 1_000L);
        way.Should().Be(new MessageWay(at, at, 0, 0, 0, 0, 0));
    }

    [Test]
    public void What_comes_after_years_is_said_to_have_come_after_the_longest_time_that_can_be_kept()
    {
        Message message = Store(5);
        _clock.Advance(TimeSpan.FromDays(400));
        _ways.Confirmed(message, _ways.Now);

        _ways.Find(5)!.Value.ConfirmedAt.Should().Be(1_000L + uint.MaxValue - 1);
    }

    [Test]
    public void A_read_mark_covers_what_it_newly_covers_of_that_conversation_and_no_more_than_so_many()
    {
        const ulong count = MessageWays.MostRead + 10;
        Conversation other = new(2, _alice, new Account(3, "carol", EngineHarness.Password));
        ulong previous = 0;
        for (ulong number = 1; number <= 2 * count; number += 2)
        {
            Store(number, previous);
            Store(number + 1, previous, other);
            previous = number;
        }
        _ways.Read(_bob, previous, 0);
        Store(3 * count, previous, sender: _bob);
        _ways.Read(_bob, 3 * count, previous);

        ulong[] read = [.. Enumerable.Range(1, 3 * (int)count).Select(i => (ulong)i).Where(number => _ways.Find(number) is { ReadAt: > 0 })];
        read.Should().HaveCount(MessageWays.MostRead).And.OnlyContain(number => number % 2 == 1);
        read.Max().Should().Be(previous, "his own are read by nobody");
        _ways.Find(previous)!.Value.FirstReader.Should().Be(_bob.Id);
    }

    [Test]
    public void Pushes_from_many_threads_are_all_counted()
    {
        Message message = Store(5);
        Account[] members = [.. Enumerable.Range(10, 200).Select(i => new Account(i, $"user{i}", EngineHarness.Password))];

        Parallel.ForEach(members, member => _ways.Pushed(message, member));

        _ways.Find(5)!.Value.Terminals.Should().Be(members.Length);
    }

    private Message Store(ulong number, ulong previous = 0, Conversation? conversation = null, Account? sender = null)
    {
        Message message = new(number, Guid.NewGuid(), sender ?? _alice, conversation ?? _conversation, 1_000, [1], previous);
        _ways.BeginApply();
        _ways.Stored(message, 1_000, _ways.Now);
        _ways.EndApply();
        return message;
    }
}
