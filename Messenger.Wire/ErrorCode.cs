using System.Collections.Frozen;

namespace Messenger.Wire;

/// <summary>
/// Why a request was refused, or a connection closed (PROTOCOL.md §7). A number on the wire, a word everywhere else
/// (<see cref="ErrorCodes.Word"/>). Numbers never change.
/// </summary>
public enum ErrorCode : ushort
{
    None = 0,
    NameTaken = 1,
    NameInvalid = 2,
    BadCredentials = 3,
    Throttled = 4,
    RegistrationClosed = 5,
    NotLoggedIn = 6,
    AlreadyLoggedIn = 7,
    NoSuchAccount = 8,
    SelfSend = 9,
    TooLarge = 10,
    NotAccepted = 11,
    RateLimited = 12,
    MailboxFull = 13,
    NoSuchGroup = 14,
    NotAMember = 15,
    NotOwner = 16,
    NoSuchMessage = 17,
    BadPattern = 18,
    BadCommand = 19,
    ConfirmationNeeded = 20,
    VersionUnsupported = 21,
    Malformed = 22,
    FrameTooLarge = 23,
    UnknownOpcode = 24,
    PasswordInvalid = 25,
    TextInvalid = 26,
    IdReused = 27,
    NotConnected = 28,
    TlsRequired = 29,
    FingerprintUnknown = 30,
    TooManyConnections = 31,
    StoreFailed = 32,
    ShuttingDown = 33,
    Forbidden = 34,
    Internal = 35,

    // Only ever the reason of a GOODBYE.
    ResumedElsewhere = 101,
    PasswordChanged = 102,
    AccountDeleted = 103,
    SessionEnded = 104,
    SlowConsumer = 105,
    DeadlineMissed = 106,
}

/// <summary>The words of the error codes, as people, logs and the JSON client see them (PROTOCOL.md §7).</summary>
public static class ErrorCodes
{
    private static readonly FrozenDictionary<ErrorCode, string> Words =
        Enum.GetValues<ErrorCode>().ToFrozenDictionary(code => code, code => KebabCase(code.ToString()));

    private static readonly FrozenDictionary<string, ErrorCode> Codes =
        Words.ToFrozenDictionary(pair => pair.Value, pair => pair.Key);

    /// <summary>The stable word, such as <c>name-taken</c>; <c>error-N</c> for a number this version does not know.</summary>
    public static string Word(this ErrorCode code) => Words.TryGetValue(code, out string? word) ? word : $"error-{(ushort)code}";

    public static bool TryParse(string word, out ErrorCode code) => Codes.TryGetValue(word, out code);

    private static string KebabCase(string name) =>
        string.Concat(name.Select((c, i) => char.IsUpper(c) ? (i == 0 ? "" : "-") + char.ToLowerInvariant(c) : c.ToString()));
}
