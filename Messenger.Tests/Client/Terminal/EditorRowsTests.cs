using FluentAssertions;
using Messenger.Client.Terminal;
using NUnit.Framework;

namespace Messenger.Tests.Client.Terminal;

[Parallelizable(ParallelScope.All)]
public sealed class EditorRowsTests
{
    [TestCase("", 10, "", 0, 0)]
    [TestCase("|abc", 10, "abc", 0, 0)]
    [TestCase("abc|", 10, "abc", 0, 3)]
    [TestCase("abcde|", 5, "abcde/", 1, 0)]
    [TestCase("abcd|e", 5, "abcde/", 0, 4)]
    [TestCase("abcdefg|", 5, "abcde/fg", 1, 2)]
    [TestCase("ab\n|cd", 5, "ab/cd", 1, 0)]
    [TestCase("ab|\ncd", 5, "ab/cd", 0, 2)]
    [TestCase("abcde|\nf", 5, "abcde/f", 0, 4)]
    [TestCase("ab\n\n|", 5, "ab//", 2, 0)]
    [TestCase("日本語|", 5, "日本/語", 1, 2)]
    [TestCase("日本|語", 5, "日本/語", 1, 0)]
    [TestCase("👍🏽|x", 5, "👍🏽x", 0, 2)]
    [TestCase("e\u0301|x", 5, "e\u0301x", 0, 1)]
    [TestCase("a\e[2J|", 9, "a␛[2J", 0, 5)]
    [TestCase("\u202E|x", 6, "<U+202/E>x", 1, 2)]
    [TestCase("a\u200B|b", 6, "ab", 0, 1)]
    [TestCase("a\r\n|b", 6, "a/b", 1, 0)]
    public void Text_is_laid_out_in_rows_and_the_cursor_in_them(string text, int columns, string rows, int row, int column)
    {
        int cursor = text.IndexOf('|') is >= 0 and int found ? found : 0;

        EditorRows drawn = EditorRows.Of(text.Replace("|", ""), cursor, columns);

        string.Join('/', drawn.Rows).Should().Be(rows);
        (drawn.CursorRow, drawn.CursorColumn).Should().Be((row, column));
    }

    [Test]
    public void A_secret_shows_a_star_for_each_character()
    {
        EditorRows drawn = EditorRows.Of("pä👍🏽s", 6, 10, isSecret: true);

        drawn.Rows.Single().ToString().Should().Be("****");
        drawn.CursorColumn.Should().Be(3);
    }

    [TestCase(3, 8, 0)]
    [TestCase(9, 4, 6)]
    [TestCase(0, 4, 0)]
    public void The_cursor_is_among_the_rows_that_are_shown(int cursorRow, int height, int first)
    {
        string text = string.Join('\n', Enumerable.Range(0, 10));

        EditorRows.Of(text, 2 * cursorRow, 20).FirstShown(height).Should().Be(first);
    }

    [Test]
    public void A_place_leads_to_the_text_that_stands_there()
    {
        EditorRows drawn = EditorRows.Of("日本語abc\nxy", 0, 4);

        drawn.IndexAt(0, 0).Should().Be(0);
        drawn.IndexAt(0, 1).Should().Be(0);
        drawn.IndexAt(0, 2).Should().Be(1);
        drawn.IndexAt(1, 3).Should().Be(4);
        drawn.IndexAt(3, 99).Should().Be(9);
    }
}
