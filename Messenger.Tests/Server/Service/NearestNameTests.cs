using FluentAssertions;
using Messenger.Server.Service;
using NUnit.Framework;

namespace Messenger.Tests.Server.Service;

[Parallelizable(ParallelScope.All)]
internal sealed class NearestNameTests
{
    [TestCase("alcie")]
    [TestCase("alic")]
    [TestCase("lice")]
    [TestCase("alicee")]
    [TestCase("xalice")]
    [TestCase("alibe")]
    [TestCase("4lice")]
    [TestCase("ALCIE")]
    public void One_slip_of_the_fingers_is_recognised(string typed) => Nearest(typed).Should().Be("Alice");

    [TestCase("bob")]
    [TestCase("al")]
    [TestCase("aliccee")]
    [TestCase("ilace")]
    public void What_is_further_away_is_not(string typed) => Nearest(typed).Should().BeNull();

    private static string? Nearest(string typed) =>
        NearestName.Find(typed, name => name.Equals("Alice", StringComparison.OrdinalIgnoreCase) ? "Alice" : null);

    [Test]
    public void Each_name_one_slip_away_is_tried_and_no_other([Values("a", "ab", "bob", "abcdefghijklmnopqrstuvwxyz012345")] string typed)
    {
        HashSet<string> tried = [];
        NearestName.Find(typed, name =>
        {
            tried.Add(name.ToString());
            return null;
        }).Should().BeNull();

        const string Alphabet = "abcdefghijklmnopqrstuvwxyz0123456789._-";
        HashSet<string> slips = [];
        for (int i = 0; i <= typed.Length; i++)
        {
            slips.UnionWith(Alphabet.Select(c => typed.Insert(i, $"{c}")));
            if (i == typed.Length)
                break;
            slips.UnionWith(Alphabet.Select(c => typed.Remove(i, 1).Insert(i, $"{c}")));
            if (typed.Length > 1)
                slips.Add(typed.Remove(i, 1));
            if (i + 1 < typed.Length)
                slips.Add($"{typed[..i]}{typed[i + 1]}{typed[i]}{typed[(i + 2)..]}");
        }
        tried.Should().BeEquivalentTo(slips);
        tried.Count.Should().BeLessThanOrEqualTo(2_600);
    }
}
