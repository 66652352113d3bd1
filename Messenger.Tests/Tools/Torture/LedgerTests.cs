using FluentAssertions;
using Messenger.Tools.Torture;
using Messenger.Tools.Torture.Ledgers;
using NUnit.Framework;

namespace Messenger.Tests.Tools.Torture;

/// <summary>Every way in which a server can be wrong is found, and told with the message's id and history.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
[Parallelizable(ParallelScope.All)]
internal sealed class LedgerTests
{
    private readonly Ledger _ledger = new();
    private readonly ClientView _bob = new("bob");
    private readonly Guid _id = Guid.NewGuid();

    [Test]
    public void What_was_sent_acknowledged_shown_and_confirmed_is_clean()
    {
        foreach (long sequence in new[] { 0L, 1L })
        {
            Entry entry = Sent(sequence);
            _ledger.Acknowledged(entry);
            Show(_bob, entry);
            _ledger.Confirmed(entry);
        }
        Report(isClean: true).Should().ContainSingle().Which.Should().MatchRegex(
            @"^sent 2 · acknowledged 2 · lost 0 · doubled 0 · out of order 0 · invented 0 · longest gap \d+\.\d s$");
    }

    [Test]
    public void How_new_the_newest_is_that_somebody_was_shown_or_had_acknowledged_is_known()
    {
        Entry early = Sent(0);
        TimeSpan since = _ledger.Now;
        Entry late = Sent(1);
        Show(_bob, early);
        _ledger.Acknowledged(early);
        _ledger.NewestShownTo("bob").Should().BeLessThan(since, "it was shown now, and sent before");
        _ledger.NewestAcknowledgedTo("alice").Should().BeLessThan(since);

        Show(_bob, late);
        _ledger.Acknowledged(late);
        _ledger.NewestShownTo("bob").Should().BeGreaterThanOrEqualTo(since);
        _ledger.NewestAcknowledgedTo("alice").Should().BeGreaterThanOrEqualTo(since);
        _ledger.NewestShownTo("carol").Should().Be(TimeSpan.Zero);
    }

    [Test]
    public void Acknowledged_and_never_shown_is_lost()
    {
        _ledger.Acknowledged(Sent(0));
        Report(isClean: false).Should().HaveCount(2).And.Contain(line => line.Contains("lost 1 ·"))
            .And.ContainMatch($"!! lost: alice → bob #0, id {_id}: sent *, acknowledged *s, shown never, confirmed never");
    }

    [Test]
    public void Not_acknowledged_and_not_shown_is_not_lost()
    {
        _ledger.Acknowledged(Show(_bob, Sent(0)));
        Sent(1);
        Report(isClean: true);
    }

    [Test]
    public void Shown_twice_by_one_client_is_doubled()
    {
        Entry entry = Sent(0);
        _ledger.Acknowledged(entry);
        Show(_bob, entry);
        Show(_bob, entry, queued: true);
        Report(isClean: false).Should().Contain(line => line.Contains("doubled 1 ·")).And.ContainMatch(
            $"!! doubled, shown twice by one client: alice → bob #0, id {_id}: *shown *s live by client {_bob.Number}, last shown *s queued by client {_bob.Number}*");
    }

    [Test]
    public void Shown_again_by_another_client_is_doubled_only_once_its_confirmation_was_answered()
    {
        Entry unconfirmed = Sent(0);
        Entry confirmed = Sent(1);
        foreach (Entry entry in new[] { unconfirmed, confirmed })
            _ledger.Acknowledged(Show(_bob, entry));
        _ledger.Confirmed(confirmed);
        ClientView next = new("bob");

        Show(next, unconfirmed);
        Report(isClean: true);
        Show(next, confirmed);
        Report(isClean: false).Should().ContainMatch("!! doubled, shown after its confirmation was answered: alice → bob #1*");
    }

    [TestCase(false, false, 1)]
    [TestCase(true, true, 1)]
    [TestCase(true, false, 0)]
    public void Order_holds_within_the_live_and_within_the_held(bool laterQueued, bool earlierQueued, int outOfOrder)
    {
        Entry earlier = Sent(0);
        Entry later = Sent(1);
        _ledger.Acknowledged(earlier);
        _ledger.Acknowledged(later);
        Show(_bob, later, laterQueued);
        Show(_bob, earlier, earlierQueued);
        Report(isClean: outOfOrder == 0).Should().Contain(line => line.Contains($"out of order {outOfOrder} ·"));
    }

    [TestCase("alice", "alice bob 1 1 b")]
    [TestCase("mallory", "alice bob 0 0 ")]
    [TestCase("alice", "alice bob 0 1 b")]
    [TestCase("alice", "alice carol 0 0 ")]
    [TestCase("alice", "hello")]
    public void What_nobody_sent_is_invented(string from, string text)
    {
        _ledger.Acknowledged(Show(_bob, Sent(0)));
        _ledger.Shown(_bob, from, text, queued: false).Should().BeNull();
        Report(isClean: false).Should().Contain(line => line.Contains("invented 1 ·")).And.ContainMatch($"!! invented: {from} → bob: {text}");
    }

    [Test]
    public void A_run_in_which_nothing_was_acknowledged_proves_nothing()
    {
        Sent(0);
        Report(isClean: false);
    }

    [Test]
    public void Trouble_of_a_client_is_not_clean()
    {
        _ledger.Acknowledged(Show(_bob, Sent(0)));
        _ledger.Trouble("bob lost his login");
        Report(isClean: false).Should().Contain("!! bob lost his login");
    }

    [TestCase(0)]
    [TestCase(1)]
    [TestCase(16_000)]
    public void A_text_says_which_entry_it_is_and_any_change_of_it_is_noticed(int padding)
    {
        Entry entry = new("alice", "bob", 7);
        string text = entry.Text(padding);
        Entry.Of(text).Should().Be(entry);
        Entry.Of(text + "x").Should().BeNull();
        if (padding > 0)
            Entry.Of(text[..^1]).Should().BeNull("it is cut off");
    }

    [Test]
    public void A_message_to_a_group_has_to_be_shown_to_each_member_once_and_in_order_with_those_of_the_group()
    {
        ClientView carol = new("carol");
        Entry[] first = SentToGroup(0);
        Entry[] second = SentToGroup(1);
        _ledger.Shown(_bob, "alice", first[0].Text(), queued: false).Should().Be(first[0]);
        _ledger.Shown(_bob, "alice", second[0].Text(), queued: false);
        _ledger.Shown(carol, "alice", second[1].Text(), queued: false);
        // A direct message is another conversation: its order is its own.
        _ledger.Acknowledged(Show(_bob, Sent(0)));
        _ledger.OutOfOrder.Should().Be(0);
        _ledger.Lost().Should().Equal(first[1]);

        _ledger.Shown(carol, "alice", first[1].Text(), queued: false);
        _ledger.OutOfOrder.Should().Be(1);
        _ledger.Shown(_bob, "alice", first[0].Text(), queued: false);
        _ledger.Doubled.Should().Be(1);
        _ledger.Shown(new ClientView("dave"), "alice", first[0].Text(), queued: false).Should().BeNull("dave is no member");
        _ledger.Invented.Should().Be(1);
    }

    private Entry[] SentToGroup(long sequence)
    {
        Entry[] entries = [.. new[] { "bob", "carol" }.Select(member => new Entry("alice", "#all", sequence, member))];
        foreach (Entry entry in entries)
        {
            _ledger.Sent(entry, _id);
            _ledger.Acknowledged(entry);
        }
        return entries;
    }

    private Entry Sent(long sequence)
    {
        Entry entry = new("alice", "bob", sequence);
        _ledger.Sent(entry, sequence == 0 ? _id : Guid.NewGuid());
        return entry;
    }

    private Entry Show(ClientView view, Entry entry, bool queued = false)
    {
        _ledger.Shown(view, entry.From, entry.Text(), queued).Should().Be(entry);
        return entry;
    }

    private List<string> Report(bool isClean)
    {
        StringWriter output = new() { NewLine = "\n" };
        Verdict verdict = new(output);
        _ledger.Report(verdict);
        verdict.IsClean.Should().Be(isClean);
        return [.. output.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries)];
    }
}
