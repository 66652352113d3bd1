using System.Text;
using FluentAssertions;
using Messenger.Server.Engine;
using Messenger.Tests.Support;
using NUnit.Framework;

namespace Messenger.Tests.Server.Engine;

[Parallelizable(ParallelScope.All)]
internal sealed class NameDirectoryTests
{
    [Test]
    public void A_name_is_found_in_any_case_and_keeps_its_own()
    {
        NameDirectory directory = Of("Alice");

        directory.Find("aLICE"u8)!.Name.Should().Be("Alice");
        directory.Find("ALICE")!.Name.Should().Be("Alice");
        directory.Find("alic"u8).Should().BeNull();
    }

    [Test]
    public void Bytes_that_cannot_be_a_name_find_nothing()
    {
        NameDirectory directory = Of("alice");

        directory.Find(ReadOnlySpan<byte>.Empty).Should().BeNull();
        directory.Find((byte[])[0xFF, 0xFE]).Should().BeNull();
        directory.Find(new byte[60_000]).Should().BeNull();
    }

    [Test]
    public void Pages_of_any_size_give_each_name_once_in_order([Values(1, 2, 3, 7, 50)] int size)
    {
        string[] names = ["delta", "Alpha", "charlie", "bravo", "Echo", "a", "z9", "Z10", "b_", "b.", "b-"];
        NameDirectory directory = Of(names);

        List<string> all = [];
        string after = "";
        for (bool more = true; more;)
        {
            IReadOnlyList<Account> page = Match(directory, GlobPattern.All, after, size, out more);
            page.Count.Should().BeLessThanOrEqualTo(size);
            all.AddRange(page.Select(account => account.Name));
            after = all[^1];
        }

        all.Should().Equal(names.Order(StringComparer.OrdinalIgnoreCase));
    }

    [Test]
    public void Names_that_come_and_go_are_in_the_next_page()
    {
        NameDirectory directory = Of("a", "c", "e");
        Names(directory).Should().Equal("a", "c", "e");

        directory.Add(AccountOf("d"));
        directory.Add(AccountOf("B"));
        Delete(directory, "c");
        Names(directory).Should().Equal("a", "B", "d", "e");

        directory.Add(AccountOf("C"));
        Names(directory).Should().Equal("a", "B", "C", "d", "e");
        directory.Find("c")!.Name.Should().Be("C");
    }

    [Test]
    public void A_cursor_whose_name_is_gone_stands_where_it_stood()
    {
        NameDirectory directory = Of("a", "b", "c", "d");
        Delete(directory, "b");

        Match(directory, GlobPattern.All, "b", 10, out bool more).Select(account => account.Name).Should().Equal("c", "d");
        more.Should().BeFalse();
    }

    [Test]
    public void The_end_is_told_only_when_nothing_more_matches()
    {
        NameDirectory directory = Of("a1", "a2", "b1");

        Match(directory, GlobPattern.TryParse("a*"u8)!, "", 2, out bool more).Should().HaveCount(2);
        more.Should().BeFalse();
        Match(directory, GlobPattern.All, "", 2, out more).Should().HaveCount(2);
        more.Should().BeTrue();
        Match(directory, GlobPattern.TryParse("x*"u8)!, "", 2, out more).Should().BeEmpty();
        more.Should().BeFalse();
    }

    private static IReadOnlyList<Account> Match(NameDirectory directory, GlobPattern pattern, string after, int limit, out bool more)
    {
        NameSearch search = directory.Search(pattern, after, limit);
        search.Advance(int.MaxValue).Should().BeTrue();
        more = search.HasMore;
        return search.Page;
    }

    private static NameDirectory Of(params string[] names)
    {
        NameDirectory directory = new();
        foreach (string name in names)
            directory.Add(AccountOf(name));
        return directory;
    }

    private static Account AccountOf(string name) => new(name.GetHashCode(StringComparison.Ordinal), name, EngineHarness.Password);

    private static void Delete(NameDirectory directory, string name)
    {
        Account account = directory.Find(Encoding.ASCII.GetBytes(name))!;
        lock (account.Gate)
            account.DeleteLocked();
        directory.Remove(account);
    }

    private static IEnumerable<string> Names(NameDirectory directory) =>
        Match(directory, GlobPattern.All, "", 100, out _).Select(account => account.Name);
}
