namespace Messenger.Wire;

/// <summary>Which versions of the protocol this program speaks (PROTOCOL.md §2.3).</summary>
public static class ProtocolVersion
{
    public const byte Lowest = 1;
    public const byte Highest = 1;

    /// <summary>The highest version both ends speak, or null when there is none.</summary>
    public static byte? Choose(byte lowest, byte highest)
    {
        byte chosen = Math.Min(highest, Highest);
        return chosen >= lowest && chosen >= Lowest ? chosen : null;
    }
}
