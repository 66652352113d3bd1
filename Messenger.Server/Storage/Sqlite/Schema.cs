namespace Messenger.Server.Storage.Sqlite;

/// <summary>
/// The tables, one step a version. Indexes lead with what grows, and the hot table has one: (id, sender), where ids are time-ordered, which
/// both finds repeats and costs least to keep (measured: engine notes in docs/performance.md).
/// </summary>
internal static class Schema
{
    /// <summary>What this program writes. A file with a higher one was written by a newer program and is refused.</summary>
    public static int Version => Steps.Length;

    /// <summary>Step <c>i</c> takes a file of version <c>i</c> to version <c>i + 1</c>. Steps are never changed, only added.</summary>
    public static string[] Steps { get; } =
    [
        """
        -- Columns named crc hold a RowCheck of what loading relies on.
        CREATE TABLE meta (key TEXT PRIMARY KEY, value NOT NULL, crc INTEGER NOT NULL) WITHOUT ROWID;

        -- A deleted account keeps its row: its number is never used again, and others still see its name on what it sent.
        CREATE TABLE accounts (
            id INTEGER PRIMARY KEY,
            name TEXT NOT NULL,
            password TEXT,
            created_at INTEGER NOT NULL,
            deleted_at INTEGER,
            crc INTEGER NOT NULL,
            confirmed_up_to INTEGER NOT NULL,
            confirmed_crc INTEGER NOT NULL
        );
        CREATE UNIQUE INDEX accounts_by_name ON accounts (name COLLATE NOCASE) WHERE deleted_at IS NULL;

        -- token is SHA-256 of the token; what had a number up to held_up_to at login is shown only when asked for.
        CREATE TABLE sessions (
            token BLOB PRIMARY KEY,
            account INTEGER NOT NULL REFERENCES accounts,
            held_up_to INTEGER NOT NULL,
            last_used INTEGER NOT NULL,
            attached INTEGER NOT NULL,
            crc INTEGER NOT NULL
        ) WITHOUT ROWID;

        CREATE TABLE groups (
            id INTEGER PRIMARY KEY,
            name TEXT NOT NULL,
            owner INTEGER NOT NULL REFERENCES accounts,
            created_at INTEGER NOT NULL,
            ended_at INTEGER
        );
        CREATE UNIQUE INDEX groups_by_name ON groups (name COLLATE NOCASE) WHERE ended_at IS NULL;
        CREATE TABLE members (
            group_id INTEGER NOT NULL REFERENCES groups,
            account INTEGER NOT NULL REFERENCES accounts,
            joined_after INTEGER NOT NULL,
            PRIMARY KEY (group_id, account)
        ) WITHOUT ROWID;

        -- A pair of accounts (the lower number first) or a group. wrote: bit 0, the first has written to the second; bit 1, the other way.
        CREATE TABLE conversations (
            id INTEGER PRIMARY KEY,
            first INTEGER REFERENCES accounts,
            second INTEGER REFERENCES accounts,
            wrote INTEGER NOT NULL DEFAULT 0,
            group_id INTEGER REFERENCES groups,
            crc INTEGER NOT NULL
        );
        CREATE UNIQUE INDEX conversations_by_pair ON conversations (first, second) WHERE group_id IS NULL;

        -- One row a message, whatever the number of its recipients. Who has not confirmed it follows from the marks and runs below.
        CREATE TABLE messages (
            number INTEGER PRIMARY KEY,
            id BLOB NOT NULL,
            sender INTEGER NOT NULL,
            conversation INTEGER NOT NULL,
            at INTEGER NOT NULL,
            text BLOB NOT NULL,
            crc INTEGER NOT NULL
        );
        CREATE UNIQUE INDEX messages_by_id ON messages (id, sender);

        -- Confirmed numbers above an account's confirmed_up_to.
        CREATE TABLE confirmed_runs (
            account INTEGER NOT NULL,
            first INTEGER NOT NULL,
            last INTEGER NOT NULL,
            crc INTEGER NOT NULL,
            PRIMARY KEY (account, first)
        ) WITHOUT ROWID;
        """,

        """
        -- Groups come alive. Their tables were there and empty; with checks now, and with who was in them when.
        DROP TABLE members;
        DROP TABLE groups;
        CREATE TABLE groups (
            id INTEGER PRIMARY KEY,
            name TEXT NOT NULL,
            owner INTEGER NOT NULL,
            created_at INTEGER NOT NULL,
            ended_at INTEGER,
            crc INTEGER NOT NULL
        );
        CREATE UNIQUE INDEX groups_by_name ON groups (name COLLATE NOCASE) WHERE ended_at IS NULL;

        -- Messages with numbers above joined_after and up to left_after are the member's. Whoever comes back gets a second row.
        CREATE TABLE members (
            group_id INTEGER NOT NULL,
            position INTEGER NOT NULL,
            account INTEGER NOT NULL,
            joined_after INTEGER NOT NULL,
            count_before INTEGER NOT NULL,
            left_after INTEGER,
            crc INTEGER NOT NULL,
            PRIMARY KEY (group_id, position)
        ) WITHOUT ROWID;

        -- last, last_at, count: what its messages add up to, up to the number that meta has as tallied_up_to; the rest is added at start.
        ALTER TABLE conversations ADD COLUMN last INTEGER NOT NULL DEFAULT 0;
        ALTER TABLE conversations ADD COLUMN last_at INTEGER NOT NULL DEFAULT 0;
        ALTER TABLE conversations ADD COLUMN count INTEGER NOT NULL DEFAULT 0;
        ALTER TABLE conversations ADD COLUMN tally_crc INTEGER NOT NULL DEFAULT 0;
        UPDATE conversations SET tally_crc = tally_check(id, last, last_at, count);

        -- previous chains each conversation backwards, so that a page of its history needs no index. state: see MessageState.
        ALTER TABLE messages ADD COLUMN previous INTEGER NOT NULL DEFAULT 0;
        -- sent_as: SHA-256 of the first text of one that was edited, to recognise a repeat.
        ALTER TABLE messages ADD COLUMN state INTEGER NOT NULL DEFAULT 0;
        ALTER TABLE messages ADD COLUMN sent_as BLOB;
        UPDATE messages SET previous = chain.previous
            FROM (SELECT number, LAG(number, 1, 0) OVER (PARTITION BY conversation ORDER BY number) AS previous FROM messages) AS chain
            WHERE chain.number = messages.number;
        -- Verifies what the first schema's check says before it makes the new one, or damage would be made whole.
        UPDATE messages SET crc = message_check(number, id, sender, conversation, at, previous, state, text, crc);

        -- Edits and messages taken back, so that their numbers are never given again and followers of the store learn of them.
        CREATE TABLE changes (number INTEGER PRIMARY KEY, message INTEGER NOT NULL, at INTEGER NOT NULL);

        CREATE TABLE read_marks (
            account INTEGER NOT NULL,
            conversation INTEGER NOT NULL,
            number INTEGER NOT NULL,
            crc INTEGER NOT NULL,
            PRIMARY KEY (account, conversation)
        ) WITHOUT ROWID;
        CREATE TABLE blocks (account INTEGER NOT NULL, blocked INTEGER NOT NULL, crc INTEGER NOT NULL, PRIMARY KEY (account, blocked)) WITHOUT ROWID;

        -- settings: bit 0, others are not told what the account has read. For people, so without a check: last_seen, address.
        ALTER TABLE accounts ADD COLUMN last_seen INTEGER NOT NULL DEFAULT 0;
        ALTER TABLE accounts ADD COLUMN settings INTEGER NOT NULL DEFAULT 0;
        ALTER TABLE accounts ADD COLUMN settings_crc INTEGER NOT NULL DEFAULT 0;
        ALTER TABLE sessions ADD COLUMN address TEXT NOT NULL DEFAULT '';
        """,
    ];
}
