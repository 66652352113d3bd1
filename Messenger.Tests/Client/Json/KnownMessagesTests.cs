using FluentAssertions;
using Messenger.Client.Json;
using Messenger.Client.Session;
using Messenger.Wire.Messages;
using NUnit.Framework;

namespace Messenger.Tests.Client.Json;

[Parallelizable(ParallelScope.All)]
public sealed class KnownMessagesTests
{
    [Test]
    public void The_same_id_of_two_senders_is_told_apart_by_the_conversation()
    {
        KnownMessages known = new();
        Guid id = Guid.NewGuid();
        known.Add(id, 1, "bob", own: false);
        known.Add(id, 2, "#lunch", own: false);

        known.NumberOf(id, "BOB").Should().Be(1);
        known.NumberOf(id, "#Lunch").Should().Be(2);
        known.NumberOf(Guid.NewGuid(), "bob").Should().BeNull();
        known.NumberOf(id, "carol").Should().BeNull("it is known from other conversations only");
    }

    [Test]
    public void The_newest_65536_are_known_and_listing_one_again_changes_nothing()
    {
        KnownMessages known = new();
        for (int i = 0; i <= KnownMessages.Most; i++)
            known.Add(IdOf(i), (ulong)i + 1, "bob", own: i % 2 == 0);
        known.Add(IdOf(1), 2, "bob", own: false);

        known.NumberOf(IdOf(0), "bob").Should().BeNull();
        known.NumberOf(IdOf(1), "bob").Should().Be(2);
        known.NumberOf(IdOf(KnownMessages.Most), "bob").Should().Be((ulong)KnownMessages.Most + 1);
        known.NewlyRead(new ReceiptReceived(ReceiptState.Read, IdOf(4), 5, "bob", "bob")).Should().Equal(IdOf(2), IdOf(4));
    }

    [Test]
    public void What_somebody_reads_is_told_once_for_each_own_message_it_newly_covers()
    {
        KnownMessages known = new();
        foreach (int number in new[] { 9, 3, 6 })
            known.Add(IdOf(number), (ulong)number, "#lunch", own: true);
        known.Add(IdOf(4), 4, "#lunch", own: false);
        known.Add(IdOf(5), 5, "#other", own: true);

        known.NewlyRead(Read(6, "#lunch", "bob")).Should().Equal(IdOf(3), IdOf(6));
        known.NewlyRead(Read(9, "#lunch", "bob")).Should().Equal(IdOf(9));
        known.NewlyRead(Read(9, "#lunch", "carol")).Should().Equal(IdOf(3), IdOf(6), IdOf(9));
        known.NewlyRead(Read(12, "#lunch", "carol")).Should().Equal([IdOf(12)], "the one that is named is told, known or not");
        known.NewlyRead(Read(1, "dave", "dave")).Should().Equal(IdOf(1));
    }

    [Test]
    public void What_was_read_before_it_was_listed_is_not_told_again()
    {
        KnownMessages known = new();
        known.Add(IdOf(3), 3, "bob", own: true);
        known.HadRead("bob", "bob", 3);
        known.Add(IdOf(4), 4, "bob", own: true);

        known.NewlyRead(Read(4, "bob", "bob")).Should().Equal(IdOf(4));
    }

    [Test]
    public void A_group_is_known_on_under_its_new_name_and_another_account_begins_anew()
    {
        KnownMessages known = new();
        known.TakeAccount("alice");
        known.Add(IdOf(3), 3, "#lunch", own: true);
        known.Rename("#lunch", "#dinner");
        known.TakeAccount("ALICE");

        known.NewlyRead(Read(5, "#dinner", "bob")).Should().Equal(IdOf(3), IdOf(5));
        known.TakeAccount("bob");
        known.NumberOf(IdOf(3), "#dinner").Should().BeNull();
    }

    private static Guid IdOf(int number) => new(number, 0, 0, new byte[8]);

    private static ReceiptReceived Read(int number, string to, string by) => new(ReceiptState.Read, IdOf(number), (ulong)number, to, by);
}
