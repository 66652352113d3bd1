using System.Buffers.Binary;
using System.Text;
using Messenger.Wire.Fields;

namespace Messenger.Wire.Messages;

/// <summary>
/// The names in a request about a group's members, as they stand in the frame (PROTOCOL.md §5.21): a u16 count, then so many strings,
/// each still unchecked, so that the refusal can say which one is nobody's.
/// </summary>
/// <param name="strings">The strings one behind the other.</param>
/// <param name="count">How many they are.</param>
public readonly ref struct NameList(ReadOnlySpan<byte> strings, int count)
{
    private const int LengthSize = 2;

    private readonly ReadOnlySpan<byte> _strings = strings;

    public int Count { get; } = count;

    /// <summary>Makes the list's bytes from names.</summary>
    public static NameList Of(IReadOnlyCollection<string> names)
    {
        byte[] strings = new byte[names.Sum(name => LengthSize + Encoding.UTF8.GetByteCount(name))];
        int position = 0;
        foreach (string name in names)
        {
            int length = Encoding.UTF8.GetBytes(name, strings.AsSpan(position + LengthSize));
            BinaryPrimitives.WriteUInt16BigEndian(strings.AsSpan(position), checked((ushort)length));
            position += LengthSize + length;
        }
        return new NameList(strings, names.Count);
    }

    /// <summary>The names as strings; bytes that are not UTF-8 become U+FFFD, which no name has.</summary>
    public string[] ToArray()
    {
        string[] names = new string[Count];
        ReadOnlySpan<byte> rest = _strings;
        for (int i = 0; i < names.Length; i++)
        {
            int length = BinaryPrimitives.ReadUInt16BigEndian(rest);
            names[i] = Encoding.UTF8.GetString(rest.Slice(LengthSize, length));
            rest = rest[(LengthSize + length)..];
        }
        return names;
    }

    internal static NameList Read(scoped ref FieldReader reader)
    {
        int count = reader.Count("count", Limits.GroupMembers, LengthSize);
        int start = reader.Offset;
        for (int i = 0; i < count; i++)
        {
            reader.Item("members", i);
            reader.RawString("name");
        }
        reader.Item("members", -1);
        return new(reader.Since(start), count);
    }

    internal void Write(ref FieldWriter writer)
    {
        writer.U16((ushort)Count);
        writer.Raw(_strings);
    }
}
