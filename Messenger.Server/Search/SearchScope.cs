namespace Messenger.Server.Search;

/// <summary>What somebody may read, and the part of it that is asked for.</summary>
/// <param name="Account">Whose direct conversations are searched.</param>
/// <param name="Groups">The groups this account is in.</param>
internal sealed record SearchScope(long Account, IReadOnlyList<ReadableGroup> Groups)
{
    /// <summary>Only this conversation, direct or one of <see cref="Groups"/>; null: all.</summary>
    public long? Conversation { get; init; }

    /// <summary>Only what one of these accounts wrote; empty: anybody.</summary>
    public IReadOnlyList<long> Senders { get; init; } = [];
}

/// <summary>A group as one of its members sees it.</summary>
/// <param name="Conversation">The group's conversation.</param>
/// <param name="After">Messages with this number or a smaller one were before this member's time.</param>
internal readonly record struct ReadableGroup(long Conversation, ulong After);
