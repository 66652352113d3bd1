using FluentAssertions;
using Messenger.Server.Engine;
using NUnit.Framework;

namespace Messenger.Tests.Server.Engine;

[Parallelizable(ParallelScope.All)]
internal sealed class RecentSendsTests
{
    [Test]
    public void A_message_is_found_by_its_id_with_all_that_was_noted()
    {
        RecentSends sends = new();
        SentRecord sent = new(Guid.NewGuid(), 5, 6, 7, 8, Delivered: true);

        int slot = sends.Add(sent);

        sends.Find(sent.Id).Should().Be(slot);
        sends.At(slot).Should().Be(sent);
        sends.Find(Guid.NewGuid()).Should().Be(-1);
    }

    [Test]
    public void The_oldest_is_forgotten_when_there_are_too_many()
    {
        RecentSends sends = new();
        List<Guid> ids = [.. Enumerable.Range(0, RecentSends.Capacity + 100).Select(_ => Guid.NewGuid())];

        foreach (Guid id in ids)
            sends.Add(RecordOf(id));

        ids.Take(100).Should().OnlyContain(id => sends.Find(id) == -1);
        ids.Skip(100).Should().OnlyContain(id => sends.Find(id) >= 0);
    }

    [Test]
    public void What_was_not_stored_after_all_is_forgotten()
    {
        RecentSends sends = new();
        Guid id = Guid.NewGuid();

        sends.Forget(sends.Add(RecordOf(id)));

        sends.Find(id).Should().Be(-1);
    }

    [Test]
    public void The_empty_id_is_an_id_as_any_other()
    {
        RecentSends sends = new();
        int slot = sends.Add(RecordOf(Guid.Empty));
        for (int i = 0; i < 100; i++)
            sends.Add(RecordOf(Guid.NewGuid()));

        sends.Find(Guid.Empty).Should().Be(slot);
    }

    [Test]
    public void The_hash_tells_texts_apart_also_where_they_differ_in_one_bit()
    {
        HashSet<ulong> hashes = [];
        for (int length = 0; length < 40; length++)
            hashes.Add(RecentSends.Hash(new byte[length])).Should().BeTrue("{0} zeros are not fewer", length);
        for (int bit = 0; bit < 320; bit++)
        {
            byte[] text = new byte[40];
            text[bit / 8] = (byte)(1 << (bit % 8));
            hashes.Add(RecentSends.Hash(text)).Should().BeTrue();
        }
        RecentSends.Hash("same"u8).Should().Be(RecentSends.Hash("same"u8));
    }

    private static SentRecord RecordOf(Guid id) => new(id, 1, 2, 3, 4, Delivered: false);
}
