using System.Text;
using Messenger.Wire.Fields;

namespace Messenger.Wire.Messages;

/// <summary>What is known of a message in history (PROTOCOL.md §5.15).</summary>
[Flags]
public enum HistoryMarks : byte
{
    None = 0,

    /// <summary>The account that asks sent it.</summary>
    Own = 1,

    /// <summary>The sender's account is gone.</summary>
    SenderDeleted = 2,

    /// <summary>The text is not the first one.</summary>
    Edited = 4,

    /// <summary>It was taken back; the text is empty.</summary>
    Unsent = 8,

    /// <summary>Own only: every recipient whose account is still there has confirmed it.</summary>
    Delivered = 16,

    /// <summary>Own only: every recipient whose account is still there has read it and lets it be known.</summary>
    Read = 32,

    All = Own | SenderDeleted | Edited | Unsent | Delivered | Read,
}

/// <summary>One message in the answers to HISTORY and FIND (PROTOCOL.md §5.15).</summary>
/// <param name="Number">The server's number of it, as in MESSAGE.</param>
/// <param name="Id">The sender's id of it.</param>
/// <param name="At">When it was stored, milliseconds since 1970-01-01 UTC.</param>
/// <param name="Marks">What has become of it.</param>
/// <param name="From">The sender's name.</param>
/// <param name="To">The recipient's name, or the group's with <c>#</c> before it.</param>
/// <param name="Text">As it is now, UTF-8; empty when it was taken back.</param>
public sealed record HistoryItem(ulong Number, Guid Id, ulong At, HistoryMarks Marks, string From, string To, ReadOnlyMemory<byte> Text)
{
    /// <summary>Bytes of an item whose strings are empty.</summary>
    internal const int SmallestSize = 8 + 16 + 8 + 1 + 1 + 2 + 2 + 2;

    /// <summary>Bytes in a frame, by which a page is bounded.</summary>
    public int Size => SmallestSize + Encoding.UTF8.GetByteCount(From) + Encoding.UTF8.GetByteCount(To) + Text.Length;

    public string TextString() => Encoding.UTF8.GetString(Text.Span);

    /// <summary>A u16 count, then so many items.</summary>
    internal static HistoryItem[] ReadPage(scoped ref FieldReader reader)
    {
        var items = new HistoryItem[reader.Count("count", Limits.HistoryMax, SmallestSize)];
        for (int i = 0; i < items.Length; i++)
        {
            reader.Item("messages", i);
            items[i] = Read(ref reader);
        }
        reader.Item("messages", -1);
        return items;
    }

    internal static void WritePage(ref FieldWriter writer, IReadOnlyList<HistoryItem> items)
    {
        writer.U16((ushort)items.Count);
        foreach (HistoryItem item in items)
            item.Write(ref writer);
    }

    private static HistoryItem Read(scoped ref FieldReader reader)
    {
        ulong number = reader.U64("number");
        Guid id = reader.Uuid("id");
        ulong at = reader.Time("at");
        var marks = (HistoryMarks)reader.Flags("flags", (byte)HistoryMarks.All);
        // Content type: 0 is text, the only content of version 1.
        reader.Reserved(1);
        string from = reader.String("from", Limits.NameLength);
        string to = reader.String("to", Limits.TargetLength);
        return new(number, id, at, marks, from, to, reader.CheckedString("text", Limits.TextBytes, FieldKind.Body).ToArray());
    }

    private void Write(ref FieldWriter writer)
    {
        writer.U64(Number);
        writer.Uuid(Id);
        writer.U64(At);
        writer.U8((byte)Marks);
        writer.Reserved(1);
        writer.String(From);
        writer.String(To);
        writer.String(Text.Span);
    }
}
