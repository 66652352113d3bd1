using System.Runtime.InteropServices;
using System.Text;
using Messenger.Server.Engine;

namespace Messenger.Server.Storage.Sqlite;

/// <summary>What each table's check covers: one place for the journal that writes rows and for the loader that verifies them.</summary>
internal static class Rows
{
    /// <summary>In an account's settings: others are not told what it has read.</summary>
    public const int HidesReads = 1;

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

    public static RowCheck GroupConversation(long id, long group) => default(RowCheck).Add(id).Add(group);

    public static RowCheck Tally(long conversation, long last, long lastAt, long count) =>
        default(RowCheck).Add(conversation).Add(last).Add(lastAt).Add(count);

    public static RowCheck Group(long id, string name, long owner, long createdAt, bool ended) =>
        default(RowCheck).Add(id).Add(Encoding.UTF8.GetBytes(name)).Add(owner).Add(createdAt).Add(ended ? 1L : 0L);

    /// <param name="member">The row.</param>
    public static RowCheck Member(StoredMember member) => default(RowCheck)
        .Add(member.Group).Add(member.Position).Add(member.Account).Add(member.JoinedAfter).Add(member.CountBefore)
        .Add(member.LeftAfter is null ? 0L : 1L).Add(member.LeftAfter ?? 0);

    /// <summary>The last is empty in all rows but those of messages that were edited.</summary>
    public static RowCheck Message(
        ulong number, ReadOnlySpan<byte> id, long sender, long conversation, long at, ulong previous, long state, ReadOnlySpan<byte> text,
        ReadOnlySpan<byte> sentAs = default)
    {
        RowCheck check = default(RowCheck).Add(number).Add(id).Add(sender).Add(conversation).Add(at).Add(previous).Add(state).Add(text);
        return sentAs.IsEmpty ? check : check.Add(sentAs);
    }

    /// <summary>As the first schema had it.</summary>
    public static RowCheck FirstMessage(ulong number, ReadOnlySpan<byte> id, long sender, long conversation, long at, ReadOnlySpan<byte> text) =>
        default(RowCheck).Add(number).Add(id).Add(sender).Add(conversation).Add(at).Add(text);

    /// <summary>Without any set nothing is kept: it is what rows of accounts begin with.</summary>
    public static RowCheck Settings(long account, long settings) => settings == 0 ? default : default(RowCheck).Add(account).Add(settings);

    public static RowCheck ReadMark(long account, long conversation, ulong number) => default(RowCheck).Add(account).Add(conversation).Add(number);

    public static RowCheck Block(long account, long blocked) => default(RowCheck).Add(account).Add(blocked);

    public static ReadOnlySpan<byte> Bytes(in TokenHash token) => MemoryMarshal.AsBytes(new ReadOnlySpan<TokenHash>(in token));
}
