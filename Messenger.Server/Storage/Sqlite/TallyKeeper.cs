using System.Globalization;
using Messenger.Server.Engine;

namespace Messenger.Server.Storage.Sqlite;

/// <summary>
/// Writes now and then what each conversation's messages add up to, so that a start has to add up only what came since. A row for each
/// commit would cost more than the messages. Used by the committer's thread.
/// </summary>
internal sealed class TallyKeeper(ulong every)
{
    public const string UpTo = "tallied_up_to";

    /// <summary>Messages stored between two times of writing, unless a test wants it otherwise: what a start after a crash has to add up.</summary>
    public const ulong Every = 100_000;

    private readonly HashSet<Conversation> _untallied = [];
    private ulong _last;
    private ulong _committed;
    private ulong _writtenUpTo;
    private bool _suspended;

    public bool IsDue => !_suspended && _last > _writtenUpTo && _last - _writtenUpTo >= every;

    public bool HasAny => !_suspended && _untallied.Count > 0 && _committed != 0;

    /// <summary>What the start added up could not be written: until the next one nothing may be written behind it.</summary>
    public void Suspend() => _suspended = true;

    public void Note(Message message)
    {
        _untallied.Add(message.Conversation);
        _last = message.Number;
        if (_writtenUpTo == 0)
            _writtenUpTo = _last;
    }

    /// <summary>Writes all that is not written, within the batch's transaction.</summary>
    public void Write(Func<string, Statement> note)
    {
        foreach (Conversation conversation in _untallied)
        {
            (ulong last, long lastAt, long count) = conversation.StagedTally;
            note("UPDATE conversations SET last = ?2, last_at = ?3, count = ?4, tally_crc = ?5 WHERE id = ?1")
                .Bind(1, conversation.Id).Bind(2, (long)last).Bind(3, lastAt).Bind(4, count)
                .Bind(5, Rows.Tally(conversation.Id, (long)last, lastAt, count).Value).Run();
        }
        string upTo = _last.ToString(CultureInfo.InvariantCulture);
        note("INSERT OR REPLACE INTO meta (key, value, crc) VALUES (?1, ?2, ?3)").Bind(1, UpTo).Bind(2, upTo).Bind(3, Rows.Meta(UpTo, upTo).Value).Run();
    }

    /// <summary>A batch is on disk.</summary>
    public void Committed() => _committed = _last;

    /// <summary>A batch has come to nothing: what it noted last is not the last there is.</summary>
    public void RolledBack() => _last = _committed;

    /// <summary>What was written is on disk.</summary>
    public void Written()
    {
        _untallied.Clear();
        _writtenUpTo = _last;
    }
}
