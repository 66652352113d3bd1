using System.Buffers;
using System.Runtime.InteropServices;
using System.Text;

namespace Messenger.Client.Terminal;

/// <summary>
/// Makes keys from the bytes of a terminal in raw mode: UTF-8, control characters, escape sequences, bracketed paste, the wheel. Any split of
/// the same bytes gives the same keys. Not thread-safe.
/// </summary>
/// <param name="isBound">Whether a key with Alt does something. One that does not was Escape, and a key typed soon after it.</param>
internal sealed class KeyDecoder(Func<Key, bool> isBound)
{
    /// <summary>Of a paste so many bytes are kept, more than any editor takes; the rest is dropped.</summary>
    public const int MostPasted = 1024 * 1024;

    private const byte Escape = 0x1B;
    private const byte Bell = 0x07;
    private const byte ControlC = 0x03;

    /// <summary>The longest sequence in bytes. What claims to be longer is none.</summary>
    private const int LongestSequence = 4096;
    private const int MouseBytes = 6;

    private static readonly string[] Ascii = [.. Enumerable.Range(0, 0x80).Select(value => ((char)value).ToString())];

    private readonly List<byte> _waiting = [];
    private List<byte>? _pasted;
    private bool _isStalled;

    private static ReadOnlySpan<byte> PasteStart => "\e[200~"u8;

    private static ReadOnlySpan<byte> PasteEnd => "\e[201~"u8;

    /// <summary>Bytes have come that may be the beginning of something: decide by a short timer, then call <see cref="Flush"/>.</summary>
    public bool IsWaiting => _pasted is null && _waiting.Count > 0;

    /// <summary>A paste is under way. Its end is waited for, however long: its rest taken for keys would be sent line by line.</summary>
    public bool IsPasting => _pasted is not null;

    /// <summary>Takes bytes and gives the keys that are whole.</summary>
    public List<Key> Add(ReadOnlySpan<byte> bytes)
    {
        if (_isStalled && bytes is [ControlC])
        {
            // The end of the paste was lost, and somebody wants out.
            _pasted = null;
            _waiting.Clear();
        }
        _isStalled = false;
        _waiting.AddRange(bytes);
        return Take(isFinal: false);
    }

    /// <summary>No more comes: what is not whole is given up, but a lone Escape is a key.</summary>
    public List<Key> Flush()
    {
        List<Key> keys = Take(isFinal: true);
        _waiting.Clear();
        return keys;
    }

    /// <summary>A paste has stopped in the middle for long. A Ctrl-C that comes alone now gives it up.</summary>
    public void Stall() => _isStalled = IsPasting;

    private List<Key> Take(bool isFinal)
    {
        List<Key> keys = [];
        ReadOnlySpan<byte> waiting = CollectionsMarshal.AsSpan(_waiting);
        int taken = 0;
        while (taken < waiting.Length)
        {
            ReadOnlySpan<byte> rest = waiting[taken..];
            Key? key;
            int length = IsPasting ? Paste(rest, out key) : Decode(rest, isFinal, out key);
            if (length == 0)
                break;
            taken += length;
            if (key is { } whole)
                keys.Add(whole);
        }
        _waiting.RemoveRange(0, taken);
        return keys;
    }

    /// <returns>How many bytes belong to the key at the start; 0 when more are needed.</returns>
    private int Decode(ReadOnlySpan<byte> bytes, bool isFinal, out Key? key)
    {
        key = null;
        if (bytes[0] == Escape)
            return DecodeEscape(bytes, isFinal, out key);
        if (bytes[0] < 0x20 || bytes[0] == 0x7F)
        {
            key = Control(bytes[0]);
            return 1;
        }
        if (bytes[0] < 0x7F)
        {
            key = new Key(KeyKind.Text, Ascii[bytes[0]]);
            return 1;
        }
        OperationStatus status = Rune.DecodeFromUtf8(bytes, out Rune rune, out int length);
        if (status is OperationStatus.NeedMoreData && !isFinal)
            return 0;
        key = new Key(KeyKind.Text, rune.ToString());
        return length;
    }

    private static Key Control(byte value) => value switch
    {
        0x00 => Key.Control(' '),
        0x08 or 0x7F => new Key(KeyKind.Backspace),
        0x09 => new Key(KeyKind.Tab),
        0x0D => new Key(KeyKind.Enter),
        <= 0x1A => Key.Control((char)('a' + value - 1)),
        _ => Key.Control((char)('@' + value)),
    };

    private int DecodeEscape(ReadOnlySpan<byte> bytes, bool isFinal, out Key? key)
    {
        key = null;
        if (bytes.Length == 1)
        {
            if (isFinal)
                key = new Key(KeyKind.Escape);
            return isFinal ? 1 : 0;
        }
        if (bytes.Length == 2 && BeginsSequence(bytes[1]))
            return isFinal ? AfterEscape(bytes, isFinal, out key) : 0;
        switch (bytes[1])
        {
            case (byte)'[':
                return ControlSequence(bytes, isFinal, out key);
            case (byte)'O':
                key = EscapeSequence.Single(bytes[2]);
                // A control character is no part of a sequence.
                return bytes[2] < 0x20 ? 2 : 3;
            case (byte)']' or (byte)'P' or (byte)'X' or (byte)'^' or (byte)'_':
                return StringSequence(bytes, isFinal);
            case Escape when bytes.Length == 2:
                if (isFinal)
                    key = new Key(KeyKind.Escape);
                return isFinal ? 1 : 0;
            case Escape when bytes[2] is not ((byte)'[' or (byte)'O'):
                key = new Key(KeyKind.Escape);
                return 1;
            default:
                return AfterEscape(bytes, isFinal, out key);
        }
    }

    private static bool BeginsSequence(byte value) => value is (byte)'[' or (byte)'O' or (byte)']' or (byte)'P' or (byte)'X' or (byte)'^' or (byte)'_';

    /// <summary>Escape before what is a key by itself is Alt, or else was typed before it.</summary>
    private int AfterEscape(ReadOnlySpan<byte> bytes, bool isFinal, out Key? key)
    {
        key = null;
        int length = Decode(bytes[1..], isFinal, out Key? plain);
        if (length == 0)
            return 0;
        key = new Key(KeyKind.Escape);
        // A paste, or a report of the terminal's.
        if (plain is not { } other)
            return 1 + length;
        Key alt = other with { Kind = other.Kind is KeyKind.Text ? KeyKind.Chord : other.Kind, Modifiers = other.Modifiers | KeyModifiers.Alt };
        if (!isBound(alt))
            return 1;
        key = alt;
        return 1 + length;
    }

    private int ControlSequence(ReadOnlySpan<byte> bytes, bool isFinal, out Key? key)
    {
        key = null;
        int end = 2;
        while (end < bytes.Length && end < LongestSequence && bytes[end] is >= 0x20 and < 0x40)
            end++;
        if (end == LongestSequence)
            return end;
        if (end == bytes.Length)
            return isFinal ? end : 0;
        byte final = bytes[end];
        if (final is < 0x40 or > 0x7E)
            return end;
        if (end == 2 && final is (byte)'[' or (byte)'M')
            return OlderSequence(bytes, isFinal, out key);
        if (bytes[..(end + 1)].SequenceEqual(PasteStart))
            _pasted = [];
        else
            key = EscapeSequence.Control(bytes[2..end], final);
        return end + 1;
    }

    /// <summary>Two forms with more behind their final byte: function keys of the Linux console, and mice that do not know the newer form.</summary>
    private static int OlderSequence(ReadOnlySpan<byte> bytes, bool isFinal, out Key? key)
    {
        key = null;
        int length = bytes[2] == 'M' ? MouseBytes : 4;
        if (bytes.Length < length)
            return isFinal ? bytes.Length : 0;
        key = bytes[2] == 'M' ? EscapeSequence.Mouse(bytes[3] - 0x20) : EscapeSequence.Console(bytes[3]);
        return length;
    }

    /// <summary>An answer of the terminal to some question: until BEL or ST, swallowed.</summary>
    private static int StringSequence(ReadOnlySpan<byte> bytes, bool isFinal)
    {
        int end = 2;
        while (end < bytes.Length && end < LongestSequence && bytes[end] is not (Bell or Escape))
            end++;
        if (end == LongestSequence)
            return end;
        if (end == bytes.Length || (bytes[end] == Escape && end + 1 == bytes.Length))
            return isFinal ? bytes.Length : 0;
        if (bytes[end] == Bell)
            return end + 1;
        // An Escape that ends nothing begins something else.
        return bytes[end + 1] == '\\' ? end + 2 : end;
    }

    private int Paste(ReadOnlySpan<byte> bytes, out Key? key)
    {
        key = null;
        int end = bytes.IndexOf(PasteEnd);
        int length = end >= 0 ? end : bytes.Length - (PasteEnd.Length - 1);
        if (end < 0 && length <= 0)
            return 0;
        List<byte> pasted = _pasted!;
        pasted.AddRange(bytes[..Math.Min(length, MostPasted - pasted.Count)]);
        if (end < 0)
            return length;
        _pasted = null;
        // Terminals send line breaks in a paste as CR; those at its end came with the selection and are nobody's wish.
        string text = Encoding.UTF8.GetString(CollectionsMarshal.AsSpan(pasted)).Replace("\r\n", "\n", StringComparison.Ordinal).Replace('\r', '\n').TrimEnd('\n');
        if (text.Length > 0)
            key = new Key(KeyKind.Paste, text);
        return end + PasteEnd.Length;
    }
}
