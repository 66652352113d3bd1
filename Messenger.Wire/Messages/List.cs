using Messenger.Wire.Fields;

namespace Messenger.Wire.Messages;

/// <summary>LIST: a page of the directory (PROTOCOL.md §5.10).</summary>
public readonly ref struct ListRequest(ReadOnlySpan<byte> pattern, ReadOnlySpan<byte> after, ushort limit) : IWireMessage<ListRequest>
{
    /// <summary>Wildcards; empty means all.</summary>
    public ReadOnlySpan<byte> Pattern { get; } = pattern;

    /// <summary>The cursor that the page before ended with; empty means from the start.</summary>
    public ReadOnlySpan<byte> After { get; } = after;

    /// <summary>Most accounts wanted; 0 means <see cref="Limits.PageDefault"/>, more than <see cref="Limits.PageMax"/> means that.</summary>
    public ushort Limit { get; } = limit;

    public static ListRequest Read(scoped ref FieldReader reader)
    {
        ReadOnlySpan<byte> pattern = reader.RawString("pattern");
        ReadOnlySpan<byte> after = reader.CheckedString("after", Limits.NameLength);
        return new(pattern, after, reader.U16("limit"));
    }

    public void Write(ref FieldWriter writer)
    {
        writer.String(Pattern);
        writer.String(After);
        writer.U16(Limit);
    }
}

/// <summary>One account in the directory.</summary>
public sealed record ListedAccount(string Name, bool Online);

/// <summary>The answer to LIST (PROTOCOL.md §5.10).</summary>
/// <param name="Accounts">Sorted by name without regard to case.</param>
/// <param name="Next">The cursor for the next page; empty when this was the last.</param>
public sealed record ListAnswer(IReadOnlyList<ListedAccount> Accounts, string Next) : IWireMessage<ListAnswer>
{
    private const byte OnlineFlag = 1;
    private const int SmallestItem = 2 + 1;

    public static ListAnswer Read(scoped ref FieldReader reader)
    {
        int count = reader.Count("count", Limits.PageMax, SmallestItem);
        var accounts = new ListedAccount[count];
        for (int i = 0; i < count; i++)
        {
            reader.Item("accounts", i);
            string name = reader.String("name", Limits.NameLength);
            accounts[i] = new ListedAccount(name, (reader.Flags("flags", OnlineFlag) & OnlineFlag) != 0);
        }
        reader.Item("accounts", -1);
        return new(accounts, reader.String("next", Limits.NameLength));
    }

    public void Write(ref FieldWriter writer)
    {
        writer.U16((ushort)Accounts.Count);
        foreach (ListedAccount account in Accounts)
        {
            writer.String(account.Name);
            writer.U8(account.Online ? OnlineFlag : (byte)0);
        }
        writer.String(Next);
    }
}
