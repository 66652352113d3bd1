using System.Net;
using System.Text;
using Messenger.Server.Engine;
using Messenger.Server.Security;
using Messenger.Wire;
using Messenger.Wire.Fields;

namespace Messenger.Server.Service;

/// <summary>
/// The verbs of accounts and logins (product rules §3 and §7), free of frames: every door calls these. Names and passwords come as the
/// bytes the client sent and are checked here. Safe on any thread.
/// </summary>
internal sealed class AccountService(
    MessengerEngine engine, PasswordHasher hasher, LoginThrottle throttle, ServiceOptions options, TimeProvider clock)
{
    private readonly Lock _registrationGate = new();
    private readonly WindowCounter<IPAddress> _registrations = new(options.RegistrationsPerHour ?? int.MaxValue, TimeSpan.FromHours(1));

    /// <summary>Creates an account and logs its first terminal in.</summary>
    public async Task<Outcome<Login>> RegisterAsync(Caller caller, byte[] name, byte[] password)
    {
        if (!options.RegistrationOpen)
            return Refusals.RegistrationClosed;
        if (!Names.IsValid(name))
            return Refusals.NameInvalid;
        if (PasswordText.Normalize(password) is not { } normal)
            return Refusals.PasswordInvalid;
        string text = Encoding.ASCII.GetString(name);
        // Before the hash, which is dear; the engine decides again.
        if (engine.Find(text) is not null)
            return Refusals.NameTaken(text);
        if (CountRegistration(caller.Address) is { } refused)
            return refused;
        if (await hasher.HashAsync(normal) is not { } record)
            return Refusals.HashLineFull;

        (ErrorCode result, Account? account) = await engine.CreateAccountAsync(text, record);
        if (account is null)
            return result is ErrorCode.NameTaken ? Refusals.NameTaken(text) : Refusals.Failed(result);
        Outcome<Login> opened = await OpenAsync(caller, account, record);
        return opened.Refused is { } refusedLogin ? Refusals.MadeOnly(account.Name, refusedLogin) : opened;
    }

    /// <summary>Logs a terminal in. Unknown names and wrong passwords are answered alike, in words and in time.</summary>
    public async Task<Outcome<Login>> LoginAsync(Caller caller, byte[] name, byte[] password)
    {
        Account? account = engine.Find(name);
        PasswordRecord? record = account?.Password;
        if (await CheckAsync(NameKey(name), caller.Address, password, record) is { } refused)
            return refused;
        return await OpenAsync(caller, account!, record!);
    }

    /// <summary>Logs a terminal in by its token, at no cost of a hash.</summary>
    public Outcome<Login> Resume(Caller caller, byte[] token)
    {
        if (engine.Resume(TokenHash.Of(token), caller.Terminal, caller.Window, caller.ReceivedUpTo) is not { } found)
            return Refusals.TokenUnknown;
        return new Login(found.Session, token, found.Resumed, found.Held);
    }

    /// <summary>The login of a token that is shown with a single request; null when it is unknown, revoked or expired.</summary>
    public Session? Find(ReadOnlySpan<byte> token) => engine.Use(TokenHash.Of(token));

    /// <summary>Ends the login and revokes its token; the connection of this terminal stays open.</summary>
    public async Task<Refused?> LogoutAsync(Session session, ITerminal terminal) =>
        ToRefused(await engine.EndSessionAsync(session, ErrorCode.None, terminal));

    /// <summary>Changes the password and ends all other logins of the account.</summary>
    public async Task<Refused?> ChangePasswordAsync(Session session, IPAddress address, byte[] password, byte[] newPassword)
    {
        Account account = session.Account;
        PasswordRecord record = account.Password;
        if (PasswordText.Normalize(newPassword) is not { } normal)
            return Refusals.PasswordInvalid;
        if (await CheckAsync(account.Name, address, password, record) is { } refused)
            return refused;
        if (await hasher.HashAsync(normal) is not { } newRecord)
            return Refusals.HashLineFull;
        return ToRefused(await engine.ChangePasswordAsync(account, record, newRecord, session));
    }

    /// <summary>Deletes the account for good. The caller has been shown what that loses. The connection of this terminal stays open.</summary>
    public async Task<Refused?> DeleteAsync(Session session, ITerminal terminal, IPAddress address, byte[] name, byte[] password)
    {
        Account account = session.Account;
        if (!string.Equals(Encoding.UTF8.GetString(name), account.Name, StringComparison.OrdinalIgnoreCase))
            return Refusals.ConfirmationNeeded;
        if (await CheckAsync(account.Name, address, password, account.Password) is { } refused)
            return refused;
        return ToRefused(await engine.DeleteAccountAsync(account, session, terminal));
    }

    private static Refused? ToRefused(ErrorCode result) => result switch
    {
        ErrorCode.None => null,
        ErrorCode.BadCredentials => Refusals.BadCredentials,
        ErrorCode.NotLoggedIn => Refusals.NotLoggedIn,
        _ => Refusals.Failed(result),
    };

    /// <summary>What the throttle counts a name as; longer ones than can exist are cut so that they cost no memory.</summary>
    private static string NameKey(ReadOnlySpan<byte> name) => Encoding.UTF8.GetString(name[..Math.Min(name.Length, Limits.NameLength + 1)]);

    private async Task<Refused?> CheckAsync(string name, IPAddress address, byte[] password, PasswordRecord? record)
    {
        TimeSpan wait = throttle.Wait(name, address);
        if (wait > TimeSpan.Zero)
            return Refusals.Throttled(wait);
        // What cannot be a password is hashed all the same: it must not be told by time either.
        byte[] normal = PasswordText.Normalize(password) ?? [];
        bool? right = await hasher.VerifyAsync(
            normal, normal.Length == 0 ? null : record,
            mayTry: () => (wait = throttle.Begin(name, address)) == TimeSpan.Zero,
            tried: wasRight =>
            {
                if (wasRight)
                    throttle.Forgive(name, address);
            });
        if (wait > TimeSpan.Zero)
            return Refusals.Throttled(wait);
        return right switch
        {
            true => null,
            false => Refusals.BadCredentials,
            null => Refusals.HashLineFull,
        };
    }

    private Refused? CountRegistration(IPAddress address)
    {
        if (options.RegistrationsPerHour is null || IPAddress.IsLoopback(address))
            return null;
        lock (_registrationGate)
        {
            long now = clock.GetTimestamp();
            TimeSpan wait = _registrations.Wait(address, now, clock);
            if (wait > TimeSpan.Zero)
                return Refusals.Registrations(wait);
            _registrations.Add(address, now, clock);
            return null;
        }
    }

    private async Task<Outcome<Login>> OpenAsync(Caller caller, Account account, PasswordRecord record)
    {
        byte[] token = ResumeToken.Create();
        (ErrorCode result, Session? session, MailboxSummary held) =
            await engine.OpenSessionAsync(account, record, TokenHash.Of(token), caller.Terminal, caller.Window);
        return result switch
        {
            ErrorCode.None => new Login(session!, token, Resumed: false, held),
            ErrorCode.BadCredentials => Refusals.BadCredentials,
            _ => Refusals.Failed(result),
        };
    }
}
