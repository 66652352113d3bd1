using FluentAssertions;
using Messenger.Server.Engine;
using Messenger.Server.Engine.Commands;
using Messenger.Tests.Support;
using Messenger.Wire;
using NUnit.Framework;

namespace Messenger.Tests.Server.Engine.Contract;

/// <summary>How far an account has read: only forward, for all its terminals, and for those who wrote if it shows that.</summary>
internal sealed class ReadMarkContractTests(JournalKind kind) : ContractTest(kind)
{
    private EngineHarness _engine = null!;
    private EngineHarness.Login _bob = null!;
    private EngineHarness.Login _alice = null!;

    [SetUp]
    public async Task BobWantsReceiptsAndAliceReads()
    {
        _engine = StartEngine();
        _bob = await _engine.OpenAsync(await _engine.CreateAsync("bob"), TerminalFeatures.Receipts);
        _alice = await _engine.OpenAsync(await _engine.CreateAsync("alice"));
    }

    [Test]
    public async Task The_mark_moves_forward_only_and_the_other_terminals_hear_of_it()
    {
        EngineHarness.Login other = await _engine.OpenAsync(_alice.Account);
        ulong[] numbers = await BobSendsAsync(3);

        (await _engine.MarkReadAsync(_alice, _bob.Account, numbers[1])).Should().Be(ErrorCode.None);
        (await _engine.MarkReadAsync(_alice, _bob.Account, numbers[0])).Should().Be(ErrorCode.None);
        (await _engine.MarkReadAsync(_alice, _bob.Account, numbers[1])).Should().Be(ErrorCode.None);

        _alice.Account.ReadMark(_bob.Account).Should().Be(numbers[1]);
        other.Terminal.NoticesOf<ReadUpToNotice>().Should().Equal(new ReadUpToNotice(_bob.Account, numbers[1]));
        _alice.Terminal.Notices.Should().BeEmpty("it knows");
        (await _engine.MarkReadAsync(other, _bob.Account, numbers[2])).Should().Be(ErrorCode.None);
        _alice.Terminal.Notices.Should().Equal(new ReadUpToNotice(_bob.Account, numbers[2]));
        _alice.Account.Summarize().Total.Should().Be(3, "reading is not confirming");
    }

    [Test]
    public async Task Who_wrote_hears_of_the_newest_of_his_own_that_is_covered()
    {
        ulong[] numbers = await BobSendsAsync(2);
        ulong own = (await _engine.SendAsync(_alice, _bob.Account, "answer")).Number;

        await _engine.MarkReadAsync(_alice, _bob.Account, own);
        await _engine.MarkReadAsync(_bob, _alice.Account, own);

        ReadNotice notice = _bob.Terminal.NoticesOf<ReadNotice>().Should().ContainSingle().Which;
        (notice.Number, notice.Where, notice.By).Should().Be((numbers[1], _alice.Account, _alice.Account));
        _alice.Terminal.NoticesOf<ReadNotice>().Should().BeEmpty("her terminal did not ask for that");
        ulong next = (await BobSendsAsync(1))[0];
        await _engine.MarkReadAsync(_alice, _bob.Account, next);
        _bob.Terminal.NoticesOf<ReadNotice>().Select(each => each.Number).Should().Equal(numbers[1], next);
    }

    [Test]
    public async Task Who_does_not_show_what_he_reads_tells_only_his_own_terminals()
    {
        EngineHarness.Login other = await _engine.OpenAsync(_alice.Account);
        ulong[] numbers = await BobSendsAsync(2);
        (await _engine.Engine.ChangeSettingsAsync(_alice.Account, showsReads: false).Within("it")).Should().Be(ErrorCode.None);
        await _engine.MarkReadAsync(_alice, _bob.Account, numbers[0]);

        _bob.Terminal.NoticesOf<ReadNotice>().Should().BeEmpty();
        other.Terminal.NoticesOf<ReadUpToNotice>().Should().ContainSingle();
        await _engine.Engine.ChangeSettingsAsync(_alice.Account, showsReads: true).Within("it");
        await _engine.MarkReadAsync(_alice, _bob.Account, numbers[1]);
        _bob.Terminal.NoticesOf<ReadNotice>().Select(notice => notice.Number).Should().Equal(numbers[1]);
    }

    [Test]
    public async Task Only_what_was_said_in_that_conversation_is_marked()
    {
        ulong number = (await BobSendsAsync(1))[0];
        EngineHarness.Login carol = await _engine.OpenAsync(await _engine.CreateAsync("carol"));
        ulong elsewhere = (await _engine.SendAsync(carol, _alice.Account, "other")).Number;
        Group group = await _engine.CreateGroupAsync(_bob, "lunch", carol.Account);
        ulong inGroup = (await _engine.SendAsync(_bob, group, "hello")).Number;

        (await _engine.MarkReadAsync(_alice, _bob.Account, elsewhere)).Should().Be(ErrorCode.NoSuchMessage);
        (await _engine.MarkReadAsync(_alice, _bob.Account, inGroup)).Should().Be(ErrorCode.NoSuchMessage);
        (await _engine.MarkReadAsync(_alice, _bob.Account, number + 1_000)).Should().Be(ErrorCode.NoSuchMessage);
        (await _engine.MarkReadAsync(_alice, _bob.Account, 0)).Should().Be(ErrorCode.NoSuchMessage);
        (await _engine.MarkReadAsync(_alice, group, inGroup)).Should().Be(ErrorCode.NotAMember);
        _alice.Account.ReadMark(_bob.Account).Should().Be(0);
        _bob.Terminal.NoticesOf<ReadNotice>().Should().BeEmpty();
    }

    [Test]
    public async Task In_a_group_each_who_wrote_hears_of_his_newest_and_who_joined_has_read_nothing_of_before()
    {
        EngineHarness.Login carol = await _engine.OpenAsync(await _engine.CreateAsync("carol"), TerminalFeatures.Receipts);
        Group group = await _engine.CreateGroupAsync(_bob, "lunch", carol.Account);
        ulong before = (await _engine.SendAsync(carol, group, "before alice came")).Number;
        await _engine.AddAsync(_bob, group, _alice.Account);
        await _engine.SendAsync(_bob, group, "1");
        ulong second = (await _engine.SendAsync(_bob, group, "2")).Number;

        (await _engine.MarkReadAsync(_alice, group, before)).Should().Be(ErrorCode.NoSuchMessage);
        (await _engine.MarkReadAsync(_alice, group, second)).Should().Be(ErrorCode.None);

        _bob.Terminal.NoticesOf<ReadNotice>().Select(notice => (notice.Number, notice.Where, notice.By)).Should().Equal((second, group, _alice.Account));
        carol.Terminal.NoticesOf<ReadNotice>().Should().BeEmpty("alice cannot have read that");
    }

    [Test]
    public async Task In_a_large_group_nobody_is_told_who_has_read()
    {
        Account[] accounts = await _engine.CreateManyAsync(Group.MostForReceipts);
        Group small = await _engine.CreateGroupAsync(_bob, "small", [_alice.Account, .. accounts[2..]]);
        Group large = await _engine.CreateGroupAsync(_bob, "large", [_alice.Account, .. accounts[1..]]);
        small.Current.Members.Should().HaveCount(Group.MostForReceipts);
        foreach (Group group in new[] { small, large })
        {
            ulong number = (await _engine.SendAsync(_bob, group, "read this")).Number;
            await _engine.ConfirmAsync(_alice, number);
            await _engine.MarkReadAsync(_alice, group, number);
        }

        _bob.Terminal.NoticesOf<ReadNotice>().Select(notice => notice.Where).Should().Equal(small);
        _bob.Terminal.NoticesOf<DeliveredNotice>().Select(notice => notice.Message.To).Should().Equal(small);
    }

    [Test]
    public async Task Of_two_marks_in_one_batch_the_further_one_counts_also_after_the_batch()
    {
        GatedJournal journal = NewGate();
        EngineHarness engine = StartEngine(journal);
        EngineHarness.Login bob = await engine.OpenAsync(await engine.CreateAsync("bob"), TerminalFeatures.Receipts);
        EngineHarness.Login alice = await engine.OpenAsync(await engine.CreateAsync("alice"));
        EngineHarness.Login other = await engine.OpenAsync(alice.Account);
        Append[] sent = await engine.SendAllAsync(bob, (Guid.NewGuid(), alice.Account, "1"), (Guid.NewGuid(), alice.Account, "2"));

        await TogetherAsync(engine, journal, bob, () => Task.WhenAll(
            engine.MarkReadAsync(alice, bob.Account, sent[1].Number), engine.MarkReadAsync(other, bob.Account, sent[0].Number)));

        alice.Account.ReadMark(bob.Account).Should().Be(sent[1].Number);
        journal.Committed.Where(entry => entry.StartsWith("read", StringComparison.Ordinal)).Should().Equal($"read alice {sent[1].Number}");
        bob.Terminal.NoticesOf<ReadNotice>().Select(notice => notice.Number).Should().Equal(sent[1].Number);
    }

    private async Task<ulong[]> BobSendsAsync(int count) =>
        [.. (await _engine.SendAllAsync(_bob, [.. Enumerable.Range(0, count).Select(i => (Guid.NewGuid(), (Target)_alice.Account, $"{i}"))])).Select(sent => sent.Number)];
}
