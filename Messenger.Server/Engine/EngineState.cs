using System.Collections.Concurrent;
using Messenger.Server.Storage;

namespace Messenger.Server.Engine;

/// <summary>What commands work on. Directory and sessions may be read on any thread; everything is changed in the engine's turn only.</summary>
internal sealed class EngineState(IJournal journal, EngineLimits limits, TimeProvider clock)
{
    public IJournal Journal { get; } = journal;

    public EngineLimits Limits { get; } = limits;

    public TimeProvider Clock { get; } = clock;

    public NameDirectory Directory { get; } = new();

    public ConcurrentDictionary<TokenHash, Session> Sessions { get; } = new();

    /// <summary>Names whose accounts are staged and not applied yet.</summary>
    public HashSet<string> StagedNames { get; } = new(StringComparer.OrdinalIgnoreCase);

    private ulong _lastNumber;
    private long _lastAccountId;

    public ulong NextNumber() => ++_lastNumber;

    public long NextAccountId() => ++_lastAccountId;
}
