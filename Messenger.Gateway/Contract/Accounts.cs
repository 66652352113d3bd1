using System.Text.Json.Serialization;

namespace Messenger.Gateway.Contract;

// Requests and answers about accounts and logins (docs/rest.md). The names of the fields are those of the JSON client.

/// <summary>What server it is.</summary>
/// <param name="Agent">Name and version of its program.</param>
/// <param name="Store">Numbers of messages mean nothing at another one.</param>
/// <param name="KeepSeconds">For how long delivered messages are kept; missing: for ever.</param>
internal sealed record AboutServer(
    string Agent, Guid Store, [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] uint? KeepSeconds = null);

/// <summary>Who registers or logs in.</summary>
internal sealed record Credentials(string Name, string Password);

/// <summary>A login: its token opens everything else.</summary>
/// <param name="Name">As registered.</param>
/// <param name="Token">256 bits, base64url. Goes into <c>Authorization: Bearer</c>.</param>
/// <param name="Undelivered">What waits.</param>
/// <param name="ReadMarks">Whether others are told what this account has read.</param>
/// <param name="KeepSeconds">For how long delivered messages are kept; missing: for ever.</param>
internal sealed record LoggedIn(
    string Name, string Token, Unread Undelivered, bool ReadMarks, [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] uint? KeepSeconds = null);

internal sealed record WhoAmI(string Name, string Session, bool ReadMarks);

internal sealed record PasswordChange(string Password, string New);

internal sealed record ListAccounts(string Pattern = "", string After = "", int Limit = 0);

internal sealed record AccountPage(IReadOnlyList<ListedAccount> Accounts, string? Next);

internal sealed record ListedAccount(string Name, bool Online);

/// <summary>What a deletion would lose.</summary>
internal sealed record DeletionPreview(Unread Undelivered, IReadOnlyList<string> GroupsOwned);

internal sealed record Deletion(string Confirm, string Password);

/// <summary>Nothing to ask, or nothing to answer.</summary>
internal sealed record Nothing
{
    public static Nothing Instance { get; } = new();
}
