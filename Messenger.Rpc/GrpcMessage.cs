using System.Buffers;
using System.Buffers.Binary;

namespace Messenger.Rpc;

/// <summary>How gRPC frames a message: one byte that says whether it is compressed (here never), and its length in four, big-endian.</summary>
internal static class GrpcMessage
{
    /// <summary>Bytes before each message.</summary>
    public const int PrefixBytes = 5;

    /// <summary>What requests and answers name as their type.</summary>
    public const string ContentType = "application/grpc";

    /// <summary>Writes the prefix of an uncompressed message.</summary>
    /// <param name="destination">At least <see cref="PrefixBytes"/> long.</param>
    /// <param name="length">Of the message, in bytes.</param>
    public static void WritePrefix(Span<byte> destination, int length)
    {
        destination[0] = 0;
        BinaryPrimitives.WriteUInt32BigEndian(destination[1..], (uint)length);
    }

    /// <summary>Reads a prefix, once all of it is there.</summary>
    /// <param name="buffer">What came.</param>
    /// <param name="compressed">The message is compressed.</param>
    /// <param name="length">Its length in bytes; whatever the other side wrote.</param>
    /// <returns>False when there is not enough to tell.</returns>
    public static bool TryReadPrefix(in ReadOnlySequence<byte> buffer, out bool compressed, out uint length)
    {
        compressed = false;
        length = 0;
        if (buffer.Length < PrefixBytes)
            return false;
        Span<byte> prefix = stackalloc byte[PrefixBytes];
        buffer.Slice(0, PrefixBytes).CopyTo(prefix);
        compressed = prefix[0] != 0;
        length = BinaryPrimitives.ReadUInt32BigEndian(prefix[1..]);
        return true;
    }
}
