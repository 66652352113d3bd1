using FluentAssertions;
using Messenger.Tests.Support;
using Messenger.Tools.Doors;
using Messenger.Tools.Torture;
using Messenger.Tools.Torture.Ledgers;
using Messenger.Tools.Torture.People;
using Messenger.Wire;
using NUnit.Framework;

namespace Messenger.Tests.Tools.Torture;

/// <summary>People at the doors of HTTP: what may come again there is known, and everything else is a fault.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
[Parallelizable(ParallelScope.All)]
internal sealed class DoorPeopleTests : IAsyncDisposable
{
    private const ulong Number = 7;

    private readonly Ledger _ledger = new();
    private readonly FakeDoor _door = new();
    private readonly Entry _entry = new("alice", "bob", 0);

    public ValueTask DisposeAsync() => _door.DisposeAsync();

    [TestCase(true, false, 0, "behind the last id, or out of what waits, it may come until it is confirmed")]
    [TestCase(false, false, 1, "a stream brings nothing twice, nor what the last id says was received")]
    [TestCase(true, true, 1, "it was confirmed before anybody asked")]
    public async Task Only_what_the_contract_allows_comes_again(bool isBehind, bool isConfirmedBefore, int doubled, string because)
    {
        _ledger.Sent(_entry, Guid.NewGuid());
        DoorInbox inbox = new(_door, "bob", _ledger);
        TimeSpan asked = _ledger.Now;
        inbox.TakeEvent(Message(_entry.Text()), asked, isBehind: true);
        await inbox.ConfirmAsync([Number], CancellationToken.None);
        TimeSpan confirmed = _ledger.Now;
        await Eventually.Becomes(() => _ledger.Now > confirmed, "a later time");

        inbox.TakeEvent(Message(_entry.Text()), isConfirmedBefore ? _ledger.Now : asked, isBehind);

        _ledger.Doubled.Should().Be(doubled, because);
        _ledger.Standing().Should().Equal((_entry, false, true, true));
    }

    [TestCase(false, 0)]
    [TestCase(true, 1)]
    public async Task What_is_fetched_may_come_until_it_is_confirmed(bool isConfirmed, int doubled)
    {
        _ledger.Sent(_entry, Guid.NewGuid());
        DoorInbox inbox = new(_door, "bob", _ledger);
        inbox.TakeFetched(Message(_entry.Text()), _ledger.Now);
        if (isConfirmed)
            await inbox.ConfirmAsync([Number], CancellationToken.None);
        TimeSpan before = _ledger.Now;
        await Eventually.Becomes(() => _ledger.Now > before, "a later time");

        inbox.TakeFetched(Message(_entry.Text()), _ledger.Now).Should().Be(!isConfirmed);

        _ledger.Doubled.Should().Be(doubled);
    }

    [Test]
    public void Another_text_under_a_number_that_is_known_is_not_the_same_message()
    {
        Entry other = _entry with { Sequence = 1 };
        _ledger.Sent(_entry, Guid.NewGuid());
        _ledger.Sent(other, Guid.NewGuid());
        DoorInbox inbox = new(_door, "bob", _ledger);
        inbox.TakeFetched(Message(other.Text()), _ledger.Now);
        inbox.TakeFetched(Message(_entry.Text()), _ledger.Now);
        inbox.TakeFetched(Message("nobody sent this"), _ledger.Now);
        (_ledger.OutOfOrder, _ledger.Invented).Should().Be((1, 1));
    }

    [Test]
    public async Task A_send_is_repeated_under_its_id_until_it_is_answered_and_once_more_to_see_the_same_answer()
    {
        _door.Refuses(ErrorCode.NotConnected);
        _door.Refuses(ErrorCode.ShuttingDown);
        _door.Answers(number: 5);
        _door.Answers(number: 5, duplicate: true);
        await SendAsync();
        _door.Sends.Take(4).Distinct().Should().ContainSingle();
        _ledger.AcknowledgedCount.Should().Be(_ledger.SentCount);
        Judged().Should().NotContain("!! a send");
    }

    [TestCase(6UL, true)]
    [TestCase(5UL, false)]
    public async Task A_repeated_send_that_is_stored_twice_is_a_fault(ulong number, bool duplicate)
    {
        _door.Answers(number: 5);
        _door.Answers(number, duplicate);
        await SendAsync();
        Judged().Should().Contain("!! a send that was repeated under ");
    }

    [Test]
    public async Task A_send_that_is_refused_without_reason_is_a_fault()
    {
        _door.Refuses(ErrorCode.NoSuchAccount);
        await SendAsync();
        Judged().Should().Contain("!! a send was refused with no-such-account");
    }

    [Test]
    public void Everybody_comes_by_the_doors_in_turn()
    {
        CrewSize size = new(Senders: 5, Receivers: 2, Fetchers: 2, Processes: 1, Away: 2);
        CrewList all = CrewList.Of(size, DoorKinds.All);
        all.Senders.Select(name => all.Doors[name]).Should().Equal([.. DoorKinds.All, DoorKind.Wire]);
        all.Away.Select(name => all.Doors[name]).Should().Equal(DoorKind.Grpc, DoorKind.RestProtobuf);
        all.Fetchers.Select(name => all.Doors[name]).Should().Equal(DoorKind.RestJson, DoorKind.RestProtobuf);
        CrewList.Of(size, [DoorKind.Wire]).WhoReceive.Should().HaveCount(5, "nobody only fetches by the wire");
        CrewList.Of(size, [DoorKind.Grpc]).WhoReceive.Should().HaveCount(6, "the client's processes speak the wire");
    }

    [Test]
    public void What_passed_by_each_door_is_said_and_a_door_by_which_nothing_came_proves_nothing()
    {
        Dictionary<string, DoorKind> doors = new() { ["alice"] = DoorKind.Wire, ["bob"] = DoorKind.Wire, ["carol"] = DoorKind.Grpc };
        _ledger.Sent(_entry, Guid.NewGuid());
        _ledger.Acknowledged(_entry);
        new DoorInbox(_door, "bob", _ledger).TakeFetched(Message(_entry.Text()), _ledger.Now);
        using StringWriter output = new() { NewLine = "\n" };
        Verdict verdict = new(output);
        DoorFigures.Report(verdict, _ledger, doors);
        output.ToString().Should().Be(
            "by wire: sent 1 · acknowledged 1 · received 1 · confirmed 0\nby grpc: sent 0 · acknowledged 0 · received 0 · confirmed 0\n");
        verdict.IsClean.Should().BeFalse();
    }

    private static DoorMessage Message(string text) => new(Guid.NewGuid(), Number, "alice", "bob", text, default);

    /// <summary>One message, and what comes of it.</summary>
    private async Task SendAsync()
    {
        DoorSender sender = new(_door, "alice", new SendTargets(["bob"], new Dictionary<string, string[]>()), _ledger, seed: 1);
        using CancellationTokenSource stop = new();
        Task running = sender.RunAsync(stop.Token);
        await stop.CancelAsync();
        await running.Within("the sender to end");
        await sender.DisposeAsync();
    }

    private string Judged()
    {
        using StringWriter output = new() { NewLine = "\n" };
        _ledger.Report(new Verdict(output));
        return output.ToString();
    }
}
