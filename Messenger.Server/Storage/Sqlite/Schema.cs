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
    ];
}
