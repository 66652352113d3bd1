using Messenger.Wire.Fields;

namespace Messenger.Wire.Messages;

/// <summary>An account's name: BLOCK (PROTOCOL.md §5.29) and UNBLOCK (§5.30); their answers are empty.</summary>
public readonly ref struct BlockRequest(ReadOnlySpan<byte> name) : IWireMessage<BlockRequest>
{
    public ReadOnlySpan<byte> Name { get; } = name;

    public static BlockRequest Read(scoped ref FieldReader reader) => new(reader.RawString("name"));

    public void Write(ref FieldWriter writer) => writer.String(Name);
}

/// <summary>One account that this one does not hear from.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Deleted">It is gone; a new account of that name is somebody else.</param>
public sealed record BlockedAccount(string Name, bool Deleted);

/// <summary>The answer to BLOCKS (PROTOCOL.md §5.31).</summary>
/// <param name="Blocked">Sorted by name without regard to case.</param>
public sealed record BlocksAnswer(IReadOnlyList<BlockedAccount> Blocked) : IWireMessage<BlocksAnswer>
{
    private const byte DeletedFlag = 1;
    private const int SmallestItem = 2 + 1;

    public static BlocksAnswer Read(scoped ref FieldReader reader)
    {
        var blocked = new BlockedAccount[reader.Count("count", Limits.BlocksMax, SmallestItem)];
        for (int i = 0; i < blocked.Length; i++)
        {
            reader.Item("blocked", i);
            string name = reader.String("name", Limits.NameLength);
            blocked[i] = new(name, (reader.Flags("flags", DeletedFlag) & DeletedFlag) != 0);
        }
        reader.Item("blocked", -1);
        return new(blocked);
    }

    public void Write(ref FieldWriter writer)
    {
        writer.U16((ushort)Blocked.Count);
        foreach (BlockedAccount account in Blocked)
        {
            writer.String(account.Name);
            writer.U8(account.Deleted ? DeletedFlag : (byte)0);
        }
    }
}
