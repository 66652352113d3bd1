using System.Runtime.InteropServices;
using System.Text;
using Messenger.Server.Engine;

namespace Messenger.Server.Storage.Sqlite;

/// <summary>What each table's check covers: one place for the journal that writes rows and for the loader that verifies them.</summary>
internal static class Rows
{
    public static RowCheck Meta(string key, string value) => default(RowCheck).Add(Encoding.UTF8.GetBytes(key)).Add(Encoding.UTF8.GetBytes(value));

    /// <param name="id">The account.</param>
    /// <param name="name">Its name.</param>
    /// <param name="password">Null when it is deleted.</param>
    public static RowCheck Account(long id, string name, string? password) =>
        default(RowCheck).Add(id).Add(Encoding.UTF8.GetBytes(name)).Add(password is null ? [] : Encoding.UTF8.GetBytes(password));

    public static RowCheck Mark(long account, ulong upTo) => default(RowCheck).Add(account).Add(upTo);

    public static RowCheck Run(long account, ulong first, ulong last) => default(RowCheck).Add(account).Add(first).Add(last);

    public static RowCheck Session(in TokenHash token, long account, ulong heldUpTo, long lastUsed, bool attached) =>
        default(RowCheck).Add(Bytes(token)).Add(account).Add(heldUpTo).Add(lastUsed).Add(attached ? 1L : 0L);

    public static RowCheck Conversation(long id, long first, long second, long wrote) =>
        default(RowCheck).Add(id).Add(first).Add(second).Add(wrote);

    public static RowCheck Message(
        ulong number, ReadOnlySpan<byte> id, long sender, long conversation, long at, ReadOnlySpan<byte> text) =>
        default(RowCheck).Add(number).Add(id).Add(sender).Add(conversation).Add(at).Add(text);

    public static ReadOnlySpan<byte> Bytes(in TokenHash token) => MemoryMarshal.AsBytes(new ReadOnlySpan<TokenHash>(in token));
}
