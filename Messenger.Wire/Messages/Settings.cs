using Messenger.Wire.Fields;

namespace Messenger.Wire.Messages;

/// <summary>What an account has switched on (PROTOCOL.md §5.34).</summary>
[Flags]
public enum AccountSettings : byte
{
    None = 0,

    /// <summary>Others are told what this account has read.</summary>
    ReadMarks = 1,

    All = ReadMarks,
}

/// <summary>SETTINGS: changes some of them, or asks (PROTOCOL.md §5.34).</summary>
/// <param name="mask">Which to change; none only asks.</param>
/// <param name="values">What they shall be; those outside the mask have no effect.</param>
public readonly struct SettingsRequest(AccountSettings mask, AccountSettings values) : IWireMessage<SettingsRequest>
{
    public AccountSettings Mask { get; } = mask;

    public AccountSettings Values { get; } = values;

    public static SettingsRequest Read(scoped ref FieldReader reader)
    {
        var mask = (AccountSettings)reader.Flags("mask", (byte)AccountSettings.All);
        return new(mask, (AccountSettings)reader.Flags("values", (byte)AccountSettings.All));
    }

    public void Write(ref FieldWriter writer)
    {
        writer.U8((byte)Mask);
        writer.U8((byte)Values);
    }
}

/// <summary>The answer to SETTINGS: all of them as they are now (PROTOCOL.md §5.34).</summary>
public readonly struct SettingsAnswer(AccountSettings values) : IWireMessage<SettingsAnswer>
{
    public AccountSettings Values { get; } = values;

    public static SettingsAnswer Read(scoped ref FieldReader reader) => new((AccountSettings)reader.Flags("values", (byte)AccountSettings.All));

    public void Write(ref FieldWriter writer) => writer.U8((byte)Values);
}
