using Messenger.Tools.Torture.Ledgers;

namespace Messenger.Tools.Torture;

/// <summary>What a scenario works with.</summary>
/// <param name="options">What was asked for.</param>
/// <param name="directory">A scratch directory that goes with the run.</param>
/// <param name="verdict">Takes its figures.</param>
internal sealed class Stage(TortureOptions options, string directory, Verdict verdict)
{
    private volatile string _doing = "starting";

    public TortureOptions Options { get; } = options;

    public string Directory { get; } = directory;

    public Verdict Verdict { get; } = verdict;

    public Ledger Ledger { get; } = new();

    /// <summary>What the run is at: said when it does not end.</summary>
    public string Doing
    {
        get => _doing;
        set => _doing = value;
    }

    /// <summary>How many clients the scenario has: what was asked for, or its own number.</summary>
    public int Clients(int byDefault) => Options.Clients ?? byDefault;
}
