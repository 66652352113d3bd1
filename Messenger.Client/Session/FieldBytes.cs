using Messenger.Wire;
using Messenger.Wire.Messages;

namespace Messenger.Client.Session;

/// <summary>Makes fields of requests from strings; what is too long for its field is refused here, without asking the server.</summary>
internal static class FieldBytes
{
    private const string NobodyOfThatName = "there is no account of that name";

    /// <summary>The name of an account.</summary>
    public static byte[] Account(string name) => Utf8Strict.Bytes(name, Limits.NameLength, ErrorCode.NoSuchAccount, NobodyOfThatName);

    /// <summary>The name of a group, with or without <c>#</c>.</summary>
    public static byte[] Group(string name) =>
        Utf8Strict.Bytes(name, Limits.TargetLength, ErrorCode.NoSuchGroup, "there is no group of that name");

    /// <summary>The name that a group is to have, with or without <c>#</c>.</summary>
    public static byte[] NewGroup(string name) => Utf8Strict.Bytes(
        name, Limits.TargetLength, ErrorCode.NameInvalid, "a group's name has 1 to 32 of A-Z a-z 0-9 . _ - behind its #, and starts with a letter");

    /// <summary>The name of an account, or of a group with <c>#</c>.</summary>
    public static byte[] Target(string name) => name.StartsWith('#') ? Group(name) : Account(name);

    public static byte[] Pattern(string pattern) =>
        Utf8Strict.Bytes(pattern, Limits.PatternBytes, ErrorCode.BadPattern, $"a pattern has at most {Limits.PatternBytes} bytes");

    public static byte[] Query(string query) =>
        Utf8Strict.Bytes(query, Limits.QueryBytes, ErrorCode.BadPattern, $"a search has at most {Limits.QueryBytes} bytes");

    /// <summary>What a page's <c>next</c> gave.</summary>
    public static byte[] Cursor(string after, int most) => Utf8Strict.Bytes(after, most, ErrorCode.BadCommand, "after takes what next gave");

    /// <summary>How many are wanted; what the field cannot hold is more than any page has.</summary>
    public static ushort Count(int count) => (ushort)Math.Clamp(count, 0, ushort.MaxValue);

    public static NameList Accounts(IReadOnlyCollection<string> names)
    {
        if (names.Count > Limits.GroupMembers)
            throw new RefusedException(ErrorCode.TooLarge, $"a group has at most {Limits.GroupMembers} members");
        foreach (string name in names)
            _ = Account(name);
        return NameList.Of(names);
    }

    /// <summary>A message's text. That it is not empty, the server checks.</summary>
    public static byte[] Text(string text)
    {
        // Looked at before it is turned into bytes, which a text of megabytes would take.
        byte[]? bytes = text.Length > Limits.TextBytes ? null : Utf8Strict.Bytes(text, int.MaxValue, ErrorCode.TextInvalid, "the text is not valid Unicode");
        return bytes is { Length: <= Limits.TextBytes }
            ? bytes
            : throw new RefusedException(ErrorCode.TooLarge, "a message has at most 16 KiB of text; send it in parts");
    }
}
