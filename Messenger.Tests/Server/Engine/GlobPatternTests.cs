using System.Diagnostics;
using System.Text;
using FluentAssertions;
using Messenger.Server.Engine;
using NUnit.Framework;

namespace Messenger.Tests.Server.Engine;

[Parallelizable(ParallelScope.All)]
internal sealed class GlobPatternTests
{
    [TestCase("", "", true)]
    [TestCase("", "a", false)]
    [TestCase("*", "", true)]
    [TestCase("*", "anything", true)]
    [TestCase("bob", "bob", true)]
    [TestCase("bob", "bobby", false)]
    [TestCase("bob", "Bob", true)]
    [TestCase("BOB", "bob", true)]
    [TestCase("b*", "bob", true)]
    [TestCase("*b", "bob", true)]
    [TestCase("*o*", "bob", true)]
    [TestCase("*x*", "bob", false)]
    [TestCase("b?b", "bob", true)]
    [TestCase("b?b", "bb", false)]
    [TestCase("???", "bob", true)]
    [TestCase("????", "bob", false)]
    [TestCase("?*", "", false)]
    [TestCase("a*b*c", "a-b-b-c", true)]
    [TestCase("a*b*c", "a-c-b", false)]
    [TestCase("**a**", "bab", true)]
    [TestCase("[abc]ob", "bob", true)]
    [TestCase("[abc]ob", "dob", false)]
    [TestCase("[a-c]ob", "cob", true)]
    [TestCase("[a-c]ob", "dob", false)]
    [TestCase("[A-C]ob", "bob", true)]
    [TestCase("[a-c]ob", "BOB", true)]
    [TestCase("[!a-c]ob", "bob", false)]
    [TestCase("[!a-c]ob", "dob", true)]
    [TestCase("[!a-c]ob", "Bob", false)]
    [TestCase("[a-cx-z0-9]", "y", true)]
    [TestCase("[a-cx-z0-9]", "7", true)]
    [TestCase("[a-cx-z0-9]", "m", false)]
    [TestCase("[z-a]", "m", false)]
    [TestCase("[a-]", "-", true)]
    [TestCase("[-a]", "-", true)]
    [TestCase("[]x]", "x", true)]
    [TestCase("[.]", "a", false)]
    [TestCase("a.b", "axb", false)]
    [TestCase("a]", "a]", true)]
    [TestCase("[a]*[b]", "a--b", true)]
    [TestCase("ü", "u", false)]
    [TestCase("*ü*", "uu", false)]
    [TestCase("????????????????????????????????", "abcdefghijklmnopqrstuvwxyz012345", true)]
    [TestCase("?????????????????????????????????", "abcdefghijklmnopqrstuvwxyz012345", false)]
    [TestCase("????????????????????????????????????????????????????????????????", "a", false)]
    [TestCase("*??????????????????????????????????????????????????????????????*", "a", false)]
    [TestCase("***************************************************************a", "a", true)]
    public void A_pattern_matches_whole_names_without_regard_to_case(string pattern, string name, bool matches) =>
        Parse(pattern)!.Matches(Encoding.UTF8.GetBytes(name)).Should().Be(matches);

    [TestCase("[")]
    [TestCase("[abc")]
    [TestCase("[]")]
    [TestCase("[!]")]
    [TestCase("[a-")]
    [TestCase("x*[!a-z")]
    [TestCase("[a][")]
    public void An_unclosed_bracket_is_no_pattern(string pattern) => Parse(pattern).Should().BeNull();

    [Test]
    public void Patterns_that_explode_elsewhere_are_matched_in_one_step_a_character()
    {
        GlobPattern pattern = Parse(string.Concat(Enumerable.Repeat("*a", 31)) + "*b")!;
        byte[] name = Encoding.ASCII.GetBytes(new string('a', 32));
        Stopwatch watch = Stopwatch.StartNew();

        for (int i = 0; i < 10_000; i++)
            pattern.Matches(name).Should().BeFalse();

        // A backtracking matcher takes 2^31 steps for one.
        watch.Elapsed.Should().BeLessThan(TimeSpan.FromSeconds(10));
    }

    [Test]
    public void Random_patterns_match_as_a_plain_recursive_matcher_says([Range(1, 5)] int seed)
    {
        Random random = new(seed);
        for (int i = 0; i < 3_000; i++)
        {
            string pattern = Text(random, "ab?*", seed * 4);
            string name = Text(random, "ab", seed * 4);
            Parse(pattern)!.Matches(Encoding.ASCII.GetBytes(name)).Should().Be(Plainly(pattern, name), "{0} against {1}", pattern, name);
        }
    }

    private static GlobPattern? Parse(string pattern) => GlobPattern.TryParse(Encoding.UTF8.GetBytes(pattern));

    private static string Text(Random random, string alphabet, int longest) =>
        string.Concat(Enumerable.Range(0, random.Next(longest + 1)).Select(_ => alphabet[random.Next(alphabet.Length)]));

    private static bool Plainly(string pattern, string name)
    {
        if (pattern.Length == 0)
            return name.Length == 0;
        if (pattern[0] == '*')
            return Plainly(pattern[1..], name) || (name.Length > 0 && Plainly(pattern, name[1..]));
        return name.Length > 0 && (pattern[0] == '?' || pattern[0] == name[0]) && Plainly(pattern[1..], name[1..]);
    }
}
