using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Messenger.Client.Session;
using Messenger.Tools.Doors.Net;
using Messenger.V1;

namespace Messenger.Tools.Doors;

/// <summary>From the messages of messenger.proto to what every door answers, for REST and gRPC alike.</summary>
internal static class FromProtobuf
{
    /// <exception cref="RefusedException">It is no such message.</exception>
    public static T Parse<T>(MessageParser<T> parser, ReadOnlySpan<byte> body)
        where T : IMessage<T>
    {
        try
        {
            return parser.ParseFrom(body);
        }
        catch (InvalidProtocolBufferException error)
        {
            throw DoorFaults.Strange($"the body is no {typeof(T).Name}: {error.Message}");
        }
    }

    public static SendRequest Send(Guid id, string to, string text) =>
        new() { Id = UnsafeByteOperations.UnsafeWrap(id.ToByteArray(bigEndian: true)), To = to, Text = text };

    public static DoorDirectory Directory(ListAccountsResponse page) =>
        new([.. page.Accounts.Select(account => new DoorAccount(account.Name, account.Online))], page.HasNext ? page.Next : "");

    public static DoorSent Sent(SendResponse sent) => new(sent.Number, Time(sent.At), sent.Delivered, sent.Duplicate);

    public static DoorFetched Fetched(UndeliveredResponse fetched) => new([.. fetched.Messages.Select(Message)], fetched.Left);

    public static DoorHistory History(HistoryResponse page) => new([.. page.Messages.Select(Message)], page.HasNext ? page.Next : 0);

    public static RefusedException Refusal(Problem problem) => Refusals.Of(problem.Code, problem.Detail, problem.HasRetryAfter ? problem.RetryAfter : 0);

    /// <returns>Null for a sign of life.</returns>
    public static DoorEvent? Event(EventsResponse told) => told.EventCase switch
    {
        EventsResponse.EventOneofCase.None when told.Id == 0 => null,
        EventsResponse.EventOneofCase.Opened => new DoorEvent(DoorEventKind.Opened, 0) { Resumed = told.Opened.Resumed, Held = told.Opened.Undelivered?.Total ?? 0 },
        EventsResponse.EventOneofCase.Message => new DoorEvent(DoorEventKind.Message, told.Id) { Message = Message(told.Message) },
        EventsResponse.EventOneofCase.Closed => new DoorEvent(DoorEventKind.Closed, 0) { Code = Refusals.CodeOf(told.Closed.Code) },
        _ => new DoorEvent(DoorEventKind.Other, told.Id),
    };

    private static DoorMessage Message(Message message) => new(
        message.Id.Length == 16 ? new Guid(message.Id.Span, bigEndian: true) : throw DoorFaults.Strange("an id has not 16 bytes"),
        message.Number,
        message.Sender,
        message.To,
        message.Text,
        Time(message.At))
    {
        Queued = message.Queued,
    };

    private static DateTimeOffset Time(Timestamp? at) => at?.ToDateTimeOffset() ?? throw DoorFaults.Strange("a time is missing");
}
