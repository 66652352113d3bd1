using FluentAssertions;
using Messenger.Server.Engine;
using Messenger.Tests.Support;
using NUnit.Framework;

namespace Messenger.Tests.Server.Engine;

[Parallelizable(ParallelScope.All)]
internal sealed class NameOrderTests
{
    [Test]
    public void Whatever_comes_and_goes_the_order_is_that_of_a_sorted_set([Range(1, 4)] int seed)
    {
        Random random = new(seed);
        NameOrder order = new();
        SortedDictionary<string, Account> expected = new(StringComparer.OrdinalIgnoreCase);
        for (int step = 0; step < 6_000; step++)
        {
            string name = $"{(char)('a' + random.Next(26))}{random.Next(3_000)}";
            // Grows first, then shrinks to nothing and grows again.
            if (random.Next(100) < (step is > 2_000 and < 4_500 ? 20 : 80))
            {
                if (expected.ContainsKey(name))
                    continue;
                expected.Add(name, AccountOf(name));
                order.Add(expected[name]);
            }
            else if (expected.Keys.ElementAtOrDefault(random.Next(expected.Count + 1)) is { } gone)
            {
                order.Remove(expected[gone]);
                expected.Remove(gone);
            }
            if (step % 500 == 0)
                order.Chunks.SelectMany(chunk => chunk).Should().Equal(expected.Values);
        }
        order.Chunks.Should().OnlyContain(chunk => chunk.Length > 0 && chunk.Length <= NameOrder.LargestChunk).And.HaveCountGreaterThan(1);
        foreach (Account account in expected.Values)
            order.Remove(account);
        order.Chunks.Should().BeEmpty();
    }

    [Test]
    public void Many_at_once_are_ordered_and_one_that_is_not_there_is_not_removed()
    {
        NameOrder order = new();
        order.Add(AccountOf("stale"));
        order.Build(Enumerable.Range(0, 5_000).Select(i => AccountOf($"n{i * 7_919 % 5_000:D4}")));
        order.Remove(AccountOf("n0042"));
        order.Remove(AccountOf("zzz"));

        order.Chunks.SelectMany(chunk => chunk).Select(account => account.Name).Should().Equal(Enumerable.Range(0, 5_000).Select(i => $"n{i:D4}"));
    }

    [Test]
    public void A_search_goes_on_in_the_order_of_its_moment_and_nobody_waits_for_it()
    {
        NameDirectory directory = new();
        directory.Load([.. Enumerable.Range(0, 2_000).Select(i => AccountOf($"n{i:D4}"))]);
        NameSearch search = directory.Search(GlobPattern.TryParse("n*5"u8)!, "", 500);
        search.Advance(1).Should().BeFalse();

        for (int i = 0; i < 2_000; i++)
            directory.Add(AccountOf($"n{i:D4}-5"));
        int slices = 0;
        while (!search.Advance(100))
            slices++;

        slices.Should().Be(19);
        search.Page.Select(account => account.Name).Should().Equal(Enumerable.Range(0, 200).Select(i => $"n{(i * 10) + 5:D4}"));
        search.HasMore.Should().BeFalse();
        NameSearch next = directory.Search(GlobPattern.TryParse("n*5"u8)!, "n1999-4", 500);
        next.Advance(int.MaxValue).Should().BeTrue();
        next.Page.Should().ContainSingle().Which.Name.Should().Be("n1999-5");
    }

    [Test]
    public void Who_reads_while_names_come_and_go_sees_each_that_stays_once_and_in_order()
    {
        NameDirectory directory = new();
        directory.Load([.. Enumerable.Range(0, 3_000).Select(i => AccountOf($"stays{i:D4}"))]);
        using CancellationTokenSource stop = new();
        Task changes = Task.Run(() =>
        {
            for (int i = 0; !stop.IsCancellationRequested; i = (i + 1) % 3_000)
            {
                Account account = AccountOf($"stays{i:D4}-not");
                directory.Add(account);
                if (i % 3 > 0)
                    directory.Remove(account);
            }
        });
        for (int i = 0; i < 200; i++)
        {
            NameSearch search = directory.Search(GlobPattern.TryParse("stays????"u8)!, "", 5_000);
            search.Advance(int.MaxValue);
            if (!search.Page.Select(account => account.Name).SequenceEqual(Enumerable.Range(0, 3_000).Select(n => $"stays{n:D4}")))
                Assert.Fail("a name was missing, doubled or out of order");
        }
        stop.Cancel();
        changes.Wait(TimeLimits.Wait).Should().BeTrue();
    }

    private static Account AccountOf(string name) => new(0, name, EngineHarness.Password);
}
