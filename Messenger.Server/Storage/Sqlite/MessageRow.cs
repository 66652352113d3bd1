namespace Messenger.Server.Storage.Sqlite;

/// <summary>
/// A row of messages, read in one place for the loader, the journal and the archive, and verified. Each column once: with a million messages,
/// the calls into SQLite are most of what a start costs. Good until the statement's next step.
/// </summary>
internal readonly ref struct MessageRow
{
    /// <summary>What a statement selects to be read as one.</summary>
    public const string Columns = "number, id, sender, conversation, at, previous, state, text, crc, sent_as";

    private readonly ReadOnlySpan<byte> _id;
    private readonly ReadOnlySpan<byte> _text;
    private readonly ReadOnlySpan<byte> _sentAs;
    private readonly long _at;
    private readonly ulong _previous;

    private MessageRow(Statement row)
    {
        Number = (ulong)row.Int64(0);
        _id = row.Blob(1);
        Sender = row.Int64(2);
        Conversation = row.Int64(3);
        _at = row.Int64(4);
        _previous = (ulong)row.Int64(5);
        State = (MessageState)row.Int64(6);
        _text = row.Blob(7);
        // Few have one.
        _sentAs = State is MessageState.Sent ? default : row.Blob(9);
    }

    public ulong Number { get; }

    public long Sender { get; }

    public long Conversation { get; }

    public MessageState State { get; }

    /// <summary>The row a statement stands at, after a look at its check.</summary>
    /// <exception cref="StoreException">It is not what was written.</exception>
    public static MessageRow Of(Statement statement)
    {
        MessageRow row = new(statement);
        Rows.Message(row.Number, row._id, row.Sender, row.Conversation, row._at, row._previous, (long)row.State, row._text, row._sentAs)
            .Verify(statement.Int64(8), "messages", (long)row.Number);
        return row;
    }

    /// <summary>A copy that lasts beyond the statement's next step.</summary>
    public StoredMessage Copy() => new(
        Number, new Guid(_id, bigEndian: true), Sender, Conversation, _at, _previous, State, _text.ToArray(),
        _sentAs.IsEmpty ? null : _sentAs.ToArray());
}
