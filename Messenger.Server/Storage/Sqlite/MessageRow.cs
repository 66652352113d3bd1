namespace Messenger.Server.Storage.Sqlite;

/// <summary>A row of messages, read in one place for the loader, the journal and the archive, and verified.</summary>
internal readonly ref struct MessageRow
{
    /// <summary>What a statement selects to be read as one.</summary>
    public const string Columns = "number, id, sender, conversation, at, previous, state, text, crc, sent_as";

    private readonly Statement _row;

    private MessageRow(Statement row)
    {
        _row = row;
        Number = (ulong)row.Int64(0);
        Sender = row.Int64(2);
        Conversation = row.Int64(3);
    }

    public ulong Number { get; }

    public long Sender { get; }

    public long Conversation { get; }

    public MessageState State => (MessageState)_row.Int64(6);

    /// <summary>The row a statement stands at, after a look at its check.</summary>
    /// <exception cref="StoreException">It is not what was written.</exception>
    public static MessageRow Of(Statement row)
    {
        Rows.Message((ulong)row.Int64(0), row.Blob(1), row.Int64(2), row.Int64(3), row.Int64(4), (ulong)row.Int64(5), row.Int64(6), row.Blob(7), row.Blob(9))
            .Verify(row.Int64(8), "messages", row.Int64(0));
        return new MessageRow(row);
    }

    /// <summary>A copy that lasts beyond the statement's next step.</summary>
    public StoredMessage Copy() => new(
        Number, new Guid(_row.Blob(1), bigEndian: true), Sender, Conversation, _row.Int64(4), (ulong)_row.Int64(5), State, _row.Blob(7).ToArray(),
        _row.IsNull(9) ? null : _row.Blob(9).ToArray());
}
