using System.Text;
using FluentAssertions;
using FsCheck;
using FsCheck.Fluent;
using Messenger.Client.Chat;
using Messenger.Client.Terminal;
using NUnit.Framework;

namespace Messenger.Tests.Client.Terminal;

[Parallelizable(ParallelScope.All)]
public sealed class KeyDecoderTests
{
    /// <summary>What terminals send, and what it is; empty: nothing.</summary>
    private static readonly (string Bytes, Key[] Keys)[] Sequences =
    [
        ("h", [Typed("h")]),
        ("é", [Typed("é")]),
        ("日", [Typed("日")]),
        ("👍", [Typed("👍")]),
        ("\r", [new(KeyKind.Enter)]),
        ("\t", [new(KeyKind.Tab)]),
        ("\x7F", [new(KeyKind.Backspace)]),
        ("\b", [new(KeyKind.Backspace)]),
        ("\n", [Key.Control('j')]),
        ("\x01\x17\x03\x1A", [Key.Control('a'), Key.Control('w'), Key.Control('c'), Key.Control('z')]),
        ("\0\x1C\x1F", [Key.Control(' '), Key.Control('\\'), Key.Control('_')]),
        ("\e[A\eOB", [new(KeyKind.Up), new(KeyKind.Down)]),
        ("\e[C\e[D", [new(KeyKind.Right), new(KeyKind.Left)]),
        ("\e[1;5C\e[1;3D\e[1;2A\e[1;8B",
        [
            new(KeyKind.Right, "", KeyModifiers.Control), new(KeyKind.Left, "", KeyModifiers.Alt), new(KeyKind.Up, "", KeyModifiers.Shift),
            new(KeyKind.Down, "", KeyModifiers.Control | KeyModifiers.Alt | KeyModifiers.Shift),
        ]),
        ("\e[H\eOH\e[1~\e[7~", [new(KeyKind.Home), new(KeyKind.Home), new(KeyKind.Home), new(KeyKind.Home)]),
        ("\e[F\eOF\e[4~\e[8~", [new(KeyKind.End), new(KeyKind.End), new(KeyKind.End), new(KeyKind.End)]),
        ("\e[2~\e[3~\e[5~\e[6~", [new(KeyKind.Insert), new(KeyKind.Delete), new(KeyKind.PageUp), new(KeyKind.PageDown)]),
        ("\e[3;5~", [new(KeyKind.Delete, "", KeyModifiers.Control)]),
        ("\e[Z", [new(KeyKind.Tab, "", KeyModifiers.Shift)]),
        ("\eOP\e[11~\e[[A", [Key.Function(1), Key.Function(1), Key.Function(1)]),
        ("\eOS\e[15~\e[17~\e[21~\e[24~", [Key.Function(4), Key.Function(5), Key.Function(6), Key.Function(10), Key.Function(12)]),
        ("\e[1;5P", [Key.Function(1) with { Modifiers = KeyModifiers.Control }]),
        ("\eb\ef\ed", [Key.Alt('b'), Key.Alt('f'), Key.Alt('d')]),
        ("\e\r\e\x7F", [new(KeyKind.Enter, "", KeyModifiers.Alt), new(KeyKind.Backspace, "", KeyModifiers.Alt)]),
        ("\e\e[A", [new(KeyKind.Up, "", KeyModifiers.Alt)]),
        ("\e/to", [new(KeyKind.Escape), Typed("/"), Typed("t"), Typed("o")]),
        ("\e日", [new(KeyKind.Escape), Typed("日")]),
        ("\e\x03", [new(KeyKind.Escape), Key.Control('c')]),
        ("\e\t", [new(KeyKind.Escape), new(KeyKind.Tab)]),
        ("\e\ex", [new(KeyKind.Escape), new(KeyKind.Escape), Typed("x")]),
        ("\e\e[5~", [new(KeyKind.Escape), new(KeyKind.PageUp)]),
        ("\e\e[I", [new(KeyKind.Escape)]),
        ("\e\e[200~pasted\e[201~", [new(KeyKind.Escape), new(KeyKind.Paste, "pasted")]),
        ("\e[120;3u", [Key.Alt('x')]),
        ("\eOa\e[b", [new(KeyKind.Up, "", KeyModifiers.Control), new(KeyKind.Down, "", KeyModifiers.Shift)]),
        ("\e[13;2u\e[27;2;13~", [new(KeyKind.Enter, "", KeyModifiers.Shift), new(KeyKind.Enter, "", KeyModifiers.Shift)]),
        ("\e[97;5u\e[97u", [Key.Control('a'), Typed("a")]),
        ("\e[<64;10;5M\e[<65;10;5M\e[<80;1;1M", [new(KeyKind.WheelUp), new(KeyKind.WheelDown), new(KeyKind.WheelUp)]),
        ("\e[<0;10;5M\e[<0;10;5m\e[M !!", []),
        ("\e[M`!!", [new(KeyKind.WheelUp)]),
        ("\e[I\e[O", []),
        ("\e[12;40R\e[?62;c\e[>0;276;0c", []),
        ("\e]11;rgb:0000/0000/0000\a\e]10;x\e\\\eP1$r\e\\", []),
        ("\e[99999999999;5~\e[38;5;1z\e[ q", []),
        ("\e[200~two\rlines\r\n\e[201~", [new(KeyKind.Paste, "two\nlines")]),
        ("\e[200~\e[2J 日 \u0001\e[201~", [new(KeyKind.Paste, "\e[2J 日 \u0001")]),
        ("\e[200~\e[201~", []),
        ("\e[1\eb", [Key.Alt('b')]),
        ("\e]0;x\eb", [Key.Alt('b')]),
        ("\eO\r", [new(KeyKind.Enter)]),
    ];

    [TestCaseSource(nameof(Indexes))]
    public void Bytes_of_a_terminal_become_keys(int index) =>
        NewDecoder().Add(Bytes(index)).Should().Equal(Sequences[index].Keys, Sequences[index].Bytes.Replace("\e", "ESC"));

    [Test]
    public void Any_split_of_the_bytes_gives_the_same_keys() => Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(500),
        Prop.ForAll(
            Gen.ArrayOf(Gen.Choose(0, Sequences.Length - 1)).ToArbitrary(), Gen.ArrayOf(Gen.Choose(1, 9)).ToArbitrary(), SameInPieces));

    [Test]
    public void Any_bytes_give_the_same_keys_however_they_are_split_and_none_of_them_throws() => Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(1000),
        Prop.ForAll(
            Gen.ArrayOf(Gen.Frequency((3, Gen.Choose(0, 255)), (2, Gen.Elements(0x1B, '[', 'O', ';', '5', '~', 'M', '<', ']')))).ToArbitrary(),
            Gen.ArrayOf(Gen.Choose(1, 5)).ToArbitrary(),
            (values, pieces) => SameInPieces([.. values.Select(value => (byte)value)], pieces)));

    [Test]
    public void A_lone_escape_is_a_key_once_nothing_follows()
    {
        KeyDecoder decoder = NewDecoder();
        decoder.Add("\e"u8).Should().BeEmpty();
        decoder.IsWaiting.Should().BeTrue();

        decoder.Flush().Should().Equal(new Key(KeyKind.Escape));
        decoder.IsWaiting.Should().BeFalse();
        decoder.Add("[A"u8).Should().Equal(Typed("["), Typed("A"));
    }

    [TestCase("[")]
    [TestCase("O")]
    [TestCase("]")]
    [TestCase("P")]
    public void An_escape_before_what_begins_a_sequence_is_typed_like_it_once_nothing_follows(string typed)
    {
        KeyDecoder decoder = NewDecoder();
        decoder.Add(Encoding.UTF8.GetBytes($"\e{typed}")).Should().BeEmpty();

        decoder.Flush().Should().Equal(new Key(KeyKind.Escape), Typed(typed));
    }

    [Test]
    public void Half_a_sequence_is_nothing_once_nothing_follows()
    {
        KeyDecoder decoder = NewDecoder();
        decoder.Add("\e[1;"u8).Should().BeEmpty();

        decoder.Flush().Should().BeEmpty();
        decoder.Add("x"u8).Should().Equal(Typed("x"));
    }

    [Test]
    public void Bytes_that_are_no_UTF_8_become_replacement_characters() =>
        NewDecoder().Add([0xFF, (byte)'a', 0xE6, 0x97, (byte)'b']).Should().Equal(Typed("\uFFFD"), Typed("a"), Typed("\uFFFD"), Typed("b"));

    [Test]
    public void The_rest_of_a_paste_that_stopped_is_still_of_the_paste()
    {
        KeyDecoder decoder = NewDecoder();
        decoder.Add("\e[200~one\r"u8).Should().BeEmpty();
        decoder.IsPasting.Should().BeTrue();
        decoder.IsWaiting.Should().BeFalse();

        decoder.Stall();
        decoder.Add("two\r"u8).Should().BeEmpty();
        decoder.Add("\e[201~"u8).Should().Equal(new Key(KeyKind.Paste, "one\ntwo"));
    }

    [Test]
    public void Ctrl_C_gives_up_a_paste_that_lost_its_end_and_only_then()
    {
        KeyDecoder decoder = NewDecoder();
        decoder.Add("\e[200~one\r"u8);
        decoder.Add("\x03"u8).Should().BeEmpty("it may be of the paste");

        decoder.Stall();
        decoder.Add("\x03"u8).Should().Equal(Key.Control('c'));
        decoder.Add("x"u8).Should().Equal(Typed("x"));
    }

    [Test]
    public void A_paste_has_a_bound()
    {
        KeyDecoder decoder = NewDecoder();
        decoder.Add("\e[200~"u8);
        byte[] piece = [.. Enumerable.Repeat((byte)'a', 300_000)];
        for (int i = 0; i < 10; i++)
            decoder.Add(piece).Should().BeEmpty();

        decoder.Add("\e[201~x"u8).Should().Equal(new Key(KeyKind.Paste, new string('a', KeyDecoder.MostPasted)), Typed("x"));
    }

    [TestCase("\x01", "Ctrl-A")]
    [TestCase("\e\r", "Alt-Enter")]
    [TestCase("\e[Z", "Shift-Tab")]
    [TestCase("\eOP", "F1")]
    [TestCase("\e[5~", "PgUp")]
    [TestCase("\0", "Ctrl-Space")]
    [TestCase("\e[1;5D", "Ctrl-Left")]
    public void Keys_have_the_names_that_people_know(string bytes, string name) =>
        NewDecoder().Add(Encoding.UTF8.GetBytes(bytes)).Single().ToString().Should().Be(name);

    [Test]
    public void No_key_edits_in_two_ways()
    {
        Key[] keys = [.. EditKeys.Table.SelectMany(line => line.Keys)];
        keys.Should().OnlyHaveUniqueItems();
        EditKeys.Table.Select(line => line.Action).Should().BeEquivalentTo(Enum.GetValues<EditAction>());
    }

    private static IEnumerable<int> Indexes() => Enumerable.Range(0, Sequences.Length);

    private static byte[] Bytes(int index) => Encoding.UTF8.GetBytes(Sequences[index].Bytes);

    private static KeyDecoder NewDecoder() => new(ChatKeys.IsBound);

    private static Key Typed(string text) => new(KeyKind.Text, text);

    private static bool SameInPieces(int[] indexes, int[] pieces) => SameInPieces([.. indexes.SelectMany(Bytes)], pieces);

    private static bool SameInPieces(byte[] bytes, int[] pieces)
    {
        KeyDecoder decoder = NewDecoder();
        List<Key> keys = [];
        int at = 0;
        for (int i = 0; at < bytes.Length; i++)
        {
            int length = Math.Min(pieces.Length > 0 ? pieces[i % pieces.Length] : 1, bytes.Length - at);
            keys.AddRange(decoder.Add(bytes.AsSpan(at, length)));
            at += length;
        }
        keys.AddRange(decoder.Flush());

        KeyDecoder whole = NewDecoder();
        return keys.SequenceEqual([.. whole.Add(bytes), .. whole.Flush()]);
    }
}
