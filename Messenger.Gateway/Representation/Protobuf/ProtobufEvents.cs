using Messenger.Gateway.Contract;
using Messenger.Gateway.Events;
using Messenger.V1;
using static Messenger.Gateway.Representation.Protobuf.ProtobufFields;
using Closed = Messenger.Gateway.Contract.Closed;
using Presence = Messenger.Gateway.Contract.Presence;
using ReadUpTo = Messenger.Gateway.Contract.ReadUpTo;
using Receipt = Messenger.Gateway.Contract.Receipt;
using Unread = Messenger.Gateway.Contract.Unread;

namespace Messenger.Gateway.Representation.Protobuf;

/// <summary>THE TABLE of events: each by its name, and its place in the message that tells of it.</summary>
internal static class ProtobufEvents
{
    public static IReadOnlyDictionary<string, EventMapping> All { get; } = new[]
    {
        Put<EventsOpened>("opened", (told, opened) => told.Opened = new Opened
        {
            Name = opened.Name,
            Resumed = opened.Resumed,
            Undelivered = ToProtobuf.Of(opened.Undelivered),
        }),
        Put<ShownMessage>("message", (told, message) => told.Message = ToProtobuf.Of(message)),
        Put<Changed>("edited", (told, change) => told.Edited = Of(change)),
        Put<Changed>("unsent", (told, change) => told.Unsent = Of(change)),
        Put<Receipt>("receipt", (told, receipt) => told.Receipt = new V1.Receipt
        {
            Id = Id(receipt.Id),
            Number = receipt.Number,
            State = State(receipt.State),
            By = receipt.By,
            To = receipt.To,
        }),
        Put<ReadUpTo>("read-up-to", (told, read) => told.ReadUpTo = new V1.ReadUpTo { Conversation = read.With, UpTo = read.UpTo }),
        Put<Presence>("presence", (told, presence) => told.Presence = new V1.Presence
        {
            Name = presence.Name,
            Online = presence.Online,
            LastSeen = Time(presence.LastSeen),
        }),
        Put<Contract.GroupChanged>("group", (told, group) => told.Group = Of(group)),
        Put<Unread>("unread", (told, unread) => told.Unread = ToProtobuf.Of(unread)),
        Put<Closed>("closed", (told, closed) => told.Closed = new V1.Closed { Code = closed.Code, Message = closed.Message }),
    }.ToDictionary(mapping => mapping.Name);

    /// <summary>The event as one message.</summary>
    public static EventsResponse Of(StreamEvent happened)
    {
        EventsResponse told = new() { Id = happened.Number };
        All[happened.Type].Put(told, happened.What);
        return told;
    }

    private static EventMapping Put<T>(string name, Action<EventsResponse, T> put)
        where T : class => new(name, typeof(T), (told, what) => put(told, (T)what));

    private static Change Of(Changed changed)
    {
        Change message = new()
        {
            Id = Id(changed.Id),
            Number = changed.Number,
            Message = changed.Message,
            Sender = changed.From,
            To = changed.To,
            At = Time(changed.At),
            Own = changed.Own,
        };
        if (changed.Text is { } text)
            message.Text = text;
        return message;
    }

    private static V1.GroupChanged Of(Contract.GroupChanged changed)
    {
        V1.GroupChanged message = new() { Name = changed.Name, Change = Change(changed.Change), MemberCount = changed.MemberCount };
        if (changed.OldName is { } oldName)
            message.OldName = oldName;
        if (changed.By is { } by)
            message.By = by;
        if (changed.Owner is { } owner)
            message.Owner = owner;
        return message;
    }
}
