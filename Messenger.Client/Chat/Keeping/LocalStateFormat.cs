using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Messenger.Client.Chat.Keeping;

/// <summary>
/// The bytes of a <see cref="LocalState"/>: a line <c>messenger-client-state VERSION HASH</c>, then JSON. The hash is over version, owner and all that
/// follows, in every version, so that what a later one has written is told from what is damaged.
/// </summary>
internal static class LocalStateFormat
{
    private const int Version = 1;
    private const string Magic = "messenger-client-state";

    /// <param name="state">What to write; its drafts are cut to <see cref="LocalState.LongestDraft"/>.</param>
    /// <param name="owner">Server and account.</param>
    /// <param name="version">Of the format; tests write later ones.</param>
    public static byte[] Write(LocalState state, string owner, int version = Version)
    {
        byte[] json = JsonSerializer.SerializeToUtf8Bytes(
            state with { Conversations = [.. state.Conversations.Select(one => one with { Draft = Cut(one.Draft) })] }, LocalStateJson.Default.LocalState);
        return [.. Encoding.ASCII.GetBytes($"{Magic} {version} {Hash(version, owner, json)}\n"), .. json];
    }

    /// <returns>The state; null when these bytes were not written for that owner, or are not whole.</returns>
    /// <exception cref="NotSupportedException">A later version of the program wrote them.</exception>
    public static LocalState? Read(ReadOnlySpan<byte> bytes, string owner)
    {
        int end = bytes.IndexOf((byte)'\n');
        string[] words = Encoding.ASCII.GetString(bytes[..Math.Max(end, 0)]).Split(' ');
        ReadOnlySpan<byte> json = bytes[(end + 1)..];
        if (words.Length != 3 || words[0] != Magic || !int.TryParse(words[1], NumberStyles.None, CultureInfo.InvariantCulture, out int version)
            || words[2] != Hash(version, owner, json))
        {
            return null;
        }
        if (version != Version)
            throw new NotSupportedException();
        try
        {
            return JsonSerializer.Deserialize(json, LocalStateJson.Default.LocalState) is { } state ? Bounded(state) : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>Somebody who can make a hash can write anything.</summary>
    private static LocalState Bounded(LocalState state)
    {
        ImmutableArray<KeptConversation> conversations = state.Conversations.IsDefault ? [] : state.Conversations;
        return conversations.Where(one => one?.Name is not null).Aggregate(state with { Conversations = [] },
            (bounded, one) => bounded.With(one with { Draft = string.IsNullOrEmpty(one.Draft) ? null : one.Draft }));
    }

    private static string Hash(int version, string owner, ReadOnlySpan<byte> json)
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes($"{version}\n{owner}\n"));
        hash.AppendData(json);
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    /// <summary>The beginning that fits, of whole characters; half ones are replaced, which JSON would refuse.</summary>
    private static string? Cut(string? draft)
    {
        if (draft is null)
            return null;
        byte[] bytes = Encoding.UTF8.GetBytes(draft);
        int length = bytes.Length;
        if (length > LocalState.LongestDraft)
        {
            length = LocalState.LongestDraft;
            // Not within a character.
            while ((bytes[length] & 0xC0) == 0x80)
                length--;
        }
        return Encoding.UTF8.GetString(bytes, 0, length);
    }
}
