using System.Buffers.Text;
using System.Globalization;
using System.Text;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Messenger.Wire;
using Messenger.Wire.Messages;

namespace Messenger.Client.Grpc;

/// <summary>From the answers of messenger.proto to the wire's, field by field. What is missing there is the wire's nothing.</summary>
internal static class WireAnswers
{
    public static Guid Id(ByteString id) => id.Length == 16 ? new Guid(id.Span, bigEndian: true) : Guid.Empty;

    public static ulong Time(Timestamp? time) => time is null ? 0 : (ulong)Math.Max(0, time.ToDateTimeOffset().ToUnixTimeMilliseconds());

    /// <summary>Those with most first, as the wire has them.</summary>
    public static Undelivered Of(V1.Unread unread) => Counts(unread.Total, unread.BySender, unread.Deleted);

    public static Undelivered Of(V1.UnreadResponse unread) => Counts(unread.Total, unread.BySender, unread.Deleted);

    /// <param name="token">Of the login.</param>
    /// <param name="opened">The terminal of it.</param>
    /// <param name="readMarks">Others are told what it has read.</param>
    /// <param name="keep">Seconds; 0: for ever.</param>
    /// <param name="isResumed">It goes on where it was cut off.</param>
    public static SessionOpened Session(string token, V1.Opened opened, bool readMarks, uint keep, bool isResumed) =>
        new(isResumed, readMarks, Token(token), opened.Name, keep, Of(opened.Undelivered ?? new V1.Unread()));

    public static DeletePreviewAnswer Of(V1.PreviewDeletionResponse preview) => new(Of(preview.Undelivered ?? new V1.Unread()), preview.GroupsOwned);

    public static ListAnswer Of(V1.ListAccountsResponse page) =>
        new([.. page.Accounts.Select(account => new ListedAccount(account.Name, account.Online))], page.Next);

    public static SendAnswer Of(V1.SendResponse sent) => new(sent.Number, Time(sent.At), sent.Delivered, sent.Duplicate);

    public static WhyAnswer Of(V1.WhyResponse way)
    {
        WayMarks marks = Mark(way.TimesKnown, WayMarks.TimesKnown) | Mark(way.Durable, WayMarks.Durable) | Mark(way.Edited, WayMarks.Edited)
            | Mark(way.Unsent, WayMarks.Unsent) | Mark(way.AllOrNone, WayMarks.Large);
        return new WhyAnswer(way.Number, marks, way.To, Time(way.AcceptedAt), Time(way.StoredAt))
        {
            PushedAt = Time(way.PushedAt),
            Terminals = way.Terminals,
            Recipients = way.Of,
            ConfirmedAt = Time(way.ConfirmedAt),
            ConfirmedBy = way.ConfirmedBy,
            ReadAt = Time(way.ReadAt),
            ReadBy = way.ReadBy,
        };
    }

    public static ConversationsAnswer Of(V1.ListConversationsResponse page) => new([.. page.Conversations.Select(listed => new ListedConversation(
        listed.Name, listed.Online, listed.Deleted, Time(listed.LastSeen), listed.Last, Time(listed.LastAt), listed.Undelivered, listed.ReadUpTo))], page.Next);

    public static HistoryAnswer Of(V1.HistoryResponse page) => new([.. page.Messages.Select(Of)], page.Next);

    public static FindAnswer Of(V1.SearchResponse page) => new([.. page.Messages.Select(Of)], page.Next, (ulong)Math.Max(0, page.Searched));

    public static GroupBody Of(V1.ShowGroupResponse group) => new(group.Name, group.Owner, Time(group.CreatedAt), group.Members);

    public static GroupsAnswer Of(V1.ListGroupsResponse page) =>
        new([.. page.Groups.Select(group => new ListedGroup(group.Name, group.Owner, (uint)Math.Max(0, group.Members)))], page.Next);

    public static BlocksAnswer Of(V1.ListBlocksResponse blocks)
    {
        // A name may be there twice: of an account that is gone, and of a new one.
        List<string> deleted = [.. blocks.Deleted];
        return new([.. blocks.Names.Select(name => new BlockedAccount(name, deleted.Remove(name)))]);
    }

    public static SessionsAnswer Of(V1.ListSessionsResponse list) => new([.. list.Sessions.Select(session => new ListedSession(
        ulong.TryParse(session.Id, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out ulong id) ? id : 0,
        session.Current, session.Connected, Time(session.LastActive), session.Address))]);

    public static SettingsAnswer Of(V1.ChangeSettingsResponse settings) => new(settings.ReadMarks ? AccountSettings.ReadMarks : AccountSettings.None);

    private static HistoryItem Of(V1.Message message)
    {
        HistoryMarks marks = Mark(message.Own, HistoryMarks.Own) | Mark(message.FromDeleted, HistoryMarks.SenderDeleted)
            | Mark(message.Edited, HistoryMarks.Edited) | Mark(message.Unsent, HistoryMarks.Unsent)
            | message.State switch
            {
                V1.MessageState.Delivered => HistoryMarks.Delivered,
                V1.MessageState.Read => HistoryMarks.Delivered | HistoryMarks.Read,
                _ => HistoryMarks.None,
            };
        return new HistoryItem(message.Number, Id(message.Id), Time(message.At), marks, message.Sender, message.To, Encoding.UTF8.GetBytes(message.Text));
    }

    private static Undelivered Counts(uint total, IEnumerable<KeyValuePair<string, uint>> bySender, IEnumerable<string> deleted)
    {
        HashSet<string> gone = new(deleted, StringComparer.Ordinal);
        UndeliveredFrom[] from =
        [
            .. bySender.Select(sender => new UndeliveredFrom(sender.Key, gone.Contains(sender.Key), sender.Value))
                .OrderByDescending(sender => sender.Count).ThenBy(sender => sender.From, StringComparer.OrdinalIgnoreCase),
        ];
        return new Undelivered(total, (uint)from.Length, from);
    }

    private static byte[] Token(string token)
    {
        byte[] bytes = new byte[Limits.TokenBytes];
        return Base64Url.TryDecodeFromChars(token, bytes, out int length) && length == bytes.Length
            ? bytes
            : throw GrpcException.NotGrpc("a token that is none");
    }

    /// <summary>A flag, when it is set.</summary>
    public static T Mark<T>(bool on, T mark)
        where T : struct, System.Enum => on ? mark : default;
}
