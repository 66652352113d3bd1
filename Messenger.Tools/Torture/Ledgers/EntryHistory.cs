using System.Globalization;

namespace Messenger.Tools.Torture.Ledgers;

/// <summary>When what happened to one message, in the time of the run. Locked by its ledger.</summary>
internal sealed class EntryHistory(Guid id, TimeSpan sent)
{
    private TimeSpan? _acknowledged;
    private TimeSpan? _confirmed;
    private Showing? _first;
    private Showing? _last;

    private readonly record struct Showing(TimeSpan At, int Client, bool Queued)
    {
        public override string ToString() => $"{Seconds(At)} {(Queued ? "queued" : "live")} by client {Client}";
    }

    public TimeSpan SentAt { get; } = sent;

    public bool IsAcknowledged => _acknowledged is not null;

    public bool IsShown => _first is not null;

    public bool IsConfirmed => _confirmed is not null;

    public bool IsLost => IsAcknowledged && !IsShown;

    public void Acknowledge(TimeSpan at) => _acknowledged ??= at;

    public void Confirm(TimeSpan at) => _confirmed ??= at;

    public void Show(TimeSpan at, int client, bool queued)
    {
        _last = new Showing(at, client, queued);
        _first ??= _last;
    }

    public string InWords()
    {
        string again = _last != _first ? $", last shown {_last}" : "";
        return $"id {id}: sent {Seconds(SentAt)}, acknowledged {Seconds(_acknowledged)}, shown {_first?.ToString() ?? "never"}{again}, confirmed {Seconds(_confirmed)}";
    }

    private static string Seconds(TimeSpan? at) => at is { } time ? string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:F3} s") : "never";
}
