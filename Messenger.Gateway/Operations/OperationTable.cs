using Messenger.Gateway.Contract;
using Messenger.Server.Dispatch;
using Messenger.Wire;

namespace Messenger.Gateway.Operations;

/// <summary>THE TABLE: every operation, where it is found, when it is allowed, and who does it.</summary>
internal static class OperationTable
{
    public static IReadOnlyList<Operation> All { get; } =
    [
        Of<Nothing, AboutServer>("about", "GET", "/server", null, 200, AccountOperations.About,
            "Says what server it is, to everybody.") with { Access = Access.Always },
        In<Credentials, LoggedIn>("register", "POST", "/accounts", Opcode.Register, 201, AccountOperations.RegisterAsync,
            "Makes an account and logs in to it."),
        In<Credentials, LoggedIn>("login", "POST", "/session", Opcode.Login, 201, AccountOperations.LoginAsync,
            "Logs in; the answer has the token that everything else needs."),
        Of<Nothing, WhoAmI>("whoami", "GET", "/session", null, 200, AccountOperations.WhoAmI,
            "Says whose the token is."),
        Of<Nothing, Nothing>("logout", "DELETE", "/session", Opcode.Logout, 204, AccountOperations.LogoutAsync,
            "Logs out: the token is revoked, and events that are open end."),
        Of<PasswordChange, Nothing>("changePassword", "PUT", "/account/password", Opcode.ChangePassword, 204, AccountOperations.ChangePasswordAsync,
            "Changes the password; all other logins of the account end."),
        Of<Nothing, DeletionPreview>("previewDeletion", "GET", "/account/deletion", Opcode.DeletePreview, 200, AccountOperations.PreviewDeletion,
            "Says what deleting the account would lose."),
        Of<Deletion, Nothing>("deleteAccount", "DELETE", "/account", Opcode.DeleteAccount, 204, AccountOperations.DeleteAsync,
            "Deletes the account for good; confirm is its name.") with { TakesBodyWithDelete = true },
        Of<ListAccounts, AccountPage>("listAccounts", "GET", "/accounts", Opcode.List, 200, AccountOperations.ListAsync,
            "A page of the directory; the next one is asked for with after set to next."),

        Of<Send, Sent>("send", "POST", "/messages", Opcode.Send, 201, MessageOperations.SendAsync,
            "Sends a message. Repeated with the same id it is stored once, and answered with 200.") with { RepeatedStatus = 200, IsRepeated = sent => sent.Duplicate },
        Of<Nothing, Unread>("unread", "GET", "/unread", Opcode.Unread, 200, MessageOperations.CountUnread,
            "How many messages are undelivered, and from whom."),
        Of<Fetch, Fetched>("undelivered", "GET", "/undelivered", Opcode.Read, 200, MessageOperations.Fetch,
            "Undelivered messages, oldest first. They come again until they are confirmed."),
        Of<Confirmation, Nothing>("confirm", "POST", "/confirmations", Opcode.Confirm, 204, MessageOperations.ConfirmAsync,
            "Says that messages and changes were shown, by their numbers; they are not undelivered any more."),
        Of<Edit, Nothing>("edit", "PATCH", "/messages/{id}", Opcode.Edit, 204, MessageOperations.EditAsync,
            "Writes an own message anew."),
        Of<MessageId, Nothing>("unsend", "DELETE", "/messages/{id}", Opcode.Unsend, 204, MessageOperations.UnsendAsync,
            "Takes an own message back."),
        Of<MessageId, Way>("why", "GET", "/messages/{id}/way", Opcode.Why, 200, MessageOperations.WhyAsync,
            "What became of an own message, and when."),

        Of<ListConversations, ConversationPage>("listConversations", "GET", "/conversations", Opcode.Conversations, 200, ConversationOperations.List,
            "Conversations, those with the newest messages first."),
        Of<History, HistoryPage>("history", "GET", "/conversations/{with}/messages", Opcode.History, 200, ConversationOperations.HistoryAsync,
            "A page of what was said, oldest first; the one before it is asked for with before set to next."),
        Of<MarkRead, Nothing>("markRead", "PUT", "/conversations/{with}/read", Opcode.MarkRead, 204, ConversationOperations.MarkReadAsync,
            "Moves the read position forward, for all terminals of the account."),
        Of<Search, Found>("search", "GET", "/search", Opcode.Find, 200, ConversationOperations.SearchAsync,
            "Finds messages that the account may read, newest first."),

        Of<NewGroup, ShownGroup>("createGroup", "POST", "/groups", Opcode.GroupCreate, 201, GroupOperations.CreateAsync,
            "Makes a group, which the account owns."),
        Of<ListGroups, GroupPage>("listGroups", "GET", "/groups", Opcode.Groups, 200, GroupOperations.List,
            "A page of the groups that the account is in."),
        Of<GroupName, ShownGroup>("showGroup", "GET", "/groups/{group}", Opcode.GroupShow, 200, GroupOperations.Show,
            "A group and who is in it."),
        Of<GroupRename, ShownGroup>("renameGroup", "PATCH", "/groups/{group}", Opcode.GroupRename, 200, GroupOperations.RenameAsync,
            "Gives a group another name; for its owner."),
        Of<GroupName, Nothing>("deleteGroup", "DELETE", "/groups/{group}", Opcode.GroupDelete, 204, GroupOperations.DeleteAsync,
            "Deletes a group; for its owner."),
        Of<GroupMembers, ShownGroup>("addMembers", "POST", "/groups/{group}/members", Opcode.GroupAdd, 200, GroupOperations.AddAsync,
            "Adds members; for the group's owner."),
        Of<GroupMembers, ShownGroup>("removeMembers", "DELETE", "/groups/{group}/members", Opcode.GroupRemove, 200, GroupOperations.RemoveAsync,
            "Removes members; for the group's owner.") with { TakesBodyWithDelete = true },
        Of<GroupName, Nothing>("leaveGroup", "DELETE", "/groups/{group}/membership", Opcode.GroupLeave, 204, GroupOperations.LeaveAsync,
            "Leaves a group; an owner hands it over to the longest member."),

        Of<Nothing, Blocks>("listBlocks", "GET", "/blocks", Opcode.Blocks, 200, PeopleOperations.ListBlocks,
            "Whom the account takes no messages from."),
        Of<PersonName, Nothing>("block", "PUT", "/blocks/{name}", Opcode.Block, 204, PeopleOperations.BlockAsync,
            "Takes no messages from somebody any more."),
        Of<PersonName, Nothing>("unblock", "DELETE", "/blocks/{name}", Opcode.Unblock, 204, PeopleOperations.UnblockAsync,
            "Takes messages from somebody again."),
        Of<Nothing, SessionList>("listSessions", "GET", "/sessions", Opcode.Sessions, 200, PeopleOperations.ListSessions,
            "Where the account is logged in."),
        Of<SessionId, Nothing>("endSession", "DELETE", "/sessions/{id}", Opcode.SessionEnd, 204, PeopleOperations.EndSessionAsync,
            "Logs another terminal of the account out."),
        Of<Nothing, Settings>("showSettings", "GET", "/settings", null, 200, PeopleOperations.ShowSettings,
            "What the account lets others know."),
        Of<SettingsChange, Settings>("changeSettings", "PATCH", "/settings", Opcode.Settings, 200, PeopleOperations.ChangeSettingsAsync,
            "Whether others are told what the account has read."),

        new EventsOperation("/events", "What happens, as it happens: messages, changes, receipts, presence, groups."),
    ];

    private static Operation<TRequest, TAnswer> In<TRequest, TAnswer>(
        string name, string method, string route, Opcode opcode, int status, Handler<TRequest, TAnswer> handler, string summary)
        where TRequest : class
        where TAnswer : class => new(name, method, route, opcode, Access.LoggedOut, status, summary, handler);

    private static Operation<TRequest, TAnswer> Of<TRequest, TAnswer>(
        string name, string method, string route, Opcode? opcode, int status, Handler<TRequest, TAnswer> handler, string summary)
        where TRequest : class
        where TAnswer : class => new(name, method, route, opcode, Access.LoggedIn, status, summary, handler);
}
