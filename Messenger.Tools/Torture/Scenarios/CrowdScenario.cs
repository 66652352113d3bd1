using System.Diagnostics;
using System.Globalization;
using Messenger.Client.Session;
using Messenger.Tools.Torture.Ledgers;
using Messenger.Tools.Torture.People;

namespace Messenger.Tools.Torture.Scenarios;

/// <summary>
/// The server is killed and starts again, and a thousand clients that were logged in come back at once by their tokens, each writing to its
/// neighbour before, while the server is away, and after.
/// </summary>
internal static class CrowdScenario
{
    private const int Clients = 1_000;
    private const int RegisteredAtOnce = 50;
    private const double BackSeconds = 20;
    private static readonly TimeSpan BackLimit = TimeSpan.FromSeconds(90);

    public static async Task RunAsync(Stage stage)
    {
        int count = stage.Clients(Clients);
        await using Victim victim = await Victim.StartAsync(stage.Directory);
        stage.Doing = $"letting {count} clients log in";
        Member[] crowd = new Member[count];
        await Parallel.ForAsync(0, count, new ParallelOptions { MaxDegreeOfParallelism = RegisteredAtOnce }, async (i, _) =>
        {
            string name = Name(i);
            crowd[i] = new Member(await Sessions.RegisterAsync(victim.Port, name), name, Name((i + 1) % count), stage.Ledger);
        });
        await Task.WhenAll(crowd.Select(member => member.SendAsync())).Within(Waits.Step, "the first messages to be acknowledged");

        stage.Doing = "waiting for all to come back";
        await victim.KillAsync();
        Task[] meanwhile = [.. crowd.Select(member => member.SendAsync())];
        await victim.StartAgainAsync();
        Stopwatch clock = Stopwatch.StartNew();
        bool allBack = await Waits.Becomes(() => crowd.All(member => member.IsBack), BackLimit);
        stage.Verdict.Promise($"{crowd.Count(member => member.IsBack)} of {count} clients came back by token", allBack);
        stage.Verdict.Bar("the last of them, after the server was ready,", clock.Elapsed.TotalSeconds, BackSeconds, "s");

        stage.Doing = "waiting for their messages";
        await Task.WhenAll([.. meanwhile, .. crowd.Select(member => member.SendAsync())]).Within(Waits.Drain, "the messages of the crowd to be acknowledged");
        await Waits.Becomes(() => stage.Ledger.Lost().Count == 0, Waits.Step);
        await Task.WhenAll(crowd.Select(member => member.DisposeAsync().AsTask())).Within(Waits.Drain, "the crowd to leave");
        stage.Ledger.Report(stage.Verdict);
        stage.Verdict.Note(victim.RestartsInWords());
        victim.Report(stage.Verdict);
    }

    private static string Name(int i) => string.Create(CultureInfo.InvariantCulture, $"member{i}");

    /// <summary>One of the crowd.</summary>
    private sealed class Member : IAsyncDisposable
    {
        private readonly MessengerSession _session;
        private readonly SessionWatch _watch;
        private readonly Ledger _ledger;
        private readonly string _name;
        private readonly string _neighbour;
        private int _returns;
        private long _sent;

        public Member(MessengerSession session, string name, string neighbour, Ledger ledger)
        {
            _session = session;
            _name = name;
            _neighbour = neighbour;
            _ledger = ledger;
            ClientView view = new(name);
            _watch = new SessionWatch(session, name, ledger, message => Show(view, message), () => Interlocked.Increment(ref _returns));
        }

        public bool IsBack => Volatile.Read(ref _returns) > 0;

        public async Task SendAsync()
        {
            Entry entry = new(_name, _neighbour, _sent++);
            Guid id = Guid.CreateVersion7();
            _ledger.Sent(entry, id);
            await _session.SendAsync(_neighbour, entry.Text(), id);
            _ledger.Acknowledged(entry);
        }

        public async ValueTask DisposeAsync()
        {
            await _session.DisposeAsync();
            await _watch.EndAsync();
        }

        private void Show(ClientView view, MessageReceived message)
        {
            if (_ledger.Shown(view, message.From, message.Text, message.Queued) is not null)
                _session.MarkShown(message.Number);
        }
    }
}
