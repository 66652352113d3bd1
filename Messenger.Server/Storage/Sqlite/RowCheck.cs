using System.Numerics;

namespace Messenger.Server.Storage.Sqlite;

/// <summary>
/// CRC-32C over the fields of a row, kept beside them: SQLite notices a page whose structure is damaged, but not a text or a number in which
/// a bit has turned. Against accidents, not against people.
/// </summary>
internal readonly struct RowCheck
{
    private readonly uint _crc;

    private RowCheck(uint crc) => _crc = crc;

    public long Value => _crc;

    public RowCheck Add(long value) => new(BitOperations.Crc32C(_crc, (ulong)value));

    public RowCheck Add(ulong value) => new(BitOperations.Crc32C(_crc, value));

    public RowCheck Add(ReadOnlySpan<byte> bytes)
    {
        // The length first, so that bytes cannot move from one field to the next.
        uint crc = BitOperations.Crc32C(_crc, (ulong)bytes.Length + 1);
        for (; bytes.Length >= sizeof(ulong); bytes = bytes[sizeof(ulong)..])
            crc = BitOperations.Crc32C(crc, BitConverter.ToUInt64(bytes));
        foreach (byte b in bytes)
            crc = BitOperations.Crc32C(crc, b);
        return new(crc);
    }

    /// <exception cref="StoreException">The row is not what was written.</exception>
    public void Verify(long kept, string table, long row)
    {
        if (kept != _crc)
            throw new StoreException($"row {row} of {table} is not what was written");
    }
}
