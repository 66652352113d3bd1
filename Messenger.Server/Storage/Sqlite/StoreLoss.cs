namespace Messenger.Server.Storage.Sqlite;

/// <summary>What a store has lost although it was acknowledged: the end of its write-ahead log was damaged, cut off or taken away.</summary>
/// <param name="Commits">How many commits, at least. Each held whatever gathered for it: one message, or hundreds.</param>
/// <param name="Store">The database's file.</param>
/// <param name="Log">Where the log is kept as it was found; null when there was none, or it is where it was.</param>
internal sealed record StoreLoss(ulong Commits, string Store, string? Log = null)
{
    /// <summary>What that can mean, for whoever runs the server.</summary>
    public const string Meaning = "messages, accounts and changes that were acknowledged last are gone, and what was confirmed last may come again";

    public string InWords() =>
        $"at least {Commits} commits of {Store} are lost, the end of its write-ahead log: {Meaning}{(Log is null ? "" : $"; the log as it was: {Log}")}";
}
