using FluentAssertions;
using FsCheck;
using FsCheck.Fluent;
using Messenger.Client.Terminal.Screen;
using NUnit.Framework;

namespace Messenger.Tests.Client.Terminal.Screen;

[Parallelizable(ParallelScope.All)]
public sealed class TextLayoutTests
{
    private static readonly string[] Pieces = ["a", "word", " ", "   ", "日", "。", "👍🏽", "का", "\n", "\t", "https://x.example/", "e\u0301", "\e[1m"];

    [TestCase("one two three", 7, "one two|three")]
    [TestCase("one two three", 8, "one two|three")]
    [TestCase("one two three", 5, "one|two|three")]
    [TestCase("one  two", 5, "one|two")]
    [TestCase("one two   ", 7, "one two")]
    [TestCase("  indented line", 10, "  indented|line")]
    [TestCase("", 5, "")]
    [TestCase("a\nb\r\n\nc", 5, "a|b||c")]
    [TestCase("a longerthanarow b", 6, "a|longer|thanar|ow b")]
    [TestCase("see https://chat.example/a/long/way ok", 12, "see|https://chat|.example/a/l|ong/way ok")]
    [TestCase("漢字 漢字 漢字", 9, "漢字 漢字|漢字")]
    [TestCase("漢字漢字漢字", 5, "漢字|漢字|漢字")]
    [TestCase("漢字漢。字", 6, "漢字|漢。字")]
    [TestCase("abc漢字def", 5, "abc漢|字def")]
    [TestCase("हिन्दी काम", 8, "हिन्दी|काम")]
    [TestCase("👍🏽👍🏽👍🏽", 4, "👍🏽👍🏽|👍🏽")]
    [TestCase("a\tb\tcd", 20, "a   b   cd")]
    [TestCase("\e[2J\u202E", 20, "␛[2J<U+202E>")]
    [TestCase("日", 1, "日")]
    public void Text_is_broken_into_rows(string text, int columns, string rows) => string.Join('|', Rows(text, columns)).Should().Be(rows);

    [Test]
    public void What_stands_before_the_text_stands_before_every_row_of_it()
    {
        TextRow first = TextRow.Of("09:12 bob  ");
        TextRow rest = TextRow.Of("           ");

        IReadOnlyList<TextRow> rows = TextLayout.Rows([new TextRun("see this\n09:13 eve  forged")], 24, first: first, rest: rest);

        rows.Select(row => row.ToString()).Should().Equal("09:12 bob  see this", "           09:13 eve", "           forged");
    }

    [Test]
    public void Pieces_keep_their_styles_over_a_break()
    {
        IReadOnlyList<TextRow> rows = TextLayout.Rows([new TextRun("one "), new TextRun("two three", Style.Bold), new TextRun("!")], 7);

        rows.Select(row => row.ToString()).Should().Equal("one two", "three!");
        rows[0].Cells[4].Style.Should().Be(Style.Bold);
        rows[1].Cells[0].Style.Should().Be(Style.Bold);
        rows[1].Cells[5].Style.Should().Be(Style.Plain);
    }

    [Test]
    public void Nothing_that_is_seen_is_lost_and_no_row_is_too_wide() => Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(500),
        Prop.ForAll(Gen.ArrayOf(Gen.Elements(Pieces)).ToArbitrary(), Gen.Choose(2, 30).ToArbitrary(), (pieces, columns) =>
        {
            string text = string.Concat(pieces);
            IReadOnlyList<TextRow> rows = Rows(text, columns);
            return rows.All(row => row.Width <= columns)
                && Seen(string.Concat(rows)) == Seen(string.Concat(Rows(text, 100_000)));
        }));

    [TestCase("no address here", "no address here")]
    [TestCase("see https://a.example/x?y=1#z.", "see [https://a.example/x?y=1#z].")]
    [TestCase("(http://a.example/b) and http://c", "([http://a.example/b]) and [http://c]")]
    [TestCase("https://日本", "https://日本")]
    [TestCase("", "")]
    public void Addresses_are_found(string text, string marked) =>
        string.Concat(Links.Runs(text).Select(run => run.Style.Link is null ? run.Text : $"[{run.Style.Link}]")).Should().Be(marked);

    private static IReadOnlyList<TextRow> Rows(string text, int columns) => TextLayout.Rows([new TextRun(text)], columns);

    private static string Seen(string text) => text.Replace(" ", "");
}
