using FluentAssertions;
using Messenger.Client.Terminal;
using NUnit.Framework;

namespace Messenger.Tests.Client.Terminal;

[Parallelizable(ParallelScope.All)]
public sealed class EditorTests
{
    private static readonly Dictionary<string, Key> Keys = EditKeys.Table.SelectMany(line => line.Keys).ToDictionary(key => key.ToString());

    [TestCase("abc", "", "abc|")]
    [TestCase("abc", "Left Ctrl-B", "a|bc")]
    [TestCase("abc", "Home Delete", "|bc")]
    [TestCase("abc", "Ctrl-A Ctrl-F Backspace", "|bc")]
    [TestCase("abc", "Home End Ctrl-D", "abc|")]
    [TestCase("abc def", "Ctrl-W", "abc |")]
    [TestCase("abc def  ", "Ctrl-W", "abc |")]
    [TestCase("a/b-c d/e", "Ctrl-W", "a/b-c |")]
    [TestCase("a/b-c d/e", "Alt-Backspace", "a/b-c d/|")]
    [TestCase("abc def", "Alt-B Ctrl-Left Ctrl-K", "|")]
    [TestCase("abc def", "Alt-B Ctrl-U", "|def")]
    [TestCase("abc def", "Home Ctrl-Right Alt-D", "abc|")]
    [TestCase("abc, def", "Home Alt-F Alt-F", "abc, def|")]
    [TestCase("日本 語学", "Alt-B Alt-D", "日本 |")]
    [TestCase("a👍🏽b", "Left Left", "a|👍🏽b")]
    [TestCase("a👍🏽b", "Left Backspace", "a|b")]
    [TestCase("a🇩🇪b", "Home Right Delete", "a|b")]
    [TestCase("e\u0301x", "Left Backspace", "|x")]
    [TestCase("", "Left Right Backspace Delete Up Down Alt-B Alt-F Ctrl-T Ctrl-_ Ctrl-Y Ctrl-W", "|")]
    [TestCase("one two three", "Ctrl-W Ctrl-W Ctrl-Y Ctrl-Y", "one two threetwo three|")]
    [TestCase("one two three", "Home Alt-D Alt-D Ctrl-Y", "one two| three")]
    [TestCase("one two three", "Ctrl-W Left Ctrl-W Ctrl-Y", "one two| ")]
    [TestCase("ab", "Ctrl-T", "ba|")]
    [TestCase("abc", "Left Left Ctrl-T", "ba|c")]
    [TestCase("👍🏽日", "Ctrl-T", "日👍🏽|")]
    [TestCase("abc", "Ctrl-U Ctrl-_", "abc|")]
    [TestCase("abc", "Backspace Backspace Ctrl-_", "abc|")]
    [TestCase("abc", "Ctrl-J Alt-Enter Shift-Enter", "abc|")]
    public void Keys_edit_as_in_a_shell(string typed, string keys, string expected) =>
        After(new Editor(), typed, keys).Should().Be(expected);

    [TestCase("ab", "Ctrl-J Alt-Enter", "ab\n\n|")]
    [TestCase("ab\ncd", "Ctrl-A", "ab\n|cd")]
    [TestCase("ab\ncd", "Up Ctrl-E", "ab|\ncd")]
    [TestCase("ab\ncd", "Ctrl-U", "ab\n|")]
    [TestCase("ab\ncd", "Ctrl-A Backspace", "ab|cd")]
    [TestCase("ab\ncd", "Up Home Ctrl-K Ctrl-K", "|cd")]
    [TestCase("abcd\nx\nabcd", "Left Up Up", "abc|d\nx\nabcd")]
    [TestCase("日本語\nabcdef", "Left Left Up", "日本|語\nabcdef")]
    [TestCase("ab\ncd", "Home Up Down Down", "ab\n|cd")]
    public void Several_lines_are_edited_line_by_line(string typed, string keys, string expected) =>
        After(new Editor(multiLine: true), typed, keys).Should().Be(expected);

    [Test]
    public void Up_and_down_go_by_the_rows_that_are_drawn()
    {
        Editor editor = new(multiLine: true) { Columns = 4 };

        After(editor, "abcdefghij", "Up").Should().Be("abcdef|ghij");
        After(editor, "", "Up").Should().Be("ab|cdefghij");
    }

    [Test]
    public void History_comes_back_and_so_does_what_was_being_typed()
    {
        Editor editor = new(multiLine: true);
        foreach (string line in new[] { "one", "two\nlines", "two\nlines", "" })
        {
            editor.Insert(line);
            editor.Take(remember: true).Should().Be(line);
        }
        editor.Insert("draft");

        After(editor, "", "Up").Should().Be("two\nlines|");
        After(editor, "", "Up Up").Should().Be("one|");
        After(editor, "", "Up").Should().Be("one|");
        After(editor, "", "Down").Should().Be("two\nlines|");
        After(editor, "", "Ctrl-N").Should().Be("draft|");
        After(editor, "", "Ctrl-P Ctrl-P").Should().Be("one|");
    }

    [Test]
    public void A_secret_is_not_remembered()
    {
        Editor editor = new();
        editor.Insert("secret");
        editor.Take(remember: false);

        After(editor, "", "Up Ctrl-Y Ctrl-_").Should().Be("|");
    }

    [Test]
    public void A_paste_is_undone_as_one_and_typing_word_by_word()
    {
        Editor editor = new(multiLine: true);
        foreach (char letter in "one two")
            editor.Apply(new Key(KeyKind.Text, letter.ToString()));
        editor.Apply(new Key(KeyKind.Paste, "many\nlines of\ntext")).Should().Be(EditOutcome.Done);

        After(editor, "", "Ctrl-_").Should().Be("one two|");
        After(editor, "", "Ctrl-_").Should().Be("one|");
        After(editor, "", "Ctrl-_ Ctrl-_").Should().Be("|");
    }

    [Test]
    public void What_would_be_too_long_is_refused_as_a_whole()
    {
        Editor editor = new();
        editor.Apply(new Key(KeyKind.Paste, new string('日', 5461))).Should().Be(EditOutcome.Done);

        editor.Apply(new Key(KeyKind.Paste, "é")).Should().Be(EditOutcome.Full);
        editor.Apply(new Key(KeyKind.Text, "a")).Should().Be(EditOutcome.Done);
        editor.Apply(new Key(KeyKind.Text, "a")).Should().Be(EditOutcome.Full);

        editor.Text.Should().Be(new string('日', 5461) + "a");
    }

    [Test]
    public void Keys_that_are_not_about_editing_are_for_others()
    {
        Editor editor = new(multiLine: true);
        foreach (Key key in new[] { new Key(KeyKind.Enter), new Key(KeyKind.Tab), new Key(KeyKind.PageUp), Key.Control('c'), Key.Function(1), new Key(KeyKind.WheelUp) })
            editor.Apply(key).Should().Be(EditOutcome.NotMine);
        editor.Apply(Key.Control('d')).Should().Be(EditOutcome.NotMine, "there is nothing to delete");
    }

    [TestCase("/ms", 0, "/msg", "/msg |", "")]
    [TestCase("/msg al", 5, "alice alan", "/msg al|", "alice alan")]
    [TestCase("/msg a", 5, "alice alan", "/msg al|", "")]
    [TestCase("/msg x", 5, "", "/msg x|", "")]
    public void The_word_before_the_cursor_is_completed(string typed, int wordStart, string candidates, string expected, string shown)
    {
        Editor editor = new();
        editor.Insert(typed);

        IReadOnlyList<string> several = editor.Complete(typed, new Completion(wordStart, candidates.Split(' ', StringSplitOptions.RemoveEmptyEntries)));

        editor.Text.Insert(editor.Cursor, "|").Should().Be(expected);
        several.Should().Equal(shown.Split(' ', StringSplitOptions.RemoveEmptyEntries));
    }

    [Test]
    public void A_completion_that_comes_too_late_changes_nothing()
    {
        Editor editor = new();
        editor.Insert("/msg b");

        editor.Complete("/msg a", new Completion(5, ["alice"])).Should().BeEmpty();

        editor.Text.Should().Be("/msg b");
    }

    [Test]
    public void A_line_longer_than_the_screen_scrolls_with_the_cursor()
    {
        Editor editor = new();
        editor.Insert("0123456789abcdef");

        EditorLine.Of(editor, 8).Should().Be(new EditorLine("9abcdef", 7));
        editor.Apply(new Key(KeyKind.Home));
        EditorLine.Of(editor, 8).Should().Be(new EditorLine("01234567", 0));
    }

    [Test]
    public void Wide_characters_take_two_columns_and_a_pasted_line_break_shows()
    {
        Editor editor = new();
        editor.Insert("日本👍🏽\nx");

        EditorLine.Of(editor, 20).Should().Be(new EditorLine("日本👍🏽⏎x", 8));
    }

    private static string After(Editor editor, string typed, string keys)
    {
        editor.Insert(typed);
        foreach (string key in keys.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            editor.Apply(Keys[key]);
        return editor.Text.Insert(editor.Cursor, "|");
    }
}
