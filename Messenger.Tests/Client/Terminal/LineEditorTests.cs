using FluentAssertions;
using Messenger.Client.Terminal;
using NUnit.Framework;

namespace Messenger.Tests.Client.Terminal;

[Parallelizable(ParallelScope.All)]
public sealed class LineEditorTests
{
    [TestCase("abc", "", "abc|")]
    [TestCase("abc", "Left Left", "a|bc")]
    [TestCase("abc", "Home Delete", "|bc")]
    [TestCase("abc", "Home Right Backspace", "|bc")]
    [TestCase("abc def", "DeleteWordBefore", "abc |")]
    [TestCase("abc def  ", "DeleteWordBefore", "abc |")]
    [TestCase("abc def", "WordLeft WordLeft DeleteToEnd", "|")]
    [TestCase("abc def", "WordLeft DeleteToStart", "|def")]
    [TestCase("abc def", "Home WordRight DeleteWordAfter", "abc|")]
    [TestCase("a👍🏽b", "Left Left", "a|👍🏽b")]
    [TestCase("a👍🏽b", "Left Backspace", "a|b")]
    [TestCase("e\u0301x", "Left Backspace", "|x")]
    [TestCase("", "Left Right Backspace Delete Up Down WordLeft WordRight", "|")]
    public void Keys_edit_as_in_a_shell(string typed, string keys, string expected)
    {
        LineEditor editor = new();
        editor.Insert(typed);
        foreach (string key in keys.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            editor.Apply(new Key(Enum.Parse<KeyKind>(key)));

        editor.Text.Insert(editor.Cursor, "|").Should().Be(expected);
    }

    [Test]
    public void History_comes_back_and_so_does_what_was_being_typed()
    {
        LineEditor editor = new();
        foreach (string line in new[] { "one", "two", "two" })
        {
            editor.Insert(line);
            editor.TakeLine(remember: true).Should().Be(line);
        }
        editor.Insert("draft");

        Recall(editor, KeyKind.Up).Should().Be("two");
        Recall(editor, KeyKind.Up).Should().Be("one");
        Recall(editor, KeyKind.Up).Should().Be("one");
        Recall(editor, KeyKind.Down).Should().Be("two");
        Recall(editor, KeyKind.Down).Should().Be("draft");
    }

    [Test]
    public void A_line_longer_than_the_screen_scrolls_with_the_cursor()
    {
        LineEditor editor = new();
        editor.Insert("0123456789abcdef");

        editor.View(8, out int column).Should().Be("9abcdef");
        column.Should().Be(7);
        editor.Apply(new Key(KeyKind.Home));
        editor.View(8, out column).Should().Be("01234567");
        column.Should().Be(0);
    }

    [Test]
    public void Wide_characters_take_two_columns_and_a_pasted_line_break_shows()
    {
        LineEditor editor = new();
        editor.Insert("日本👍🏽\nx");

        editor.View(20, out int column).Should().Be("日本👍🏽⏎x");
        column.Should().Be(8);
    }

    private static string Recall(LineEditor editor, KeyKind key)
    {
        editor.Apply(new Key(key));
        return editor.Text;
    }
}
