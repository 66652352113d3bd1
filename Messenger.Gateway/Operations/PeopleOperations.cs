using System.Globalization;
using Messenger.Gateway.Contract;
using Messenger.Server.Engine;
using Messenger.Server.Service;
using Messenger.Wire;
using static Messenger.Gateway.Operations.AccountOperations;

namespace Messenger.Gateway.Operations;

/// <summary>Other people, where one is logged in, and what one shows of oneself.</summary>
internal static class PeopleOperations
{
    public const string SessionIdFormat = "x16";
    private const int SessionIdLength = 16;

    public static async Task<Outcome<Nothing>> BlockAsync(Call call, PersonName request) =>
        Done(await call.Verbs.People.BlockAsync(call.Session, request.Name, on: true));

    public static async Task<Outcome<Nothing>> UnblockAsync(Call call, PersonName request) =>
        Done(await call.Verbs.People.BlockAsync(call.Session, request.Name, on: false));

    public static Task<Outcome<Blocks>> ListBlocks(Call call, Nothing request)
    {
        IReadOnlyList<Account> blocked = PeopleService.Blocks(call.Account);
        string[] deleted = [.. blocked.Where(account => account.Deleted).Select(account => account.Name)];
        return Done(new Blocks([.. blocked.Select(account => account.Name)], deleted.Length > 0 ? deleted : null));
    }

    public static Task<Outcome<SessionList>> ListSessions(Call call, Nothing request) => Done(new SessionList(
        [.. call.Verbs.People.Sessions(call.Session).Select(listed => new Contract.ListedSession(
            listed.Session.Id.ToString(SessionIdFormat, CultureInfo.InvariantCulture), listed.Address, listed.LastActive, listed.This, listed.Attached))]));

    public static async Task<Outcome<Nothing>> EndSessionAsync(Call call, SessionId request)
    {
        if (request.Id.Length != SessionIdLength || !ulong.TryParse(request.Id, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out ulong id))
            return new Refused(ErrorCode.BadCommand, "a session's id is what sessions gave: 16 hex digits");
        return Done(await call.Verbs.People.EndSessionAsync(call.Session, id));
    }

    public static Task<Outcome<Settings>> ShowSettings(Call call, Nothing request) => Done(new Settings(call.Account.ShowsReads));

    public static async Task<Outcome<Settings>> ChangeSettingsAsync(Call call, SettingsChange request)
    {
        if (request.ReadMarks is { } on && await call.Verbs.People.ShowReadsAsync(call.Session, on) is { } refused)
            return refused;
        return new Settings(call.Account.ShowsReads);
    }
}
