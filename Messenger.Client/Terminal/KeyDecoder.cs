using System.Buffers;
using System.Text;

namespace Messenger.Client.Terminal;

/// <summary>Makes keys from the bytes of a terminal in raw mode: UTF-8, control characters, escape sequences, bracketed paste.</summary>
internal sealed class KeyDecoder
{
    private const byte Escape = 0x1B;
    private static ReadOnlySpan<byte> PasteStart => "\e[200~"u8;
    private static ReadOnlySpan<byte> PasteEnd => "\e[201~"u8;

    private readonly List<byte> _waiting = [];

    /// <summary>Bytes have come that may be the beginning of something: decide by a short timer, then call <see cref="Flush"/>.</summary>
    public bool IsWaiting => _waiting.Count > 0;

    /// <summary>A paste is under way; its end is to be waited for.</summary>
    public bool IsPasting => _waiting.Count >= PasteStart.Length && Waiting.StartsWith(PasteStart);

    private ReadOnlySpan<byte> Waiting => System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_waiting);

    /// <summary>Takes bytes and gives the keys that are whole.</summary>
    public List<Key> Add(ReadOnlySpan<byte> bytes)
    {
        _waiting.AddRange(bytes);
        return Take(isFinal: false);
    }

    /// <summary>No more comes: what is not whole is given up.</summary>
    public List<Key> Flush()
    {
        List<Key> keys = Take(isFinal: true);
        _waiting.Clear();
        return keys;
    }

    private List<Key> Take(bool isFinal)
    {
        List<Key> keys = [];
        int taken = 0;
        while (taken < _waiting.Count)
        {
            int length = Decode(Waiting[taken..], isFinal, out Key? key);
            if (length == 0)
                break;
            taken += length;
            if (key is not { } whole)
                continue;
            // Letters typed or pasted in one go are one edit.
            if (whole.Kind is KeyKind.Text && keys.Count > 0 && keys[^1].Kind is KeyKind.Text)
                keys[^1] = new Key(KeyKind.Text, keys[^1].Text + whole.Text);
            else
                keys.Add(whole);
        }
        _waiting.RemoveRange(0, taken);
        return keys;
    }

    /// <returns>How many bytes the key at the start has; 0 when more are needed.</returns>
    private static int Decode(ReadOnlySpan<byte> bytes, bool isFinal, out Key? key)
    {
        key = null;
        if (bytes[0] == Escape)
            return DecodeEscape(bytes, isFinal, out key);
        if (bytes[0] < 0x20 || bytes[0] == 0x7F)
        {
            key = Control(bytes[0]);
            return 1;
        }
        OperationStatus status = Rune.DecodeFromUtf8(bytes, out Rune rune, out int length);
        if (status is OperationStatus.NeedMoreData && !isFinal)
            return 0;
        key = new Key(KeyKind.Text, rune.ToString());
        return length;
    }

    private static Key? Control(byte value) => value switch
    {
        0x01 => new Key(KeyKind.Home),
        0x02 => new Key(KeyKind.Left),
        0x03 => new Key(KeyKind.Interrupt),
        0x04 => new Key(KeyKind.EndOrDelete),
        0x05 => new Key(KeyKind.End),
        0x06 => new Key(KeyKind.Right),
        0x08 or 0x7F => new Key(KeyKind.Backspace),
        0x09 => new Key(KeyKind.Tab),
        0x0A or 0x0D => new Key(KeyKind.Enter),
        0x0B => new Key(KeyKind.DeleteToEnd),
        0x0C => new Key(KeyKind.Redraw),
        0x0E => new Key(KeyKind.Down),
        0x10 => new Key(KeyKind.Up),
        0x15 => new Key(KeyKind.DeleteToStart),
        0x17 => new Key(KeyKind.DeleteWordBefore),
        _ => null,
    };

    private static int DecodeEscape(ReadOnlySpan<byte> bytes, bool isFinal, out Key? key)
    {
        key = null;
        if (bytes.Length == 1)
            return isFinal ? 1 : 0;
        switch (bytes[1])
        {
            case (byte)'[' or (byte)'O':
                break;
            case (byte)'b':
                key = new Key(KeyKind.WordLeft);
                return 2;
            case (byte)'f':
                key = new Key(KeyKind.WordRight);
                return 2;
            case (byte)'d':
                key = new Key(KeyKind.DeleteWordAfter);
                return 2;
            case 0x7F or 0x08:
                key = new Key(KeyKind.DeleteWordBefore);
                return 2;
            case Escape:
                return 1;
            default:
                // Alt with some other key means nothing here.
                return 2;
        }

        int end = 2;
        while (end < bytes.Length && bytes[end] is >= 0x20 and < 0x40)
            end++;
        if (end == bytes.Length)
            return isFinal ? bytes.Length : 0;
        ReadOnlySpan<byte> sequence = bytes[..(end + 1)];
        if (sequence.SequenceEqual(PasteStart))
            return DecodePaste(bytes, isFinal, out key);
        key = Sequence(sequence);
        return sequence.Length;
    }

    private static int DecodePaste(ReadOnlySpan<byte> bytes, bool isFinal, out Key? key)
    {
        key = null;
        int end = bytes.IndexOf(PasteEnd);
        if (end < 0)
            return isFinal ? bytes.Length : 0;
        string pasted = Encoding.UTF8.GetString(bytes[PasteStart.Length..end]);
        // Terminals send line breaks in a paste as CR; those at its end came with the selection and are nobody's wish.
        string text = pasted.ReplaceLineEndings("\n").TrimEnd('\n');
        if (text.Length > 0)
            key = new Key(KeyKind.Text, text);
        return end + PasteEnd.Length;
    }

    private static Key? Sequence(ReadOnlySpan<byte> sequence)
    {
        bool withModifier = sequence.Contains((byte)';');
        return (char)sequence[^1] switch
        {
            'A' => new Key(KeyKind.Up),
            'B' => new Key(KeyKind.Down),
            'C' => new Key(withModifier ? KeyKind.WordRight : KeyKind.Right),
            'D' => new Key(withModifier ? KeyKind.WordLeft : KeyKind.Left),
            'H' => new Key(KeyKind.Home),
            'F' => new Key(KeyKind.End),
            '~' => (char)sequence[2] switch
            {
                '1' or '7' => new Key(KeyKind.Home),
                '4' or '8' => new Key(KeyKind.End),
                '3' => new Key(KeyKind.Delete),
                _ => null,
            },
            _ => null,
        };
    }
}
