using System.Text;
using FluentAssertions;
using Messenger.Client.Terminal;
using NUnit.Framework;

namespace Messenger.Tests.Client.Terminal;

[Parallelizable(ParallelScope.All)]
public sealed class KeyDecoderTests
{
    private const string Everything = "hé日👍\r\t\x7F\e[A\eOB\e[1;5C\e[3~\e[H\e[4~\eb\x01\x17\x03\e[200~two\rlines\e[201~x";

    private static readonly Key[] Keys =
    [
        new(KeyKind.Text, "hé日👍"), new(KeyKind.Enter), new(KeyKind.Tab), new(KeyKind.Backspace), new(KeyKind.Up), new(KeyKind.Down),
        new(KeyKind.WordRight), new(KeyKind.Delete), new(KeyKind.Home), new(KeyKind.End), new(KeyKind.WordLeft), new(KeyKind.Home),
        new(KeyKind.DeleteWordBefore), new(KeyKind.Interrupt), new(KeyKind.Text, "two\nlinesx"),
    ];

    [Test]
    public void Bytes_of_a_terminal_become_keys() =>
        new KeyDecoder().Add(Encoding.UTF8.GetBytes(Everything)).Should().Equal(Keys);

    [Test]
    public void Any_split_of_the_bytes_gives_the_same_keys()
    {
        byte[] bytes = Encoding.UTF8.GetBytes(Everything);
        for (int split = 0; split <= bytes.Length; split++)
        {
            KeyDecoder decoder = new();
            List<Key> keys = [.. decoder.Add(bytes.AsSpan(0, split)), .. decoder.Add(bytes.AsSpan(split))];
            Joined(keys).Should().Equal(Joined(Keys), $"of the split at {split}");
        }
    }

    [Test]
    public void A_lone_escape_is_nothing_once_nothing_follows()
    {
        KeyDecoder decoder = new();
        decoder.Add("\e"u8).Should().BeEmpty();
        decoder.IsWaiting.Should().BeTrue();

        decoder.Flush().Should().BeEmpty();
        decoder.IsWaiting.Should().BeFalse();
        decoder.Add("[A"u8).Should().Equal(new Key(KeyKind.Text, "[A"));
    }

    [Test]
    public void Bytes_that_are_no_UTF_8_become_replacement_characters() =>
        new KeyDecoder().Add([0xFF, (byte)'a']).Should().Equal(new Key(KeyKind.Text, "\uFFFDa"));

    /// <summary>Text that came in two pieces is the same text.</summary>
    private static List<Key> Joined(IEnumerable<Key> keys)
    {
        List<Key> joined = [];
        foreach (Key key in keys)
        {
            if (key.Kind is KeyKind.Text && joined.Count > 0 && joined[^1].Kind is KeyKind.Text)
                joined[^1] = new Key(KeyKind.Text, joined[^1].Text + key.Text);
            else
                joined.Add(key);
        }
        return joined;
    }
}
