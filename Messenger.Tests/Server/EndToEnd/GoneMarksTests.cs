using FluentAssertions;
using Messenger.Server.Storage.Sqlite;
using Messenger.Tests.Support;
using Messenger.Wire;
using Messenger.Wire.Messages;
using NUnit.Framework;

namespace Messenger.Tests.Server.EndToEnd;

/// <summary>Marks on messages whose recipients are gone: what was reached stays, and nobody has read what went to nobody.</summary>
internal sealed class GoneMarksTests : ServerTest
{
    private const HistoryMarks ReadMarks = HistoryMarks.Own | HistoryMarks.Delivered | HistoryMarks.Read;
    private const HistoryMarks Delivered = HistoryMarks.Own | HistoryMarks.Delivered;
    private const HistoryMarks Stored = HistoryMarks.Own;

    [Test]
    public async Task A_group_of_one_or_without_those_it_was_sent_to_has_read_nothing()
    {
        ServerFixture server = StartServer();
        RawClient alice = await RegisterAsync(server, "alice");
        RawClient bob = await RegisterAsync(server, "bob");
        await alice.CreateGroupAsync("solo");
        await alice.SendAsync("#solo", "to nobody");
        await alice.CreateGroupAsync("lunch", "bob");
        Guid id = Guid.NewGuid();
        ulong number = (await alice.SendAsync("#lunch", "to bob", id)).Number;
        await bob.ConfirmAsync(number);
        await RawClient.DoneAsync(bob.AskMarkRead("#lunch", number));
        (await MarksAsync(alice, "#lunch")).Should().Equal(ReadMarks);

        await alice.RemoveAsync("lunch", "bob");

        (await MarksAsync(alice, "#solo")).Should().Equal(Stored);
        (await MarksAsync(alice, "#lunch")).Should().Equal(Stored);
        WhyAnswer way = await alice.WhyAsync(id);
        (way.Recipients, way.ConfirmedBy, way.ReadBy, way.ConfirmedAt, way.ReadAt).Should().Be((0u, 0u, 0u, 0UL, 0UL));
    }

    [Test]
    public async Task Between_two_what_was_reached_stays_when_the_other_account_is_gone_and_over_a_restart()
    {
        string path = Path.Combine(NewDirectory(), Database.FileName);
        ServerFixture server = StartServer(journal: new SqliteJournal(Database.Open(path), TimeProvider.System));
        RawClient alice = await RegisterAsync(server, "alice");
        RawClient bob = await RegisterAsync(server, "bob");
        Guid id = Guid.NewGuid();
        ulong[] numbers =
        [
            (await alice.SendAsync("bob", "one", id)).Number, (await alice.SendAsync("bob", "two")).Number, (await alice.SendAsync("bob", "three")).Number,
        ];
        await bob.ConfirmAsync(numbers[0], numbers[1]);
        await RawClient.DoneAsync(bob.AskMarkRead("alice", numbers[0]));
        HistoryMarks[] before = [ReadMarks, Delivered, Stored];
        (await MarksAsync(alice, "bob")).Should().Equal(before);

        await RawClient.DoneAsync(bob.AskCredentials(Opcode.DeleteAccount, "bob"));

        (await MarksAsync(alice, "bob")).Should().Equal(before);
        WhyAnswer way = await alice.WhyAsync(id);
        (way.Recipients, way.ConfirmedBy, way.ReadBy).Should().Be((1u, 1u, 1u));
        way.ReadAt.Should().BeGreaterThanOrEqualTo(way.ConfirmedAt).And.BeGreaterThan(0);

        await StopAsync(server);
        server = StartServer(journal: new SqliteJournal(Database.Open(path), TimeProvider.System));
        alice = await LoginAsync(server, "alice");
        (await MarksAsync(alice, "bob")).Should().Equal(before);
        way = await alice.WhyAsync(id);
        (way.Recipients, way.ConfirmedBy, way.ReadBy).Should().Be((1u, 1u, 1u));
    }

    private static async Task<IEnumerable<HistoryMarks>> MarksAsync(RawClient alice, string with) =>
        (await alice.HistoryAsync(with)).Messages.Select(message => message.Marks);
}
