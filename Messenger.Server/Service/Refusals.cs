using Messenger.Server.Security;
using Messenger.Wire;

namespace Messenger.Server.Service;

/// <summary>The sentences people read when something is refused. Each says what to do.</summary>
internal static class Refusals
{
    public static Refused NameInvalid { get; } = new(ErrorCode.NameInvalid,
        $"a name has 1 to {Limits.NameLength} of A-Z a-z 0-9 . _ - and starts with a letter");

    public static Refused PasswordInvalid { get; } = new(ErrorCode.PasswordInvalid,
        $"a password has {Limits.PasswordBytesMin} to {Limits.PasswordBytesMax} bytes of UTF-8; choose another");

    public static Refused BadCredentials { get; } = new(ErrorCode.BadCredentials, "unknown name or wrong password");

    public static Refused TokenUnknown { get; } = new(ErrorCode.BadCredentials, "this login is no longer known; log in with name and password");

    public static Refused RegistrationClosed { get; } = new(ErrorCode.RegistrationClosed,
        "this server takes no registrations; ask whoever runs it for an account");

    public static Refused NotLoggedIn { get; } = new(ErrorCode.NotLoggedIn, "log in or register first");

    public static Refused AlreadyLoggedIn { get; } = new(ErrorCode.AlreadyLoggedIn, "this connection is logged in already; log out first");

    public static Refused SelfSend { get; } = new(ErrorCode.SelfSend, "you cannot send a message to yourself");

    public static Refused TextTooLarge { get; } = new(ErrorCode.TooLarge,
        $"a message may have {Limits.TextBytes} bytes (16 KiB); send it in parts");

    public static Refused TextInvalid { get; } = new(ErrorCode.TextInvalid, "a message is at least 1 byte of valid UTF-8 without U+0000");

    public static Refused BadPattern { get; } = new(ErrorCode.BadPattern,
        $"a pattern has at most {Limits.PatternBytes} bytes of UTF-8, and each [ needs its ]");

    public static Refused ConfirmationNeeded { get; } = new(ErrorCode.ConfirmationNeeded, "to delete the account, type its own name");

    public static Refused IdReused { get; } = new(ErrorCode.IdReused, "this message id was used for another message; make a new one");

    public static Refused StoreFailed { get; } = new(ErrorCode.StoreFailed,
        "the server cannot store this now; nothing was changed, try again later", TimeSpan.FromSeconds(5));

    public static Refused GroupNameInvalid { get; } = new(ErrorCode.NameInvalid,
        $"a group's name has 1 to {Limits.NameLength} of A-Z a-z 0-9 . _ - behind its #, and starts with a letter");

    public static Refused NoSuchMessage { get; } = new(ErrorCode.NoSuchMessage, "there is no such message, or it cannot be changed any more");

    public static Refused SelfBlock { get; } = new(ErrorCode.SelfSend, "you cannot block yourself");

    public static Refused TooManyBlocks { get; } = new(ErrorCode.TooLarge, $"{Engine.Commands.Block.Most} are blocked already; unblock some first");

    public static Refused TooManyGroups { get; } = new(ErrorCode.TooLarge,
        $"{Limits.GroupsMade} groups that you made still exist; end some of them first");

    public static Refused NoSearch { get; } = new(ErrorCode.Forbidden, "search is switched off on this server; ask whoever runs it");

    public static Refused BadQuery(string reason) => new(ErrorCode.BadPattern, reason);

    public static Refused OwnSession { get; } = new(ErrorCode.BadCommand, "that is this session; log out to end it");

    public static Refused NoSuchSession { get; } = new(ErrorCode.BadCommand, "there is no such session");

    public static Refused TooManyArchiveReads { get; } = new(ErrorCode.RateLimited,
        "the server is busy with other searches; try again shortly", TimeSpan.FromSeconds(1));

    public static Refused ArchiveFailed { get; } = new(ErrorCode.StoreFailed,
        "the server cannot read its history now; try again later", TimeSpan.FromSeconds(5));

    public static Refused NotAMember(string group) => new(ErrorCode.NotAMember, $"you are not in {group}; its owner can add you");

    public static Refused NotOwner(string group) => new(ErrorCode.NotOwner, $"only the owner of {group} may do that");

    public static Refused NotAccepted(string name) => new(ErrorCode.NotAccepted, $"{name} does not take messages from you");

    /// <summary>Why a group was not made or changed.</summary>
    /// <param name="reason">The engine's.</param>
    /// <param name="group">Its name, with <c>#</c>.</param>
    /// <param name="culprit">The one the reason is about, if any.</param>
    /// <param name="wait">With <c>rate-limited</c>.</param>
    public static Refused OfGroup(ErrorCode reason, string group, Engine.Target? culprit, TimeSpan wait = default) => reason switch
    {
        ErrorCode.RateLimited => new Refused(reason, $"too many messages and changes of groups at once; wait {Seconds(wait)}", wait),
        ErrorCode.NoSuchGroup => NoSuchGroup(group),
        ErrorCode.NotOwner => NotOwner(group),
        ErrorCode.NameTaken => new Refused(reason, $"there is a group {group} already; choose another name"),
        ErrorCode.NotAMember when culprit is not null => new Refused(reason, $"{culprit.Name} is not in {group}"),
        ErrorCode.NotAMember => NotAMember(group),
        ErrorCode.NoSuchAccount => NoSuchAccount(culprit?.Name ?? "", null),
        ErrorCode.NotAccepted => new Refused(reason, $"{culprit?.Name} cannot be added by you"),
        ErrorCode.TooLarge => new Refused(reason, $"a group has at most {Limits.GroupMembers} members"),
        ErrorCode.NotLoggedIn => NotLoggedIn,
        _ => Failed(reason),
    };

    /// <summary>Why a message or a read position was not changed; null when it was.</summary>
    /// <param name="result">The engine's.</param>
    /// <param name="target">Whom or what it is about.</param>
    /// <param name="wait">With <c>rate-limited</c>.</param>
    public static Refused? Of(ErrorCode result, string target, TimeSpan wait = default) => result switch
    {
        ErrorCode.None => null,
        ErrorCode.NoSuchMessage => NoSuchMessage,
        ErrorCode.NotAMember => NotAMember(target),
        ErrorCode.NoSuchGroup => NoSuchGroup(target),
        ErrorCode.NoSuchAccount => NoSuchAccount(target, null),
        ErrorCode.NotAccepted => NotAccepted(target),
        ErrorCode.RateLimited => RateLimited(wait),
        ErrorCode.MailboxFull => MailboxFull(target),
        ErrorCode.IdReused => IdReused,
        ErrorCode.NotLoggedIn => NotLoggedIn,
        _ => Failed(result),
    };

    public static Refused Internal { get; } = new(ErrorCode.Internal,
        "a fault of the server, which is in its log; whether this was done is not known, try again later", TimeSpan.FromSeconds(5));

    /// <summary>What the engine could not do and no user is to blame for.</summary>
    public static Refused Failed(ErrorCode result) => result is ErrorCode.Internal ? Internal : StoreFailed;

    public static Refused NoSuchGroup(string name) => new(ErrorCode.NoSuchGroup, $"there is no group {name}");

    public static Refused NameTaken(string name) => new(ErrorCode.NameTaken, $"the name {name} is taken; choose another");

    /// <summary>A registration whose second half failed: the account is there, the login is not.</summary>
    public static Refused MadeOnly(string name, Refused login) =>
        login with { Message = $"the account {name} is made, but it cannot be logged in to now; log in later" };

    public static Refused NoSuchAccount(string name, string? nearest) => new(ErrorCode.NoSuchAccount,
        nearest is null ? $"there is no account {name}" : $"there is no account {name}; did you mean {nearest}?");

    public static Refused MailboxFull(string name) => new(ErrorCode.MailboxFull,
        $"the mailbox of {name} is full; try again when {name} has read some", TimeSpan.FromMinutes(1));

    public static Refused RateLimited(TimeSpan wait) => new(ErrorCode.RateLimited, $"too many messages at once; wait {Seconds(wait)}", wait);

    public static Refused TooManyReads { get; } = new(ErrorCode.RateLimited,
        "too many reads wait; confirm what was shown, then ask for more", TimeSpan.FromSeconds(1));

    public static Refused Throttled(TimeSpan wait) => new(ErrorCode.Throttled, $"too many tries; wait {Seconds(wait)}", wait);

    public static Refused Registrations(TimeSpan wait) => new(ErrorCode.Throttled,
        $"too many registrations from your address; wait {Seconds(wait)}", wait);

    public static Refused HashLineFull { get; } = new(ErrorCode.Throttled,
        "the server is busy with other logins; try again shortly", PasswordHasher.FullLineWait);

    private static string Seconds(TimeSpan wait) => $"{Math.Max(1, (int)Math.Ceiling(wait.TotalSeconds))} s";
}
