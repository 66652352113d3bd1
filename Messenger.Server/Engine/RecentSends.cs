using System.Numerics;
using System.Runtime.InteropServices;

namespace Messenger.Server.Engine;

/// <summary>What is remembered of a message to recognise it when it is sent again.</summary>
internal record struct SentRecord(Guid Id, ulong Number, long At, long TargetKey, ulong TextHash, bool Delivered);

/// <summary>
/// The last <see cref="Capacity"/> messages that an account sent, by their id, so that a resend stores nothing twice. A client resends
/// what is unanswered, 10,000 messages at most, so the memory is longer than any outbox. Only for the engine's turn.
/// </summary>
internal sealed class RecentSends
{
    /// <summary>Messages remembered for each sender.</summary>
    public const int Capacity = 16_384;

    private const int SmallestRing = 16;

    private readonly Dictionary<Guid, int> _slots = [];
    private SentRecord[] _ring = [];
    private int _next;

    /// <summary>The slot of a message with this id, or -1.</summary>
    public int Find(Guid id) => _slots.GetValueOrDefault(id, -1);

    /// <summary>Remembers a message that is not remembered yet, and forgets the oldest where there are too many.</summary>
    public int Add(in SentRecord sent)
    {
        if (_next == _ring.Length)
        {
            if (_ring.Length < Capacity)
                Array.Resize(ref _ring, Math.Max(SmallestRing, _ring.Length * 2));
            else
                _next = 0;
        }
        int slot = _next++;
        Forget(slot);
        _ring[slot] = sent;
        _slots[sent.Id] = slot;
        return slot;
    }

    public ref SentRecord At(int slot) => ref _ring[slot];

    /// <summary>Forgets the message in this slot, because it was not stored after all or has become too old.</summary>
    public void Forget(int slot)
    {
        if (_slots.TryGetValue(_ring[slot].Id, out int current) && current == slot)
            _slots.Remove(_ring[slot].Id);
        _ring[slot] = default;
    }

    /// <summary>
    /// A fingerprint of a text: CRC-32C beside the runtime's keyed hash. It tells apart two texts sent under one id by the same
    /// client; it protects nobody from anybody.
    /// </summary>
    public static ulong Hash(ReadOnlySpan<byte> text)
    {
        uint crc = uint.MaxValue;
        ReadOnlySpan<byte> rest = text;
        for (; rest.Length >= sizeof(ulong); rest = rest[sizeof(ulong)..])
            crc = BitOperations.Crc32C(crc, MemoryMarshal.Read<ulong>(rest));
        foreach (byte b in rest)
            crc = BitOperations.Crc32C(crc, b);
        HashCode keyed = default;
        keyed.AddBytes(text);
        return ((ulong)crc << 32) | (uint)keyed.ToHashCode();
    }
}
