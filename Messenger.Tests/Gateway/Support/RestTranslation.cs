using System.Buffers.Text;
using System.Globalization;
using System.Text;
using Messenger.Wire;
using Messenger.Wire.Fields;
using Messenger.Wire.Framing;
using Messenger.Wire.Messages;
using static Messenger.Tests.Gateway.Support.RestClient;

namespace Messenger.Tests.Gateway.Support;

/// <summary>Says by HTTP what a frame of the wire says, so that whatever is asked on the wire can be asked here.</summary>
internal static class RestTranslation
{
    /// <summary>A request by HTTP; the path is the one behind <c>/api/v1/</c>.</summary>
    internal sealed record Request(string Method, string Path, string? Body = null);

    /// <summary>Requests that are about a connection, which HTTP has none of.</summary>
    public static bool HasTranslation(Opcode opcode) => opcode is not (Opcode.Hello or Opcode.Ping or Opcode.Resume);

    public static Request Of(byte[] bytes)
    {
        if (FrameReader.Read(bytes, Limits.FrameAfterLogin, out Frame frame, out _) is not FrameOutcome.Frame)
            throw new FormatException("no frame");
        ReadOnlySpan<byte> body = frame.Body;
        return frame.Opcode switch
        {
            Opcode.Register => new("POST", "accounts", Named(Read<Credentials>(body))),
            Opcode.Login => new("POST", "session", Named(Read<Credentials>(body))),
            Opcode.Logout => new("DELETE", "session"),
            Opcode.ChangePassword => Passwords(Read<ChangePasswordRequest>(body)),
            Opcode.DeletePreview => new("GET", "account/deletion"),
            Opcode.DeleteAccount => Deletion(Read<Credentials>(body)),
            Opcode.List => List(Read<ListRequest>(body)),
            Opcode.Send => Sending(Read<SendRequest>(body)),
            Opcode.Confirm => Confirmation(Read<ConfirmRequest>(body)),
            Opcode.Unread => new("GET", "unread"),
            Opcode.Read => Fetching(Read<ReadRequest>(body)),
            Opcode.History => History(Read<HistoryRequest>(body)),
            Opcode.Find => Finding(Read<FindRequest>(body)),
            Opcode.MarkRead => Position(Read<ReadPosition>(body)),
            Opcode.Edit => Editing(Read<EditRequest>(body)),
            Opcode.Unsend => new("DELETE", $"messages/{Read<UnsendRequest>(body).Id}"),
            Opcode.Why => new("GET", $"messages/{Read<WhyRequest>(body).Id}/way"),
            Opcode.Conversations => Conversations(Read<ConversationsRequest>(body)),
            Opcode.GroupCreate => Creation(Read<GroupMembersRequest>(body)),
            Opcode.GroupShow => new("GET", Group(Read<GroupNameRequest>(body))),
            Opcode.GroupAdd => Members("POST", Read<GroupMembersRequest>(body)),
            Opcode.GroupRemove => Members("DELETE", Read<GroupMembersRequest>(body)),
            Opcode.GroupRename => Renaming(Read<GroupRenameRequest>(body)),
            Opcode.GroupLeave => new("DELETE", $"{Group(Read<GroupNameRequest>(body))}/membership"),
            Opcode.GroupDelete => new("DELETE", Group(Read<GroupNameRequest>(body))),
            Opcode.Groups => Groups(Read<GroupsRequest>(body)),
            Opcode.Block => new("PUT", $"blocks/{Escape(Read<BlockRequest>(body).Name)}"),
            Opcode.Unblock => new("DELETE", $"blocks/{Escape(Read<BlockRequest>(body).Name)}"),
            Opcode.Blocks => new("GET", "blocks"),
            Opcode.Sessions => new("GET", "sessions"),
            Opcode.SessionEnd => new("DELETE", $"sessions/{Read<SessionEndRequest>(body).Id.ToString("x16", CultureInfo.InvariantCulture)}"),
            Opcode.Settings => Settings(Read<SettingsRequest>(body)),
            _ => throw new ArgumentOutOfRangeException(nameof(bytes), frame.Opcode, "has no translation"),
        };
    }

    /// <summary>A resume token as HTTP shows it.</summary>
    public static string Token(byte[] token) => Base64Url.EncodeToString(token);

    private static T Read<T>(ReadOnlySpan<byte> body)
        where T : IWireMessage<T>, allows ref struct => FieldReader.ReadWhole<T>(body);

    private static string Named(Credentials credentials) => Json(new { name = Text(credentials.Name), password = Text(credentials.Password) });

    private static Request Passwords(ChangePasswordRequest request) =>
        new("PUT", "account/password", Json(new { password = Text(request.Password), @new = Text(request.NewPassword) }));

    private static Request Deletion(Credentials request) =>
        new("DELETE", "account", Json(new { confirm = Text(request.Name), password = Text(request.Password) }));

    private static Request List(ListRequest request) =>
        new("GET", $"accounts?pattern={Escape(request.Pattern)}&after={Escape(request.After)}&limit={request.Limit}");

    private static Request Sending(SendRequest request) =>
        new("POST", "messages", Json(new { id = request.Id, to = Text(request.To), text = Text(request.Text) }));

    private static Request Confirmation(ConfirmRequest request)
    {
        List<string> numbers = [];
        for (int i = 0; i < request.Count; i++)
            numbers.Add(request[i].ToString(CultureInfo.InvariantCulture));
        return new("POST", "confirmations", Json(new { numbers }));
    }

    private static Request Fetching(ReadRequest request) => new("GET", $"undelivered?from={Escape(request.From)}&count={request.Count}");

    private static Request History(HistoryRequest request) =>
        new("GET", $"conversations/{Escape(request.With)}/messages?before={request.Before}&count={request.Count}");

    private static Request Finding(FindRequest request) => new("GET", $"search?query={Escape(request.Query)}&after={request.After}&count={request.Count}");

    private static Request Position(ReadPosition request) =>
        new("PUT", $"conversations/{Escape(request.With)}/read", Json(new { upTo = request.UpTo.ToString(CultureInfo.InvariantCulture) }));

    private static Request Editing(EditRequest request) => new("PATCH", $"messages/{request.Id}", Json(new { text = Text(request.Text) }));

    private static Request Conversations(ConversationsRequest request) => new("GET", $"conversations?before={request.Before}&count={request.Count}");

    private static Request Creation(GroupMembersRequest request) =>
        new("POST", "groups", Json(new { name = Text(request.Group), members = request.Members.ToArray() }));

    private static Request Members(string method, GroupMembersRequest request) =>
        new(method, $"groups/{Escape(request.Group)}/members", Json(new { names = request.Members.ToArray() }));

    private static Request Renaming(GroupRenameRequest request) =>
        new("PATCH", $"groups/{Escape(request.Group)}", Json(new { name = Text(request.Name) }));

    private static Request Groups(GroupsRequest request) =>
        new("GET", $"groups?pattern={Escape(request.Pattern)}&after={Escape(request.After)}&limit={request.Limit}");

    private static Request Settings(SettingsRequest request) => new("PATCH", "settings", Json(request.Mask.HasFlag(AccountSettings.ReadMarks)
        ? new { readMarks = request.Values.HasFlag(AccountSettings.ReadMarks) }
        : new object()));

    private static string Group(GroupNameRequest request) => $"groups/{Escape(request.Group)}";

    private static string Escape(ReadOnlySpan<byte> text) => Uri.EscapeDataString(Text(text));

    private static string Text(ReadOnlySpan<byte> text) => Encoding.UTF8.GetString(text);
}
