using Messenger.Wire;
using Messenger.Wire.Messages;

namespace Messenger.Client.Session;

/// <summary>
/// Whom this account hears from, what it lets others know, and where it is logged in (PROTOCOL.md §5.29–§5.34). Any thread may call it; a
/// refusal throws <see cref="RefusedException"/>.
/// </summary>
public sealed class PeopleRequests
{
    private readonly Requests _requests;

    internal PeopleRequests(Requests requests) => _requests = requests;

    /// <summary>Takes nothing from somebody any more, who only learns <see cref="ErrorCode.NotAccepted"/>.</summary>
    public Task BlockAsync(string name, CancellationToken cancellation = default) =>
        _requests.DoAsync(Opcode.Block, new BlockRequest(FieldBytes.Account(name)), cancellation);

    public Task UnblockAsync(string name, CancellationToken cancellation = default) =>
        _requests.DoAsync(Opcode.Unblock, new BlockRequest(FieldBytes.Account(name)), cancellation);

    /// <summary>Who is blocked, sorted by name.</summary>
    public async Task<IReadOnlyList<BlockedAccount>> BlocksAsync(CancellationToken cancellation = default) =>
        (await _requests.AskAsync<Empty, BlocksAnswer>(Opcode.Blocks, default, cancellation).ConfigureAwait(false)).Blocked;

    /// <summary>The logins of this account, the last active first.</summary>
    public async Task<IReadOnlyList<ListedSession>> SessionsAsync(CancellationToken cancellation = default) =>
        (await _requests.AskAsync<Empty, SessionsAnswer>(Opcode.Sessions, default, cancellation).ConfigureAwait(false)).Sessions;

    /// <summary>Ends another login of this account; its terminal is told. One's own ends by <see cref="MessengerSession.LogoutAsync"/>.</summary>
    public Task EndSessionAsync(ulong id, CancellationToken cancellation = default) =>
        _requests.DoAsync(Opcode.SessionEnd, new SessionEndRequest(id), cancellation);

    /// <summary>What the account has switched on, after changing some of it.</summary>
    /// <param name="change">Which to change; none only asks.</param>
    /// <param name="values">What they shall be.</param>
    /// <param name="cancellation">Gives up waiting.</param>
    public async Task<AccountSettings> SettingsAsync(
        AccountSettings change = AccountSettings.None, AccountSettings values = AccountSettings.None, CancellationToken cancellation = default)
    {
        Task<SettingsAnswer> answer = _requests.AskAsync<SettingsRequest, SettingsAnswer>(
            Opcode.Settings, new SettingsRequest(change, values & change), cancellation);
        return (await answer.ConfigureAwait(false)).Values;
    }
}
