using System.Security.Cryptography;
using System.Threading.Channels;
using Messenger.Wire;
using Messenger.Wire.Messages;

namespace Messenger.Client.Session;

/// <summary>
/// A client's end of the conversation with a server, for programs: requests as methods, everything else through <see cref="Events"/>.
/// It reconnects and resumes by itself, sends unanswered messages again under their ids, shows no message twice, and confirms what was shown.
/// Every method may be called from any thread; requests may be under way at the same time. A refused request throws
/// <see cref="RefusedException"/>. Cancelling a call gives up waiting, not the request.
/// </summary>
public sealed class MessengerSession : IAsyncDisposable
{
    private const string NameRule = "a name has 1 to 32 of A-Z a-z 0-9 . _ - and starts with a letter";

    /// <summary>For requests that cost the server a password hash, behind others.</summary>
    private static readonly TimeSpan PasswordLimit = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan RequestLimit = TimeSpan.FromSeconds(30);

    /// <summary>A read lasts as long as showing takes, since the window paces it.</summary>
    private static readonly TimeSpan NoLimit = Timeout.InfiniteTimeSpan;
    private static readonly TimeSpan FlushLimit = TimeSpan.FromSeconds(10);

    private readonly SessionOptions _options;
    private readonly SessionCore _core;
    private readonly Requests _requests;
    private readonly Supervisor _supervisor;
    private readonly SemaphoreSlim _sendTurn = new(1);

    /// <exception cref="ArgumentException"><see cref="SessionOptions.OutboxDirectory"/> cannot be a path.</exception>
    public MessengerSession(SessionOptions options)
    {
        // Found out here, not at the first login.
        if (options.OutboxDirectory is { } directory)
            Path.GetFullPath(directory);
        _options = options;
        _core = new SessionCore(options);
        _supervisor = new Supervisor(options, _core);
        _requests = new Requests(_core, options.Time);
        Unsent = new UnsentMessages(_core.Gate, _core.Sends);
        Groups = new GroupRequests(_requests);
        History = new HistoryRequests(_requests);
        People = new PeopleRequests(_requests);
    }

    /// <summary>Groups: making, changing and listing them.</summary>
    public GroupRequests Groups { get; }

    /// <summary>Conversations, history, search, read marks; editing and taking back.</summary>
    public HistoryRequests History { get; }

    /// <summary>Blocking, other logins of the account, its settings.</summary>
    public PeopleRequests People { get; }

    /// <summary>What was sent and has no answer yet: to show, to try again, to give up.</summary>
    public UnsentMessages Unsent { get; }

    /// <summary>Whom it talks to, as <c>host:port</c>.</summary>
    public string Server => HostPort.Format(_options.Host, _options.Port);

    /// <summary>Which store the server has, once connected: numbers of messages mean nothing at another (PROTOCOL.md §5.1).</summary>
    public Guid Store
    {
        get
        {
            lock (_core.Gate)
                return _core.ServerId;
        }
    }

    /// <summary>Everything that happens, in order. Completes when the session is disposed. Read it, or the server stops pushing.</summary>
    public ChannelReader<SessionEvent> Events => _core.Events;

    /// <summary>How many events have gone into <see cref="Events"/> so far: who has handled so many has caught up.</summary>
    public long EventsPosted
    {
        get
        {
            lock (_core.Gate)
                return _core.EventsPosted;
        }
    }

    /// <summary>The account that is logged in, as registered; stays while the connection is being restored.</summary>
    public string? Account
    {
        get
        {
            lock (_core.Gate)
                return _core.Account;
        }
    }

    public bool IsConnected
    {
        get
        {
            lock (_core.Gate)
                return _core.Link is not null;
        }
    }

    /// <summary>Fewer than 10,000 sends and 16 MiB of them are unanswered: the next is taken at once.</summary>
    public bool OutboxHasRoom
    {
        get
        {
            lock (_core.Gate)
                return _core.Sends.Outbox.HasRoom;
        }
    }

    /// <summary>The ids of the sends without an answer, oldest first.</summary>
    public IReadOnlyList<Guid> UnansweredSends
    {
        get
        {
            lock (_core.Gate)
                return _core.Sends.Outbox.Ids;
        }
    }

    /// <summary>Makes the first connection; later ones come by themselves.</summary>
    /// <exception cref="ConnectFailedException">No connection came about; <see cref="FingerprintException"/> when its key is not to be trusted.</exception>
    public Task ConnectAsync(CancellationToken cancellation = default) => _supervisor.ConnectAsync(cancellation);

    /// <summary>While the connection is being restored: tries now instead of after the wait, though not before the time that the server named.</summary>
    public void ReconnectNow() => _supervisor.Hurry();

    /// <summary>While the connection is being restored: how long until the next try; null when none is waited for.</summary>
    public TimeSpan? RetryIn => _supervisor.RetryIn;

    /// <summary>Makes an account and logs in (PROTOCOL.md §5.3).</summary>
    public Task<LoginResult> RegisterAsync(string name, string password, CancellationToken cancellation = default) =>
        OpenAsync(Opcode.Register, name, password, ErrorCode.NameInvalid, ErrorCode.PasswordInvalid, cancellation);

    /// <summary>Logs in (PROTOCOL.md §5.4).</summary>
    public Task<LoginResult> LoginAsync(string name, string password, CancellationToken cancellation = default) =>
        OpenAsync(Opcode.Login, name, password, ErrorCode.BadCredentials, ErrorCode.BadCredentials, cancellation);

    /// <summary>Sends the confirmations of what was shown, then ends the session on the server (PROTOCOL.md §5.6). The connection stays.</summary>
    public async Task LogoutAsync(CancellationToken cancellation = default)
    {
        await FlushConfirmationsAsync(cancellation).ConfigureAwait(false);
        await _requests.AskAsync<Empty, Empty>(Opcode.Logout, default, RequestLimit, cancellation, _ => EndLogin(isDeleted: false)).ConfigureAwait(false);
    }

    /// <summary>Changes the password; all other sessions of the account are closed (PROTOCOL.md §5.7).</summary>
    public async Task ChangePasswordAsync(string password, string newPassword, CancellationToken cancellation = default)
    {
        byte[] oldBytes = Utf8Strict.Password(password);
        byte[] newBytes = Utf8Strict.Password(newPassword, ErrorCode.PasswordInvalid);
        Task<Empty> answer = _requests.AskAsync<ChangePasswordRequest, Empty>(
            Opcode.ChangePassword, new ChangePasswordRequest(oldBytes, newBytes), PasswordLimit, cancellation);
        CryptographicOperations.ZeroMemory(oldBytes);
        CryptographicOperations.ZeroMemory(newBytes);
        await answer.ConfigureAwait(false);
    }

    /// <summary>What deleting the account would lose (PROTOCOL.md §5.8).</summary>
    public Task<DeletePreviewAnswer> DeletePreviewAsync(CancellationToken cancellation = default) =>
        _requests.AskAsync<Empty, DeletePreviewAnswer>(Opcode.DeletePreview, default, cancellation);

    /// <summary>Deletes the account that is logged in (PROTOCOL.md §5.9). The connection stays, not logged in.</summary>
    /// <param name="name">The account's name, typed again.</param>
    /// <param name="password">Its password.</param>
    /// <param name="cancellation">Gives up waiting.</param>
    public async Task DeleteAccountAsync(string name, string password, CancellationToken cancellation = default)
    {
        byte[] nameBytes = Utf8Strict.Bytes(name, Limits.NameLength, ErrorCode.ConfirmationNeeded, "that is not the name of this account");
        byte[] passwordBytes = Utf8Strict.Password(password);
        Task<Empty> answer = _requests.AskAsync<Credentials, Empty>(
            Opcode.DeleteAccount, new Credentials(nameBytes, passwordBytes), PasswordLimit, cancellation, _ => EndLogin(isDeleted: true));
        CryptographicOperations.ZeroMemory(passwordBytes);
        await answer.ConfigureAwait(false);
    }

    /// <summary>A page of the directory (PROTOCOL.md §5.10).</summary>
    /// <param name="pattern">Wildcards; empty for all.</param>
    /// <param name="after">The page before ended with this cursor; empty for the first.</param>
    /// <param name="limit">Most accounts wanted; 0 for the server's default.</param>
    /// <param name="cancellation">Gives up waiting.</param>
    public Task<ListAnswer> ListAsync(string pattern = "", string after = "", int limit = 0, CancellationToken cancellation = default)
    {
        ListRequest request = new(FieldBytes.Pattern(pattern), FieldBytes.Cursor(after, Limits.NameLength), FieldBytes.Count(limit));
        return _requests.AskAsync<ListRequest, ListAnswer>(Opcode.List, request, cancellation);
    }

    /// <summary>
    /// Sends a message (PROTOCOL.md §5.11). Messages to one target arrive in the order of the calls. While the connection is away it waits in
    /// the outbox; when that is full (10,000 sends or 16 MiB), this waits for room first, in turn.
    /// </summary>
    /// <param name="to">An account's name.</param>
    /// <param name="text">1 byte to 16 KiB of UTF-8.</param>
    /// <param name="id">Unique among the account's messages; made here (UUIDv7) when null.</param>
    /// <param name="cancellation">Gives up waiting; the message may be sent all the same.</param>
    public async Task<SendResult> SendAsync(string to, string text, Guid? id = null, CancellationToken cancellation = default)
    {
        QueuedSend queued = await QueueAsync(to, text, id, cancellation).ConfigureAwait(false);
        return await queued.Answer.WaitAsync(cancellation).ConfigureAwait(false);
    }

    /// <summary>
    /// As <see cref="SendAsync"/>, but done once the message is in the outbox: with <see cref="SessionOptions.OutboxDirectory"/> on disk, so that it is
    /// sent whatever happens to this process. A disk that cannot take it is refused as <see cref="ErrorCode.StoreFailed"/>, and nothing is sent.
    /// </summary>
    public async Task<QueuedSend> QueueAsync(string to, string text, Guid? id = null, CancellationToken cancellation = default)
    {
        OutboxEntry entry = new(
            id ?? Guid.CreateVersion7(),
            FieldBytes.Target(to),
            FieldBytes.Text(text),
            _options.Time.GetUtcNow());
        await _sendTurn.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            await OutboxRoomAsync(cancellation).ConfigureAwait(false);
            _core.Enqueue(entry);
        }
        finally
        {
            _sendTurn.Release();
        }
        await entry.Kept.WaitAsync(cancellation).ConfigureAwait(false);
        return new QueuedSend(entry.Id, entry.Result);
    }

    /// <summary>Done when <see cref="OutboxHasRoom"/>.</summary>
    public async Task OutboxRoomAsync(CancellationToken cancellation = default)
    {
        while (true)
        {
            Task room;
            lock (_core.Gate)
                room = _core.Sends.Outbox.Room();
            if (room.IsCompleted)
                return;
            await room.WaitAsync(cancellation).ConfigureAwait(false);
        }
    }

    /// <summary>How many messages wait, and from whom (PROTOCOL.md §5.13), after what was shown has been confirmed.</summary>
    public async Task<Undelivered> UnreadAsync(CancellationToken cancellation = default)
    {
        await FlushConfirmationsAsync(cancellation).ConfigureAwait(false);
        return await _requests.AskAsync<Empty, Undelivered>(Opcode.Unread, default, cancellation).ConfigureAwait(false);
    }

    /// <summary>Asks for held messages (PROTOCOL.md §5.14); they come through <see cref="Events"/>, paced by the window, before this returns.</summary>
    /// <param name="from">Only what this sender sent; empty for anyone.</param>
    /// <param name="count">At most so many, oldest first; 0 for all.</param>
    /// <param name="cancellation">Gives up waiting.</param>
    public async Task<ReadResult> ReadAsync(string from = "", uint count = 0, CancellationToken cancellation = default)
    {
        byte[] fromBytes = FieldBytes.Target(from);
        long eventsBefore = 0;
        ReadAnswer answer = await ReadAsync(fromBytes).ConfigureAwait(false);
        return new ReadResult(answer.Count, answer.Left, Volatile.Read(ref eventsBefore));

        Task<ReadAnswer> ReadAsync(byte[] sender) => _requests.AskAsync<ReadRequest, ReadAnswer>(
            Opcode.Read, new ReadRequest(sender, count), NoLimit, cancellation, _ =>
            {
                lock (_core.Gate)
                    Volatile.Write(ref eventsBefore, _core.EventsPosted);
            });
    }

    /// <summary>Says that a message was shown; its confirmation leaves with the next batch. Never waits; unknown numbers have no effect.</summary>
    /// <param name="number">Of <see cref="MessageReceived"/>.</param>
    public void MarkShown(ulong number)
    {
        lock (_core.Gate)
            _core.Confirmations.MarkShownLocked(number);
    }

    /// <summary>As <see cref="MarkShown"/>, and done when the server has taken note, however many connections that takes.</summary>
    public Task ConfirmAsync(IEnumerable<ulong> numbers, CancellationToken cancellation = default)
    {
        Task answered;
        lock (_core.Gate)
        {
            foreach (ulong number in numbers)
                _core.Confirmations.MarkShownLocked(number);
            answered = _core.Confirmations.WhenAnsweredLocked();
        }
        return answered.WaitAsync(cancellation);
    }

    /// <summary>Done when the server has taken note of all that was shown, or when it cannot now: not logged in, not connected, or no answer in 10 s.</summary>
    public async Task FlushConfirmationsAsync(CancellationToken cancellation = default)
    {
        Task answered;
        Link? link;
        lock (_core.Gate)
        {
            link = _core.IsReady ? _core.Link : null;
            answered = _core.Confirmations.WhenAnsweredLocked();
        }
        if (link is null || answered.IsCompleted)
            return;
        try
        {
            await Task.WhenAny(answered, link.Completion).WaitAsync(FlushLimit, _options.Time, cancellation).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            // Unconfirmed messages come again; better that than to hold up a logout for ever.
        }
    }

    /// <summary>Closes the connection and stops reconnecting. Does not log out, and does not wait for answers: unanswered sends are cancelled.</summary>
    public async ValueTask DisposeAsync()
    {
        await _supervisor.DisposeAsync().ConfigureAwait(false);
        Task closed;
        lock (_core.Gate)
        {
            _core.Sends.CancelAllLocked();
            _core.EndLoginLocked("the session was closed");
            closed = _core.Sends.Closed;
        }
        await closed.ConfigureAwait(false);
        _core.CompleteEvents();
    }

    private async Task<LoginResult> OpenAsync(
        Opcode opcode, string name, string password, ErrorCode nameRefusal, ErrorCode passwordRefusal, CancellationToken cancellation)
    {
        byte[] nameBytes = Utf8Strict.Bytes(name, Limits.NameLength, nameRefusal,
            nameRefusal is ErrorCode.NameInvalid ? NameRule : "name or password is wrong");
        byte[] passwordBytes = Utf8Strict.Password(password, passwordRefusal);
        await ConnectAsync(cancellation).ConfigureAwait(false);
        Link? link;
        Task outboxClosed;
        lock (_core.Gate)
            (link, outboxClosed) = (_core.Link, _core.Sends.Closed);
        await outboxClosed.WaitAsync(cancellation).ConfigureAwait(false);
        Task<SessionOpened> answer = _requests.AskAsync<Credentials, SessionOpened>(
            opcode, new Credentials(nameBytes, passwordBytes), PasswordLimit, cancellation,
            opened => _core.Opened(link!, opened, happened: null, isNewAccount: opcode is Opcode.Register));
        CryptographicOperations.ZeroMemory(passwordBytes);
        SessionOpened session = await answer.ConfigureAwait(false);
        return LoginResult.Of(session);
    }

    private void EndLogin(bool isDeleted)
    {
        lock (_core.Gate)
            _core.EndLoginLocked(isDeleted ? "the account was deleted" : "logged out", isDeleted);
    }
}
