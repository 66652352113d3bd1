using System.Text;
using Messenger.Tests.Support;
using Messenger.Wire;
using Messenger.Wire.Messages;

namespace Messenger.Tests.Server.EndToEnd;

/// <summary>
/// Who may ask what, on whatever door: every request by somebody before HELLO, before login, by a stranger, a member of a group, its owner, one whom
/// the owner has removed from it, and a member whom the owner has blocked. "owner", "#lunch" and "message" are the owner, his group, and what he
/// wrote in it.
/// </summary>
internal static class AccessMatrix
{
    /// <summary>The columns of the table.</summary>
    public const string Header = "new            greeted         stranger          member            owner             removed           blocked";

    public const string OwnOther = "one's own, at another terminal";

    public static IReadOnlyList<string> Who { get; } = Header.Split(' ', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>THE TABLE. ok: the success answer; -: does not apply.</summary>
    public static IEnumerable<Row> Table =>
    [
        // Header:                                new         greeted           stranger            member              owner               removed             blocked
        Empty(Opcode.Ping, "",                   "bad-command ok                ok                  ok                  ok                  ok                  ok"),
        new(Opcode.Hello, "",                    "ok          bad-command       bad-command         bad-command         bad-command         bad-command         bad-command",
            (_, id) => RawClient.Encode(Opcode.Hello, id, RawClient.Hello())),
        new(Opcode.Register, "",                 "bad-command ok                already-logged-in   already-logged-in   already-logged-in   already-logged-in   already-logged-in",
            (_, id) => RawClient.Encode(Opcode.Register, id, new Credentials("fresh"u8, "correct horse"u8))),
        new(Opcode.Login, "as owner",            "bad-command ok                already-logged-in   already-logged-in   already-logged-in   already-logged-in   already-logged-in",
            (_, id) => RawClient.Encode(Opcode.Login, id, new Credentials("owner"u8, "correct horse"u8))),
        new(Opcode.Resume, "owner's token",      "bad-command ok                already-logged-in   already-logged-in   already-logged-in   already-logged-in   already-logged-in",
            (cast, id) => RawClient.Encode(Opcode.Resume, id, new ResumeRequest(cast.Owner.Token))),
        Empty(Opcode.Logout, "",                 "bad-command not-logged-in     ok                  ok                  ok                  ok                  ok"),
        new(Opcode.ChangePassword, "",           "bad-command not-logged-in     ok                  ok                  ok                  ok                  ok",
            (_, id) => RawClient.Encode(Opcode.ChangePassword, id, new ChangePasswordRequest("correct horse"u8, "another horse"u8))),
        Empty(Opcode.DeletePreview, "",          "bad-command not-logged-in     ok                  ok                  ok                  ok                  ok"),
        new(Opcode.DeleteAccount, "owner",       "bad-command not-logged-in     confirmation-needed confirmation-needed ok                  confirmation-needed confirmation-needed",
            (_, id) => RawClient.Encode(Opcode.DeleteAccount, id, new Credentials("owner"u8, "correct horse"u8))),
        new(Opcode.List, "",                     "bad-command not-logged-in     ok                  ok                  ok                  ok                  ok",
            (_, id) => RawClient.Encode(Opcode.List, id, new ListRequest("o*"u8, ""u8, 0))),
        Send("owner",                            "bad-command not-logged-in     ok                  ok                  self-send           ok                  not-accepted"),
        Send("#lunch",                           "bad-command not-logged-in     not-a-member        ok                  ok                  not-a-member        ok"),
        new(Opcode.Confirm, "message",           "bad-command not-logged-in     ok                  ok                  ok                  ok                  ok",
            (cast, id) => RawClient.Encode(Opcode.Confirm, id, ConfirmRequest.Of([cast.Number], new byte[8]))),
        Empty(Opcode.Unread, "",                 "bad-command not-logged-in     ok                  ok                  ok                  ok                  ok"),
        new(Opcode.Read, "#lunch",               "bad-command not-logged-in     ok                  ok                  ok                  ok                  ok",
            (_, id) => RawClient.Encode(Opcode.Read, id, new ReadRequest("#lunch"u8, 0))),
        History("owner",                         "bad-command not-logged-in     ok                  ok                  ok                  ok                  ok"),
        History("#lunch",                        "bad-command not-logged-in     not-a-member        ok                  ok                  not-a-member        ok"),
        Find("hello",                            "bad-command not-logged-in     ok                  ok                  ok                  ok                  ok"),
        Find("hello in:#lunch",                  "bad-command not-logged-in     not-a-member        ok                  ok                  not-a-member        ok"),
        new(Opcode.MarkRead, "#lunch",           "bad-command not-logged-in     not-a-member        ok                  ok                  not-a-member        ok",
            (cast, id) => RawClient.Encode(Opcode.MarkRead, id, new ReadPosition("#lunch"u8, cast.Number))),
        Edit("message", cast => cast.Id,         "bad-command not-logged-in     no-such-message     no-such-message     ok                  no-such-message     no-such-message"),
        Edit("own to owner", cast => cast.ToOwner, "bad-command not-logged-in   ok                  ok                  -                   ok                  not-accepted"),
        Edit("own in #lunch", cast => cast.InGroup, "bad-command not-logged-in  -                   ok                  ok                  not-a-member        ok"),
        Unsend("message", cast => cast.Id,       "bad-command not-logged-in     no-such-message     no-such-message     ok                  no-such-message     no-such-message"),
        Unsend("own to owner", cast => cast.ToOwner, "bad-command not-logged-in ok                  ok                  -                   ok                  ok"),
        Unsend("own in #lunch", cast => cast.InGroup, "bad-command not-logged-in -                  ok                  ok                  not-a-member        ok"),
        Why("message", cast => cast.Id,          "bad-command not-logged-in     no-such-message     no-such-message     ok                  no-such-message     no-such-message"),
        Why("own to owner", cast => cast.ToOwner, "bad-command not-logged-in   ok                  ok                  -                   ok                  ok"),
        Why("own in #lunch", cast => cast.InGroup, "bad-command not-logged-in  -                   ok                  ok                  no-such-message     ok"),
        new(Opcode.Conversations, "",            "bad-command not-logged-in     ok                  ok                  ok                  ok                  ok",
            (_, id) => RawClient.Encode(Opcode.Conversations, id, new ConversationsRequest(0, 0))),
        Members(Opcode.GroupCreate, "#new", "owner", "bad-command not-logged-in ok                  ok                  ok                  ok                  not-accepted"),
        Group(Opcode.GroupShow,                  "bad-command not-logged-in     not-a-member        ok                  ok                  not-a-member        ok"),
        Members(Opcode.GroupAdd, "#lunch", "friend", "bad-command not-logged-in not-a-member        not-owner           ok                  not-a-member        not-owner"),
        Members(Opcode.GroupRemove, "#lunch", "member", "bad-command not-logged-in not-a-member     not-owner           ok                  not-a-member        not-owner"),
        new(Opcode.GroupRename, "#lunch",        "bad-command not-logged-in     not-a-member        not-owner           ok                  not-a-member        not-owner",
            (_, id) => RawClient.Encode(Opcode.GroupRename, id, new GroupRenameRequest("#lunch"u8, "dinner"u8))),
        Group(Opcode.GroupLeave,                 "bad-command not-logged-in     not-a-member        ok                  ok                  not-a-member        ok"),
        Group(Opcode.GroupDelete,                "bad-command not-logged-in     not-a-member        not-owner           ok                  not-a-member        not-owner"),
        new(Opcode.Groups, "",                   "bad-command not-logged-in     ok                  ok                  ok                  ok                  ok",
            (_, id) => RawClient.Encode(Opcode.Groups, id, new GroupsRequest("*"u8, ""u8, 0))),
        Named(Opcode.Block,                      "bad-command not-logged-in     ok                  ok                  self-send           ok                  ok"),
        Named(Opcode.Unblock,                    "bad-command not-logged-in     ok                  ok                  self-send           ok                  ok"),
        Empty(Opcode.Blocks, "",                 "bad-command not-logged-in     ok                  ok                  ok                  ok                  ok"),
        Empty(Opcode.Sessions, "",               "bad-command not-logged-in     ok                  ok                  ok                  ok                  ok"),
        new(Opcode.SessionEnd, "owner's",        "bad-command not-logged-in     bad-command         bad-command         bad-command         bad-command         bad-command",
            (cast, id) => RawClient.Encode(Opcode.SessionEnd, id, new SessionEndRequest(cast.OwnersSession))),
        new(Opcode.SessionEnd, OwnOther,         "bad-command not-logged-in     ok                  ok                  ok                  ok                  ok",
            (cast, id) => RawClient.Encode(Opcode.SessionEnd, id, new SessionEndRequest(cast.OtherSession))),
        new(Opcode.Settings, "",                 "bad-command not-logged-in     ok                  ok                  ok                  ok                  ok",
            (_, id) => RawClient.Encode(Opcode.Settings, id, new SettingsRequest(AccountSettings.ReadMarks, AccountSettings.None))),
    ];

    private static Row Empty(Opcode opcode, string what, string expected) => new(opcode, what, expected, (_, id) => RawClient.Encode(opcode, id, new Empty()));

    private static Row Send(string to, string expected) => new(Opcode.Send, $"to {to}", expected,
        (_, id) => RawClient.Encode(Opcode.Send, id, new SendRequest(Guid.NewGuid(), Encoding.UTF8.GetBytes(to), "hello"u8)));

    private static Row History(string with, string expected) => new(Opcode.History, with, expected,
        (_, id) => RawClient.Encode(Opcode.History, id, new HistoryRequest(Encoding.UTF8.GetBytes(with), 0, 0)));

    private static Row Find(string query, string expected) => new(Opcode.Find, query, expected,
        (_, id) => RawClient.Encode(Opcode.Find, id, new FindRequest(Encoding.UTF8.GetBytes(query), 0, 0)));

    private static Row Edit(string what, Func<Cast, Guid> message, string expected) => new(Opcode.Edit, what, expected,
        (cast, id) => RawClient.Encode(Opcode.Edit, id, new EditRequest(message(cast), "hello again"u8)));

    private static Row Unsend(string what, Func<Cast, Guid> message, string expected) => new(Opcode.Unsend, what, expected,
        (cast, id) => RawClient.Encode(Opcode.Unsend, id, new UnsendRequest(message(cast))));

    private static Row Why(string what, Func<Cast, Guid> message, string expected) => new(Opcode.Why, what, expected,
        (cast, id) => RawClient.Encode(Opcode.Why, id, new WhyRequest(message(cast))));

    private static Row Group(Opcode opcode, string expected) => new(opcode, "#lunch", expected,
        (_, id) => RawClient.Encode(opcode, id, new GroupNameRequest("#lunch"u8)));

    private static Row Members(Opcode opcode, string group, string name, string expected) => new(opcode, $"{group}, {name}", expected,
        (_, id) => RawClient.Encode(opcode, id, new GroupMembersRequest(Encoding.UTF8.GetBytes(group), NameList.Of([name]))));

    private static Row Named(Opcode opcode, string expected) => new(opcode, "owner", expected,
        (_, id) => RawClient.Encode(opcode, id, new BlockRequest("owner"u8)));

    /// <summary>One request of the table.</summary>
    /// <param name="Opcode">Which.</param>
    /// <param name="What">What about.</param>
    /// <param name="Expected">What each is answered, in the order of <see cref="Header"/>.</param>
    /// <param name="Request">Its frame.</param>
    internal sealed record Row(Opcode Opcode, string What, string Expected, Func<Cast, uint, byte[]> Request)
    {
        /// <summary>What each is answered.</summary>
        public IReadOnlyList<string> Answers { get; } = Expected.Split(' ', StringSplitOptions.RemoveEmptyEntries);

        public override string ToString() => $"{Opcode}{(What.Length == 0 ? "" : $": {What}")}";
    }

    /// <summary>Those concerned, and what they have written.</summary>
    internal sealed record Cast(RawClient Owner, RawClient? Actor, Guid Id, ulong Number, Guid ToOwner, Guid InGroup, ulong OwnersSession, ulong OtherSession);
}
