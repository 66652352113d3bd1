using Messenger.Tools.Doors;

namespace Messenger.Tools.Torture;

/// <summary>What <c>messenger torture</c> does to a server.</summary>
public sealed record TortureOptions
{
    /// <summary>Which of <see cref="TortureProgram.Scenarios"/>.</summary>
    public string Scenario { get; init; } = "kills";

    /// <summary>How long senders send, in <c>kills</c>.</summary>
    public TimeSpan Duration { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>How often the server is killed meanwhile, evenly but for chance.</summary>
    public int Kills { get; init; } = 20;

    /// <summary>Makes the choices of the run repeatable, though not the timing of the machine.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>Accounts that send, each to all that receive.</summary>
    public int Senders { get; init; } = 6;

    /// <summary>By which doors people come, in turn, where a scenario has people who talk: <c>kills</c>, <c>terminate</c>, <c>pause</c>, <c>network</c>.</summary>
    public IReadOnlyList<DoorKind> Doors { get; init; } = DoorKinds.All;

    /// <summary>How many clients, peers or accounts a scenario has; null leaves it to the scenario.</summary>
    public int? Clients { get; init; }

    /// <summary>How many messages <c>backlog</c> queues, in all.</summary>
    public int Messages { get; init; } = 1_000_000;
}
