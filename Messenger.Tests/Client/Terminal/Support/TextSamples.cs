using System.Text;

namespace Messenger.Tests.Client.Terminal.Support;

/// <param name="Text">As somebody wrote it.</param>
/// <param name="Columns">How many it takes on the screen.</param>
/// <param name="Clusters">How many characters it has for whoever deletes them one by one.</param>
internal readonly record struct TextSample(string Text, int Columns, int Clusters)
{
    /// <summary>As code points, so that a failure names what cannot be seen.</summary>
    public override string ToString() => string.Join(' ', Text.EnumerateRunes().Take(12).Select(rune => $"{rune.Value:X4}"));
}

/// <summary>Writing of the world, and what is made to do harm. The columns are written down, not computed by us.</summary>
internal static class TextSamples
{
    private static readonly string[] Narrow =
    [
        "a", "Z", "0", "~", "é", "ñ", "ß", "ø", "Å", "ł", "Ж", "я", "ї", "Ω", "λ", "ά", "א", "ש", "ع", "م", "پ", "ﾊ", "ｶ", "ﾝ", "€", "£", "©", "™",
        "→", "✓", "│", "●", "…", "½", "√", "∞", "♪", "❤", "☎", "ก", "ข", "अ", "क", "க", "ব", "ਕ", "ગ", "ಕ", "മ", "ක", "კ", "հ", "ሀ", "ᐊ", "🇩", "𝒜", "⏎",
    ];

    private static readonly string[] Wide =
    [
        "日", "本", "語", "漢", "字", "龍", "한", "글", "각", "あ", "ア", "ん", "ー", "、", "。", "「", "』", "（", "Ａ", "ｚ", "１", "！", "￥", "\u3000", "𠮷", "𩸽",
        "㍿", "㊙", "ㄅ", "ㅏ", "😀", "😂", "🥰", "👍", "🎉", "🚀", "🔥", "💯", "🐶", "🍕", "🏽", "⚽", "⭐", "✅", "❌", "⚡", "⏰", "☕", "♈", "⛔", "🟢", "🫠",
        "🪿", "\U0001FAE9", "🀄", "🃏", "🈚",
    ];

    /// <summary>One letter with marks upon it.</summary>
    private static readonly string[] Marked =
    [
        "e\u0301", "a\u0308", "o\u0302\u0323", "n\u0303", "A\u030A", "и\u0306", "ш\u0301", "x\u0338", "א\u05B8", "ש\u05C1\u05BC", "ع\u064E", "ب\u0650\u0651",
        "कु", "के", "क्", "กิ", "กี่", "กุ้", "కా", "க்", "বু", "ക്", "ལྷ", "ខ្",
    ];

    /// <summary>One letter with a sign beside it.</summary>
    private static readonly string[] WithSignBeside =
        ["का", "कि", "की", "को", "கா", "கி", "கை", "বা", "বি", "ਕਾ", "ગા", "ಕಾ", "മാ", "සා", "กำ", "น้ำ", "ລຳ"];

    /// <summary>Several characters that make one picture.</summary>
    private static readonly string[] Joined =
    [
        "👨‍👩‍👧", "👩‍👩‍👧‍👦", "👩‍💻", "👨‍🚀", "🧑‍🤝‍🧑", "👩‍❤️‍👨", "👩‍❤️‍💋‍👨", "🏳️‍🌈", "🏴‍☠️", "👁️‍🗨️", "❤️‍🔥", "🐻‍❄️", "👩🏽‍💻", "👨🏿‍🦰", "🧔‍♂️", "🤷‍♀️", "🤦🏻‍♂️",
        "🏃‍♀️‍➡️", "🐦‍⬛", "🙂‍↔️", "👩🏻‍🤝‍👨🏿",
        "🇩🇪", "🇫🇷", "🇯🇵", "🇺🇸", "🇧🇷", "🇮🇳", "🇺🇦", "🇪🇺", "🇬🇧", "🇨🇭", "🇰🇷", "🇿🇦",
        "❤\uFE0F", "☀\uFE0F", "✈\uFE0F", "☎\uFE0F", "✔\uFE0F", "⚠\uFE0F", "♻\uFE0F", "©\uFE0F", "®\uFE0F", "™\uFE0F", "↔\uFE0F", "▶\uFE0F",
        "1\uFE0F\u20E3", "#\uFE0F\u20E3", "*\uFE0F\u20E3", "0\uFE0F\u20E3", "⏱\uFE0F", "🕹\uFE0F", "🖥\uFE0F", "ℹ\uFE0F", "‼\uFE0F",
        "\u1100\u1161\u11A8", "\u1112\u1161\u11AB", "か\u3099", "ハ\u3099",
    ];

    private static readonly string[] Hands = ["👍", "👎", "👋", "🙏", "💪", "👏", "👌", "✌", "☝", "🧑"];

    private static readonly TextSample[] Longer =
    [
        new("hello world", 11, 11), new("日本語テキスト", 14, 7), new("Привет, мир", 11, 11), new("שלום עולם", 9, 9), new("مرحبا بالعالم", 13, 13),
        new("สวัสดี", 4, 4), new("नमस्ते", 4, 4), new("வணக்கம்", 5, 5), new("한국어", 6, 3), new("क्ष", 2, 2), new("हिन्दी", 5, 3), new("a👍🏽b日e\u0301", 7, 5),
        new("🇩🇪🇫🇷", 4, 2), new("🇩🇪🇫", 3, 2), new("👍👍🏽👍", 6, 3), new("ﾊﾝｶｸ", 4, 4), new("Ｆｕｌｌ", 8, 4), new("x\ty", 3, 3), new("\t\t", 2, 2), new("naïve café", 10, 10),
        new("https://chat.example/a/long/way?that=goes&on=1#so", 49, 49), new("http://localhost:5050/" + new string('x', 200), 222, 222),
        new("https://例え.example/道", 23, 20), new(new string('日', 100), 200, 100), new("(╯°□°)╯ ┻━┻", 11, 11), new("", 0, 0),
    ];

    /// <summary>What is written to do harm, and what is to be seen of it.</summary>
    public static readonly (string Text, string Shown)[] Hostile =
    [
        ("\e[2J\e[H", "␛[2J␛[H"), ("\e[31mred\e[0m", "␛[31mred␛[0m"), ("\e[?1049l\e[?25l", "␛[?1049l␛[?25l"), ("\e]0;title\a", "␛]0;title␇"),
        ("\e]52;c;aGk=\e\\", "␛]52;c;aGk=␛\\"), ("\e]8;;https://evil\e\\click\e]8;;\e\\", "␛]8;;https://evil␛\\click␛]8;;␛\\"), ("\eP+q544e\e\\", "␛P+q544e␛\\"),
        ("\ec", "␛c"), ("\e(0", "␛(0"), ("\u009B31m", "<U+009B>31m"), ("\u0090x\u009C", "<U+0090>x<U+009C>"), ("\a\a\a", "␇␇␇"), ("\b\b\bover", "␈␈␈over"),
        ("one\rtwo", "one␍two"), ("\0", "␀"), ("\x7F", "␡"), ("\v\f", "␋␌"), ("\u000E\u000F", "␎␏"), ("a\nbob: forged", "a⏎bob: forged"),
        ("\u202Egnp.exe", "<U+202E>gnp.exe"), ("\u2066\u2067\u2069", "<U+2066><U+2067><U+2069>"), ("\u200E\u200F\u061C", "<U+200E><U+200F><U+061C>"),
        ("a\u200Bb\u2060c\uFEFFd", "abcd"), ("bo\u200Db", "bob"), ("\u00ADsoft", "soft"), ("\U000E0041\U000E007F", ""), ("\u034Fa", "a"),
        ("a" + new string('\u0301', 200), "a" + new string('\u0301', 8)), (new string('\u0336', 50) + "x", "◌" + new string('\u0336', 8) + "x"),
        ("\uD800\uD800", "\uFFFD\uFFFD"), ("\uE000\uF8FF", "\uFFFD\uFFFD"), ("\uFFFE\uFFFF", "\uFFFD\uFFFD"), ("\u2028\u2029\u0085", "⏎⏎⏎"),
        ("\u00A0\u2003\u202F", "   "), ("\uFFF9\uFFFA\uFFFB", ""),
    ];

    /// <summary>All that is meant well.</summary>
    public static IReadOnlyList<TextSample> All { get; } =
    [
        .. Narrow.Select(text => new TextSample(text, 1, 1)), .. Wide.Select(text => new TextSample(text, 2, 1)), .. Marked.Select(text => new TextSample(text, 1, 1)),
        .. WithSignBeside.Select(text => new TextSample(text, 2, 1)), .. Joined.Select(text => new TextSample(text, 2, 1)),
        .. Hands.SelectMany(hand => Enumerable.Range(0x1F3FB, 5).Select(tone => new TextSample(hand + new Rune(tone), 2, 1))), .. Longer,
    ];
}
