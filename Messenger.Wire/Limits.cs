namespace Messenger.Wire;

/// <summary>Every limit that both ends must agree on (PROTOCOL.md §10). Units are in the names or beside them.</summary>
public static class Limits
{
    /// <summary>Largest value of a frame's length field before login, in bytes.</summary>
    public const int FrameBeforeLogin = 4 * 1024;

    /// <summary>Largest value of a frame's length field after login, and of every frame that a server sends, in bytes.</summary>
    public const int FrameAfterLogin = 64 * 1024;

    /// <summary>Largest message text, in bytes of UTF-8.</summary>
    public const int TextBytes = 16 * 1024;

    /// <summary>Longest account name, in characters (all ASCII).</summary>
    public const int NameLength = 32;

    /// <summary>Longest name of a conversation: an account's, or a group's with <c>#</c> before it.</summary>
    public const int TargetLength = NameLength + 1;

    /// <summary>Shortest and longest password, in bytes of UTF-8 after NFC.</summary>
    public const int PasswordBytesMin = 8;
    public const int PasswordBytesMax = 256;

    /// <summary>Longest list pattern, in bytes.</summary>
    public const int PatternBytes = 64;

    /// <summary>Longest name of a client or server program in HELLO, in bytes.</summary>
    public const int AgentBytes = 64;

    /// <summary>Length of a resume token, in bytes (256 random bits).</summary>
    public const int TokenBytes = 32;

    /// <summary>Items in one page of LIST, GROUPS or CONVERSATIONS: when the client names no number, and at most.</summary>
    public const int PageDefault = 50;
    public const int PageMax = 500;

    /// <summary>Messages in one page of HISTORY or FIND: when the client names no number, and at most. The frame's limit holds as well.</summary>
    public const int HistoryDefault = 50;
    public const int HistoryMax = 200;

    /// <summary>Longest query of FIND, in bytes.</summary>
    public const int QueryBytes = 256;

    /// <summary>Most members of a group, so that they can be named in one frame; most names in one request.</summary>
    public const int GroupMembers = 1800;

    /// <summary>Groups that one account made and that have not ended, whoever owns them now.</summary>
    public const int GroupsMade = 1000;

    /// <summary>Largest group whose messages bring a receipt for each member's terminal that confirmed them.</summary>
    public const int ReceiptMembers = 100;

    /// <summary>Most accounts that one account blocks.</summary>
    public const int BlocksMax = 1000;

    /// <summary>Most sessions of one account.</summary>
    public const int SessionsMax = 32;

    /// <summary>Longest address of a session, in bytes.</summary>
    public const int AddressBytes = 64;

    /// <summary>Most message numbers in one CONFIRM.</summary>
    public const int ConfirmMax = 4096;

    /// <summary>Most senders named in one undelivered summary; the total counts all of them.</summary>
    public const int SendersNamed = 1000;

    /// <summary>Most sends of one connection that a server takes up before it has answered them; it reads on when some are answered.</summary>
    public const int SendsInFlight = 1024;

    /// <summary>From connecting to a whole HELLO, in seconds.</summary>
    public const int HelloSeconds = 5;

    /// <summary>From a frame's first byte to its last, in seconds.</summary>
    public const int FrameSeconds = 10;

    /// <summary>For one write of at most 64 KiB to be taken by the peer, in seconds.</summary>
    public const int WriteSeconds = 10;

    /// <summary>After this long without a byte from the peer an end sends PING, in seconds.</summary>
    public const int PingAfterSeconds = 15;

    /// <summary>After this long without a byte from the peer an end gives the connection up, in seconds.</summary>
    public const int SilenceSeconds = 30;

    /// <summary>A terminal that was cut off may resume within this time, in seconds …</summary>
    public const int ResumeSeconds = 600;

    /// <summary>… and while no more than this many messages wait for it.</summary>
    public const int ResumeMessages = 10_000;
}
