namespace Messenger.Tests.Support.Disk;

/// <summary>What a program asks of a disk that changes something.</summary>
internal enum DiskCall
{
    Write,
    Sync,
    Truncate,
    Delete,
}

/// <summary>How a disk fails.</summary>
internal enum DiskFailure
{
    /// <summary>There is no room (<c>SQLITE_FULL</c>); a sync fails as with <see cref="Broken"/>.</summary>
    Full,

    /// <summary>Half of what was to be written is written; then there is no room.</summary>
    Short,

    /// <summary>The device reports an error (<c>SQLITE_IOERR_…</c>).</summary>
    Broken,
}
