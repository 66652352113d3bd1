using System.Globalization;

namespace Messenger.Wire.Explain;

/// <summary>The names that PROTOCOL.md gives to the bits of flags.</summary>
internal static class FlagNames
{
    private static readonly string[] Session = ["resumed"];
    private static readonly string[] Message = ["queued", "sender_deleted"];
    private static readonly string[] Sent = ["delivered", "duplicate"];
    private static readonly string[] Listed = ["online"];
    private static readonly string[] Sender = ["deleted"];

    /// <summary>Such as <c>0x01(queued)</c>; bits without a name are seen in the number alone.</summary>
    public static string Of(Opcode opcode, string name, ReadOnlySpan<byte> value)
    {
        string number = "0x" + Convert.ToHexStringLower(value);
        if (value.Length != 1 || value[0] == 0)
            return number;
        string[] names = Find(opcode, name);
        byte flags = value[0];
        string set = string.Join(',', names.Where((_, bit) => (flags & (1 << bit)) != 0));
        return set.Length == 0 ? number : string.Create(CultureInfo.InvariantCulture, $"{number}({set})");
    }

    private static string[] Find(Opcode opcode, string name) => opcode switch
    {
        _ when name.StartsWith("from[", StringComparison.Ordinal) => Sender,
        Opcode.RegisterAnswer or Opcode.LoginAnswer or Opcode.ResumeAnswer => Session,
        Opcode.Message => Message,
        Opcode.SendAnswer => Sent,
        Opcode.ListAnswer => Listed,
        _ => [],
    };
}
