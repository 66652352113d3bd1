namespace Messenger.Server.Search;

/// <summary>How the index is divided, and how long a search may take. The defaults are what is meant; tests make them small.</summary>
internal sealed record SearchLimits
{
    /// <summary>Messages in a volume. A search goes through one volume at a time, so this bounds what it does between two looks at the clock.</summary>
    public int VolumeMessages { get; init; } = 128 * 1024;

    /// <summary>Bytes of text in a volume, for those with long messages.</summary>
    public long VolumeBytes { get; init; } = 64L << 20;

    /// <summary>A search that has taken so long ends with the volume it is in, and says where to go on.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromMilliseconds(100);
}
