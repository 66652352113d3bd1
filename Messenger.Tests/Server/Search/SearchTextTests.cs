using System.Buffers;
using System.Text;
using FluentAssertions;
using Messenger.Server.Search;
using NUnit.Framework;

namespace Messenger.Tests.Server.Search;

[Parallelizable(ParallelScope.All)]
internal sealed class SearchTextTests
{
    [TestCase("", "")]
    [TestCase(" \t\r\n", "")]
    [TestCase("...", "")]
    [TestCase("lunch at 12", "lunch at 12")]
    [TestCase("foo-bar_baz@example.org", "foo bar baz example org")]
    [TestCase("don't (stop), #now!", "don t stop now")]
    [TestCase("C++ a=b 5€", "C + + a = b 5 €")]
    [TestCase("`code` ^", "code")]
    [TestCase("日本語abc", "日 本 語 abc")]
    [TestCase("ひらがな、カタカナ・ー", "ひ ら が な カ タ カ ナ ー")]
    [TestCase("ｱｲ ＡＢＣ１２", "ｱ ｲ ABC12")]
    [TestCase("𠮷野家", "𠮷 野 家")]
    [TestCase("한국어 말", "한국어 말")]
    [TestCase("ok👍👍🏽!", "ok 👍 👍 🏽")]
    [TestCase("👩‍🚀", "👩 🚀")]
    [TestCase("❤️", "❤")]
    [TestCase("🇩🇪", "🇩 🇪")]
    [TestCase("cre\u0301me", "creme")]
    [TestCase("exam\u00ADple zero\u200Bwidth", "example zero width")]
    [TestCase("हिन्दी", "हिन्दी")]
    [TestCase("שָׁלוֹם", "שלום")]
    [TestCase("a\uE000b\uF8FFc", "a b \uF8FF c")]
    [TestCase("a\uFFFEb\U0010FFFDc", "a b c")]
    [TestCase("x\U0001FAFEy", "x \U0001FAFE y", Description = "not assigned when this was written")]
    public void A_text_is_split_into_words(string text, string words) => SearchText.Words(text).Should().Be(words);

    [TestCase("日本", true)]
    [TestCase("a 👍", true)]
    [TestCase("a", false)]
    [TestCase("👍 a", false)]
    [TestCase("", false)]
    public void Whether_the_last_word_is_one_character(string text, bool alone) => SearchText.EndsAlone(SearchText.Words(text)).Should().Be(alone);

    [Test]
    public void Of_a_long_word_the_beginning_is_kept_and_what_follows_is_a_word_again()
    {
        string word = new('x', SearchText.WordMax);
        SearchText.Words(word + "yy zz").Should().Be(word + " zz");
        SearchText.Words(word + "👍zz").Should().Be(word + " 👍 zz");
    }

    [Test]
    public void What_is_counted_is_what_is_there()
    {
        ArrayBufferWriter<byte> words = new();
        SearchText.Append("a 日本 b-c"u8, words).Should().Be(5);
        Encoding.UTF8.GetString(words.WrittenSpan).Should().Be(" a 日 本 b c");
    }

    [TestCase("x")]
    [TestCase("+")]
    [TestCase("日")]
    [TestCase("\u0301")]
    [TestCase("a.")]
    [TestCase("\u200D")]
    public void The_words_of_the_longest_text_take_at_most_twice_its_room(string unit)
    {
        byte[] text = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat(unit, 16_384 / Encoding.UTF8.GetByteCount(unit))));
        ArrayBufferWriter<byte> words = new();

        SearchText.Append(text, words);

        words.WrittenCount.Should().BeLessThanOrEqualTo(2 * text.Length + 1);
    }
}
