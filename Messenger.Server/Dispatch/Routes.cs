using Messenger.Server.Connections;
using Messenger.Wire;

namespace Messenger.Server.Dispatch;

/// <summary>When a request is allowed (PROTOCOL.md §4.3).</summary>
internal enum Access
{
    /// <summary>As the first request, once.</summary>
    First,

    /// <summary>At any time after HELLO.</summary>
    Always,

    /// <summary>After HELLO, not while logged in.</summary>
    LoggedOut,

    LoggedIn,
}

/// <summary>Reads the body and does what it asks. The body is gone after the first await.</summary>
internal delegate ValueTask Handler(Connection connection, uint requestId, ReadOnlySpan<byte> body);

/// <param name="Access">When it is allowed.</param>
/// <param name="Ordered">Waits for the answers of sends before it; what follows waits for it in any case.</param>
/// <param name="Handler">What it does.</param>
internal sealed record Route(Access Access, bool Ordered, Handler Handler);

/// <summary>THE TABLE: every request, when it is allowed, and who handles it.</summary>
internal static class Routes
{
    private static readonly Route?[] Table = new Route?[byte.MaxValue + 1];

    static Routes()
    {
        Add(Opcode.Hello, Access.First, false, SessionHandlers.Hello);
        Add(Opcode.Ping, Access.Always, false, SessionHandlers.Ping);
        Add(Opcode.Register, Access.LoggedOut, true, SessionHandlers.Register);
        Add(Opcode.Login, Access.LoggedOut, true, SessionHandlers.Login);
        Add(Opcode.Resume, Access.LoggedOut, true, SessionHandlers.Resume);
        Add(Opcode.Logout, Access.LoggedIn, true, SessionHandlers.Logout);
        Add(Opcode.ChangePassword, Access.LoggedIn, true, AccountHandlers.ChangePassword);
        Add(Opcode.DeletePreview, Access.LoggedIn, false, AccountHandlers.DeletePreview);
        Add(Opcode.DeleteAccount, Access.LoggedIn, true, AccountHandlers.DeleteAccount);
        Add(Opcode.List, Access.LoggedIn, false, AccountHandlers.List);
        Add(Opcode.Send, Access.LoggedIn, false, MessageHandlers.Send);
        Add(Opcode.Confirm, Access.LoggedIn, false, MessageHandlers.Confirm);
        Add(Opcode.Unread, Access.LoggedIn, false, MessageHandlers.Unread);
        Add(Opcode.Read, Access.LoggedIn, false, MessageHandlers.Read);
        Add(Opcode.History, Access.LoggedIn, false, HistoryHandlers.History);
        Add(Opcode.Find, Access.LoggedIn, false, HistoryHandlers.Find);
        Add(Opcode.MarkRead, Access.LoggedIn, true, HistoryHandlers.MarkRead);
        Add(Opcode.Edit, Access.LoggedIn, true, HistoryHandlers.Edit);
        Add(Opcode.Unsend, Access.LoggedIn, true, HistoryHandlers.Unsend);
        Add(Opcode.Why, Access.LoggedIn, true, HistoryHandlers.Why);
        Add(Opcode.Conversations, Access.LoggedIn, false, HistoryHandlers.Conversations);
        Add(Opcode.GroupCreate, Access.LoggedIn, true, GroupHandlers.Create);
        Add(Opcode.GroupShow, Access.LoggedIn, false, GroupHandlers.Show);
        Add(Opcode.GroupAdd, Access.LoggedIn, true, GroupHandlers.Add);
        Add(Opcode.GroupRemove, Access.LoggedIn, true, GroupHandlers.Remove);
        Add(Opcode.GroupRename, Access.LoggedIn, true, GroupHandlers.Rename);
        Add(Opcode.GroupLeave, Access.LoggedIn, true, GroupHandlers.Leave);
        Add(Opcode.GroupDelete, Access.LoggedIn, true, GroupHandlers.Delete);
        Add(Opcode.Groups, Access.LoggedIn, false, GroupHandlers.List);
        Add(Opcode.Block, Access.LoggedIn, true, PeopleHandlers.Block);
        Add(Opcode.Unblock, Access.LoggedIn, true, PeopleHandlers.Unblock);
        Add(Opcode.Blocks, Access.LoggedIn, false, PeopleHandlers.Blocks);
        Add(Opcode.Sessions, Access.LoggedIn, false, PeopleHandlers.Sessions);
        Add(Opcode.SessionEnd, Access.LoggedIn, true, PeopleHandlers.SessionEnd);
        Add(Opcode.Settings, Access.LoggedIn, true, PeopleHandlers.Settings);
    }

    public static Route? Find(Opcode opcode) => Table[(byte)opcode];

    private static void Add(Opcode opcode, Access access, bool ordered, Handler handler) =>
        Table[(byte)opcode] = new Route(access, ordered, handler);
}
