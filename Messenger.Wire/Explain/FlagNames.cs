using System.Globalization;

namespace Messenger.Wire.Explain;

/// <summary>The names that PROTOCOL.md gives to the bits of flags, and to numbers that are choices.</summary>
internal static class FlagNames
{
    private static readonly string[] Capability = ["conversations", "receipts", "presence"];
    private static readonly string[] Session = ["resumed", "read_marks"];
    private static readonly string[] Message = ["queued", "sender_deleted", "own", "edited"];
    private static readonly string[] Sent = ["delivered", "duplicate"];
    private static readonly string[] Online = ["online"];
    private static readonly string[] Deleted = ["deleted"];
    private static readonly string[] History = ["own", "sender_deleted", "edited", "unsent", "delivered", "read"];
    private static readonly string[] Way = ["times_known", "durable", "edited", "unsent", "large"];
    private static readonly string[] Conversation = ["online", "deleted"];
    private static readonly string[] Listed = ["this", "attached"];
    private static readonly string[] Settings = ["read_marks"];
    private static readonly string[] Change = ["unsent", "own"];
    private static readonly string[] Receipt = ["delivered", "read"];
    private static readonly string[] Group = ["joined", "members", "renamed", "owner", "out", "deleted"];

    /// <summary>Such as <c>0x01(queued)</c>; bits without a name are seen in the number alone.</summary>
    public static string Of(Opcode opcode, string name, ReadOnlySpan<byte> value)
    {
        string number = "0x" + Convert.ToHexStringLower(value);
        uint flags = 0;
        foreach (byte b in value)
            flags = flags << 8 | b;
        string set = string.Join(',', Find(opcode, name).Where((_, bit) => (flags & (1u << bit)) != 0));
        return set.Length == 0 ? number : string.Create(CultureInfo.InvariantCulture, $"{number}({set})");
    }

    /// <summary>Such as <c>read(2)</c>; the number alone when it has no word. Words count from 1.</summary>
    public static string OfChoice(Opcode opcode, byte value)
    {
        string[] words = opcode switch
        {
            Opcode.Receipt => Receipt,
            Opcode.GroupChanged => Group,
            _ => [],
        };
        return value > 0 && value <= words.Length
            ? string.Create(CultureInfo.InvariantCulture, $"{words[value - 1]}({value})")
            : value.ToString(CultureInfo.InvariantCulture);
    }

    private static string[] Find(Opcode opcode, string name) => opcode switch
    {
        _ when name.StartsWith("from[", StringComparison.Ordinal) => Deleted,
        Opcode.Hello or Opcode.HelloAnswer => Capability,
        Opcode.RegisterAnswer or Opcode.LoginAnswer or Opcode.ResumeAnswer => Session,
        Opcode.Message => Message,
        Opcode.SendAnswer => Sent,
        Opcode.ListAnswer or Opcode.Presence => Online,
        Opcode.HistoryAnswer or Opcode.FindAnswer => History,
        Opcode.WhyAnswer => Way,
        Opcode.ConversationsAnswer => Conversation,
        Opcode.BlocksAnswer => Deleted,
        Opcode.SessionsAnswer => Listed,
        Opcode.Settings or Opcode.SettingsAnswer => Settings,
        Opcode.Changed => Change,
        _ => [],
    };
}
