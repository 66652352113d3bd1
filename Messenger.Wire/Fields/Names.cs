using System.Buffers;

namespace Messenger.Wire.Fields;

/// <summary>The rule for account names (PROTOCOL.md §3.5): 1–32 of <c>A-Z a-z 0-9 . _ -</c>, starting with a letter; case does not tell two names apart.</summary>
public static class Names
{
    private static readonly SearchValues<byte> Allowed =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-"u8);

    public static bool IsValid(ReadOnlySpan<byte> name) =>
        name.Length is > 0 and <= Limits.NameLength && char.IsAsciiLetter((char)name[0]) && !name.ContainsAnyExcept(Allowed);

    public static bool IsValid(string name) => IsValid(System.Text.Encoding.UTF8.GetBytes(name));

    /// <summary>Whether a target means a group: a name with <c>#</c> before it.</summary>
    public static bool IsGroup(ReadOnlySpan<byte> target) => target.Length > 0 && target[0] == (byte)'#';
}
