using System.Buffers.Binary;

namespace Messenger.Tools.Fuzz;

/// <summary>Makes bytes that are nearly frames out of frames. The same random source gives the same bytes. Not safe for several threads.</summary>
internal sealed class Mutator(IReadOnlyList<byte[]> seeds, Random random)
{
    private const int MostSteps = 4;
    private const int MostRandomBytes = 512;

    /// <summary>Values at which lengths and counts change their meaning.</summary>
    private static readonly uint[] Edges =
        [0, 1, 4, 5, 9, 127, 128, 255, 256, 4095, 4096, 4097, 32767, 32768, 65535, 65536, 65537, 1 << 24, int.MaxValue, 1u << 31, uint.MaxValue];

    /// <summary>One input: a seed, or random bytes, changed up to four times.</summary>
    public byte[] Next()
    {
        byte[] bytes = random.Next(20) == 0 ? Noise() : Pick();
        for (int steps = random.Next(MostSteps + 1); steps > 0; steps--)
            bytes = Change(bytes);
        return bytes;
    }

    private byte[] Change(byte[] bytes) => random.Next(8) switch
    {
        0 => Flip(bytes),
        1 => bytes[..random.Next(bytes.Length + 1)],
        2 => [.. bytes, .. Pick()],
        3 => EditLength(bytes),
        4 => Splice(bytes, Pick()),
        5 => Overwrite(bytes),
        6 => Fit([.. bytes, .. Noise()]),
        _ => Fit(Remove(bytes)),
    };

    private byte[] Pick() => (byte[])seeds[random.Next(seeds.Count)].Clone();

    private byte[] Noise()
    {
        byte[] noise = new byte[random.Next(MostRandomBytes)];
        random.NextBytes(noise);
        return noise;
    }

    private byte[] Flip(byte[] bytes)
    {
        if (bytes.Length > 0)
            bytes[random.Next(bytes.Length)] ^= (byte)(1 << random.Next(8));
        return bytes;
    }

    /// <summary>Puts an edge value of one, two or four bytes anywhere: in a length, a count or a text.</summary>
    private byte[] Overwrite(byte[] bytes)
    {
        int size = 1 << random.Next(3);
        if (bytes.Length < size)
            return bytes;
        Span<byte> place = bytes.AsSpan(random.Next(bytes.Length - size + 1));
        uint edge = Edges[random.Next(Edges.Length)];
        if (size == 1)
            place[0] = (byte)edge;
        else if (size == 2)
            BinaryPrimitives.WriteUInt16BigEndian(place, (ushort)edge);
        else
            BinaryPrimitives.WriteUInt32BigEndian(place, edge);
        return bytes;
    }

    private byte[] EditLength(byte[] bytes)
    {
        if (bytes.Length < sizeof(uint))
            return bytes;
        uint length = random.Next(2) == 0 ? Edges[random.Next(Edges.Length)] : BinaryPrimitives.ReadUInt32BigEndian(bytes) + (uint)random.Next(-3, 4);
        BinaryPrimitives.WriteUInt32BigEndian(bytes, length);
        return bytes;
    }

    private byte[] Splice(byte[] first, byte[] second) => Fit([.. first[..random.Next(first.Length + 1)], .. second[random.Next(second.Length + 1)..]]);

    private byte[] Remove(byte[] bytes)
    {
        int from = random.Next(bytes.Length + 1);
        return [.. bytes[..from], .. bytes[Math.Min(bytes.Length, from + random.Next(1, 9))..]];
    }

    /// <summary>Often makes the length field tell the truth again, so that the change is met by the body's reader and not by the head's.</summary>
    private byte[] Fit(byte[] bytes)
    {
        if (bytes.Length > sizeof(uint) && random.Next(4) != 0)
            BinaryPrimitives.WriteUInt32BigEndian(bytes, (uint)(bytes.Length - sizeof(uint)));
        return bytes;
    }
}
