using FluentAssertions;
using Messenger.Client.Terminal;
using NUnit.Framework;

namespace Messenger.Tests.Client.Terminal;

[Parallelizable(ParallelScope.All)]
public sealed class WordWrapTests
{
    [TestCase("as it is,  with   spaces ", 25, "as it is,  with   spaces ")]
    [TestCase("one two three", 7, "one two|three")]
    [TestCase("one two three", 8, "one two|three")]
    [TestCase("one two three", 5, "one|two|three")]
    [TestCase("  indented line", 10, "  indented|line")]
    [TestCase("one  two", 5, "one|two")]
    [TestCase("a longerthanarow b", 6, "a|longerthanarow b")]
    [TestCase("漢字 漢字 漢字", 9, "漢字 漢字|漢字")]
    [TestCase("one two   ", 7, "one two   ")]
    [TestCase("      ", 3, "      ")]
    [TestCase("", 5, "")]
    public void Lines_break_between_words(string line, int columns, string rows) =>
        WordWrap.Rows(line, columns).Should().Equal(rows.Split('|'));
}
