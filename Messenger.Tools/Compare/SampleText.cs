using System.Text;

namespace Messenger.Tools.Compare;

/// <summary>A text to be sent: of so many bytes exactly, in characters of one length.</summary>
/// <param name="Script">What it is written in.</param>
/// <param name="Bytes">Of UTF-8.</param>
internal sealed record SampleText(string Script, int Bytes)
{
    public const int Largest = 16 * 1024;

    private static readonly Dictionary<string, string> Alphabets = new()
    {
        ["ascii"] = "the quick brown fox jumps over the lazy dog, and so on; ",
        ["cjk"] = "天地玄黃宇宙洪荒日月盈昃辰宿列張寒來暑往秋收冬藏",
        ["emoji"] = "🍜🍣🍙🍡🍵🥟🥢🍤",
    };

    /// <summary>One character of each script takes 1, 3 and 4 bytes of UTF-8.</summary>
    public static IReadOnlyList<string> Scripts { get; } = [.. Alphabets.Keys];

    /// <summary>What bytes are counted with.</summary>
    public static IReadOnlyList<SampleText> All { get; } =
        [.. new[] { 5, 100, 1024, Largest }.SelectMany(bytes => Scripts.Select(script => new SampleText(script, bytes)))];

    /// <summary>The text; what does not come out even is filled up with <c>x</c>.</summary>
    public string Text { get; } = Make(Alphabets[Script], Bytes);

    private static string Make(string alphabet, int bytes)
    {
        StringBuilder text = new();
        Rune[] runes = [.. alphabet.EnumerateRunes()];
        for (int i = 0; bytes >= runes[i % runes.Length].Utf8SequenceLength; i++)
        {
            text.Append(runes[i % runes.Length]);
            bytes -= runes[i % runes.Length].Utf8SequenceLength;
        }
        return text.Append('x', bytes).ToString();
    }
}
