using System.Buffers.Binary;

namespace Messenger.Server.Search;

/// <summary>The form in which the index keeps the conversation of each number: blocks of so many numbers, eight bytes each.</summary>
internal static class Places
{
    public const int BlockNumbers = 512;

    public const int BlockBytes = BlockNumbers * sizeof(long);

    /// <summary>Why a block cannot be used.</summary>
    public const string WrongLength = "it is damaged (a block of places has another length)";

    public static ulong BlockOf(ulong number) => number / BlockNumbers;

    /// <returns>0 when the index has nothing under the number.</returns>
    public static long Get(ReadOnlySpan<byte> block, ulong number) => BinaryPrimitives.ReadInt64LittleEndian(block[Offset(number)..]);

    public static void Set(Span<byte> block, ulong number, long conversation) =>
        BinaryPrimitives.WriteInt64LittleEndian(block[Offset(number)..], conversation);

    private static int Offset(ulong number) => (int)(number % BlockNumbers) * sizeof(long);
}
