using System.Globalization;
using System.Text;
using System.Text.Json;
using FluentAssertions;
using Messenger.Tests.EndToEnd.Support;
using NUnit.Framework;

namespace Messenger.Tests.EndToEnd;

/// <summary>Texts of every kind: the same on the other side, and harmless to look at.</summary>
internal sealed class TextTests : ProgramTest
{
    private static readonly string[] Texts =
    [
        "one\ntwo\r\nthree\rfour",
        "\n12:00 bob: I owe you 1000\n",
        "\"quotes\" 'and' \\back\\slashes\\ {\"cmd\":\"quit\"} %s %n {0}",
        string.Concat(Enumerable.Range(1, 31).Select(code => (char)code)),
        string.Concat(Enumerable.Range(0x7F, 33).Select(code => (char)code)),
        "\e[31mred\e[0m \e]0;title\a \e]52;c;Zm9v\a \e]8;;http://x\e\\link\e]8;;\e\\ \u009b2J \u0090q\u009c",
        "\u202Eevil\u202C \u2066a\u2069 \u200Fb \u061Cc\u2028d\u2029e\u200Bf\uFEFFg\u00ADh",
        "漢字かな交じり文 한국어 עברית العربية ไทย",
        "👩‍👩‍👧‍👦 🏳️‍🌈 👍🏽 🇩🇪 ☺️ 𝒳",
        "e\u0301 und a" + string.Concat(Enumerable.Repeat("\u0300", 200)),
        "\tTab and   spaces  at the end  ",
        " ",
        new('x', 16_384),
        string.Concat(Enumerable.Repeat("漢", 5_461)) + "x",
        string.Concat(Enumerable.Repeat("😀", 4_096)),
    ];

    [Test]
    public async Task Texts_arrive_byte_for_byte_and_nothing_of_them_acts_on_a_terminal()
    {
        RunningServer server = await StartServerAsync();
        JsonTalk bot = await RegisterJsonAsync(server, "bot");
        LineTalk person = await RegisterLineAsync(server, "person");
        JsonTalk alice = await RegisterJsonAsync(server, "alice");
        foreach (string text in Texts)
        {
            (await alice.AskAsync("msg", new { to = "bot", text })).Text("event").Should().Be("sent");
            JsonElement message = await bot.NextAsync("message");
            Encoding.UTF8.GetBytes(message.Text("text")!).Should().Equal(Encoding.UTF8.GetBytes(text));
            (await alice.AskAsync("msg", new { to = "person", text })).GetProperty("delivered").GetBoolean().Should().BeTrue();
        }
        foreach (string _ in Texts)
            (await person.NextAsync("a message")).Should().MatchRegex(@"^\d\d:\d\d alice: ", "each message is one line, and no line is forged");

        ShouldBeVisibleOnly(person.Process.Output);
        ShouldBeVisibleOnly(bot.Process.Output);
        await person.QuitAsync();
        Encoding.UTF8.GetString(person.Process.Output).TrimEnd('\n').Split('\n').Where(line => !LineTalk.IsPresence(line)).Should().HaveCount(Texts.Length + 3);
    }

    [Test]
    public async Task What_lines_carry_arrives_as_it_was_typed()
    {
        RunningServer server = await StartServerAsync();
        JsonTalk bot = await RegisterJsonAsync(server, "bot");
        LineTalk person = await RegisterLineAsync(server, "person");
        foreach (string text in Texts.Where(text => !text.Contains('\n', StringComparison.Ordinal) && text.Trim() == text))
        {
            await person.AskAsync($"/msg bot {text}", "delivered to bot");
            (await bot.NextAsync("message")).Text("text").Should().Be(text);
        }
    }

    [Test]
    public async Task What_was_mistyped_does_not_act_on_the_terminal_either()
    {
        RunningServer server = await StartServerAsync();
        LineTalk person = await RegisterLineAsync(server, "person");
        const string evil = "x\e[2J\u009b2J\u202Ey";
        foreach (string line in new[] { $"/msg {evil} hi", $"/{evil}", $"/login {evil}", $"/read {evil}", $"/list {evil}", $"/to {evil}", $"/help {evil}", evil })
            await person.SayAsync(line);
        await person.SayAsync(Password);
        await person.SayAsync("/quit");
        (await person.Process.ExitCodeAsync()).Should().Be(0);
        ShouldBeVisibleOnly(person.Process.Output);
        ShouldBeVisibleOnly(Encoding.UTF8.GetBytes(person.Process.Errors));
    }

    /// <summary>Valid UTF-8 of lines with nothing in them that a terminal would obey or a reader not see.</summary>
    private static void ShouldBeVisibleOnly(byte[] output)
    {
        string text = new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(output);
        foreach (Rune rune in text.EnumerateRunes())
        {
            if (rune.Value == '\n')
                continue;
            Rune.GetUnicodeCategory(rune).Should().NotBe(UnicodeCategory.Control, "of U+{0:X4}", rune.Value)
                .And.NotBe(UnicodeCategory.LineSeparator).And.NotBe(UnicodeCategory.ParagraphSeparator);
        }
    }
}
