using FluentAssertions;
using Messenger.Tools.Torture;
using Messenger.Tools.Torture.Ledgers;
using NUnit.Framework;

namespace Messenger.Tests.Tools.Torture;

/// <summary>The ledger of very many messages: one sender, one account, three messages.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
[Parallelizable(ParallelScope.All)]
internal sealed class BacklogTallyTests
{
    private readonly BacklogTally _tally = new(senders: 1, accounts: 1, each: 3);

    [TestCase("0 1 2", "lost 0 · doubled 0 · out of order 0 · invented 0")]
    [TestCase("0 1", "lost 1 · doubled 0 · out of order 0 · invented 0")]
    [TestCase("", "lost 3 · doubled 0 · out of order 0 · invented 0")]
    [TestCase("0 1 1 2", "lost 0 · doubled 1 · out of order 0 · invented 0")]
    [TestCase("0 2", "lost 0 · doubled 0 · out of order 1 · invented 0")]
    [TestCase("0 1 2 3", "lost 0 · doubled 0 · out of order 0 · invented 1")]
    public void Each_message_is_shown_once_and_in_its_place(string shown, string found)
    {
        for (int i = 0; i < 3; i++)
        {
            _tally.Sent();
            _tally.Answered(acknowledged: true);
        }
        foreach (string sequence in shown.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            _tally.Show(0, new BacklogText(0, 0, sequence[0] - '0'), Guid.Empty);

        StringWriter output = new();
        Verdict verdict = new(output);
        _tally.Report(verdict);
        output.ToString().Should().StartWith($"sent 3 · acknowledged 3 · {found}");
        verdict.IsClean.Should().Be(found == "lost 0 · doubled 0 · out of order 0 · invented 0");
    }

    [Test]
    public void A_text_says_which_it_is_and_damage_to_it_is_noticed()
    {
        byte[] text = new byte[BacklogText.Bytes];
        BacklogText written = new(19, 999, 49);
        written.Write(text);
        BacklogText.Of(text).Should().Be(written);
        BacklogText.Of(text.AsSpan(1)).Should().NotBe(written);
        text[^1] = (byte)'y';
        BacklogText.Of(text).Should().NotBe(written);
    }
}
