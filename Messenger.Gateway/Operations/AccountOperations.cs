using System.Buffers.Text;
using System.Globalization;
using System.Text;
using Messenger.Gateway.Contract;
using Messenger.Server.Connections;
using Messenger.Server.Service;
using Messenger.Wire;
using Messenger.Wire.Messages;
using Credentials = Messenger.Gateway.Contract.Credentials;

namespace Messenger.Gateway.Operations;

/// <summary>Accounts, logins, the directory.</summary>
internal static class AccountOperations
{
    public static Task<Outcome<AboutServer>> About(Call call, Nothing request) =>
        Done(new AboutServer(ConnectionContext.Agent, call.Context.Engine.StoreId, KeepSeconds(call)));

    public static Task<Outcome<LoggedIn>> RegisterAsync(Call call, Credentials request) => EnterAsync(call, Opcode.Register, request);

    public static Task<Outcome<LoggedIn>> LoginAsync(Call call, Credentials request) => EnterAsync(call, Opcode.Login, request);

    public static Task<Outcome<WhoAmI>> WhoAmI(Call call, Nothing request) => Done(new WhoAmI(
        call.Account.Name, call.Session.Id.ToString(PeopleOperations.SessionIdFormat, CultureInfo.InvariantCulture), call.Account.ShowsReads));

    public static async Task<Outcome<Nothing>> LogoutAsync(Call call, Nothing request) =>
        // No terminal of this login is the caller's own: events that are open end.
        Done(await call.Verbs.Accounts.LogoutAsync(call.Session, new AbsentTerminal("")));

    public static async Task<Outcome<Nothing>> ChangePasswordAsync(Call call, PasswordChange request) =>
        Done(await call.Verbs.Accounts.ChangePasswordAsync(call.Session, call.Address, Utf8(request.Password), Utf8(request.New)));

    public static Task<Outcome<DeletionPreview>> PreviewDeletion(Call call, Nothing request) =>
        Done(new DeletionPreview(call.Account.Summarize().ToContract(), GroupService.Owned(call.Account)));

    public static async Task<Outcome<Nothing>> DeleteAsync(Call call, Deletion request)
    {
        string name = call.Account.Name;
        Refused? refused = await call.Verbs.Accounts.DeleteAsync(
            call.Session, new AbsentTerminal(""), call.Address, Utf8(request.Confirm), Utf8(request.Password));
        if (refused is null)
            call.Context.Log.AccountDeleted(name);
        return Done(refused);
    }

    public static async Task<Outcome<AccountPage>> ListAsync(Call call, ListAccounts request)
    {
        if (Numbers.Refuse(request.Limit, "limit") is { } bad)
            return bad;
        Outcome<DirectoryPage> page = await call.Verbs.Directory.ListAsync(Utf8(request.Pattern), Utf8(request.After), request.Limit);
        return page.Refused is { } refused ? refused : new AccountPage(
            [.. page.Value!.Accounts.Select(account => new Contract.ListedAccount(account.Name, account.Online))], Mapping.Cursor(page.Value.Next));
    }

    /// <summary>Nothing more to say than that it is done, or why not.</summary>
    public static Outcome<Nothing> Done(Refused? refused) => refused is null ? Nothing.Instance : refused;

    public static Task<Outcome<T>> Done<T>(T answer) => Task.FromResult<Outcome<T>>(answer);

    public static byte[] Utf8(string text) => Encoding.UTF8.GetBytes(text);

    private static async Task<Outcome<LoggedIn>> EnterAsync(Call call, Opcode how, Credentials request)
    {
        AccountService accounts = call.Verbs.Accounts;
        AbsentTerminal terminal = new(call.Address.ToString());
        Caller caller = new(call.Address, terminal, Window: 1);
        byte[] name = Utf8(request.Name);
        byte[] password = Utf8(request.Password);
        Outcome<Login> outcome = how is Opcode.Register
            ? await accounts.RegisterAsync(caller, name, password)
            : await accounts.LoginAsync(caller, name, password);
        if (outcome.Refused is { } refused)
        {
            call.Context.Log.LoginRefused(call.Connection, call.Address, Catalog.NameOf(how), refused.Code);
            return refused;
        }
        Login login = outcome.Value!;
        call.Context.Engine.Detach(login.Session, terminal);
        call.Context.Log.LoggedIn(call.Connection, login.Session.Account.Name, Catalog.NameOf(how));
        return new LoggedIn(
            login.Session.Account.Name, Base64Url.EncodeToString(login.Token), login.Held.ToContract(), login.Session.Account.ShowsReads, KeepSeconds(call));
    }

    /// <summary>Null: for ever.</summary>
    private static uint? KeepSeconds(Call call) => call.Context.KeepSeconds is var keep and not 0 ? keep : null;
}
