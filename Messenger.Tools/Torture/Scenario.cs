using Messenger.Tools.Torture.Scenarios;

namespace Messenger.Tools.Torture;

/// <summary>One way to torture a server.</summary>
/// <param name="Name">What <c>--scenario</c> takes.</param>
/// <param name="Sentence">What it does and must show, for <c>--help</c>.</param>
/// <param name="NeedsLinux">It uses /proc, or signals that other systems do not have.</param>
/// <param name="LimitMinutes">Beyond this, and the time that was asked for, it is said not to end.</param>
/// <param name="RunAsync">Runs it; what it finds goes into the verdict.</param>
internal sealed record Scenario(string Name, string Sentence, bool NeedsLinux, int LimitMinutes, Func<Stage, Task> RunAsync)
{
    /// <summary>All of them; the first is the default.</summary>
    public static IReadOnlyList<Scenario> All { get; } =
    [
        new("kills", "kill -9 of server and clients under load, connections cut, split and stalled", NeedsLinux: false, 10, KillsScenario.RunAsync),
        new("terminate", "SIGTERM under load: clients are told, exit 0 in < 10 s, a second signal ends it at once", NeedsLinux: true, 10, TerminateScenario.RunAsync),
        new("pause", "SIGSTOP for 5 s, then SIGCONT: everything goes on", NeedsLinux: true, 10, PauseScenario.RunAsync),
        new("network", "40 ms delay, 5 % loss, a partition of 4 s that heals: everybody goes on within 10 s", NeedsLinux: false, 10, NetworkScenario.RunAsync),
        new("churn", "20,000 connects and disconnects, FIN and RST mixed: descriptors are back to the start", NeedsLinux: true, 20, ChurnScenario.RunAsync),
        new("slow", "200 peers that are mute, slow or do not read: closed in time, memory flat, nothing lost", NeedsLinux: true, 10, SlowScenario.RunAsync),
        new("descriptors", "more connections than descriptors: refused in words, served again later", NeedsLinux: true, 10, DescriptorsScenario.RunAsync),
        new("logins", "200 logins at once and wrong passwords sprayed, at the real cost: others go on undisturbed", NeedsLinux: true, 20, LoginsScenario.RunAsync),
        new("crowd", "1,000 clients come back at once by token after a restart: all within 20 s", NeedsLinux: false, 10, CrowdScenario.RunAsync),
        new("backlog", "1 million messages queued: ready in < 5 s, < 500 MiB, drained in order", NeedsLinux: true, 20, BacklogScenario.RunAsync),
    ];
}
