using Messenger.Gateway.Contract;
using Messenger.Server.Engine;
using Messenger.Server.Engine.Commands;
using Messenger.Server.Service;
using Messenger.Wire;
using static Messenger.Gateway.Operations.AccountOperations;

namespace Messenger.Gateway.Operations;

/// <summary>Messages on their way, and what becomes of them.</summary>
internal static class MessageOperations
{
    public static async Task<Outcome<Sent>> SendAsync(Call call, Send request)
    {
        Outcome<Append> outcome = await call.Verbs.Messages.SendAsync(call.Session, request.Id, Utf8(request.To), Utf8(request.Text));
        if (outcome.Refused is { } refused)
            return refused;
        Append stored = outcome.Value;
        return new Sent(request.Id, stored.Number, request.To, stored.Delivered, Times.Of(stored.At), stored.Duplicate);
    }

    public static Task<Outcome<Unread>> CountUnread(Call call, Nothing request) => Done(call.Account.Summarize().ToContract());

    public static Task<Outcome<Fetched>> Fetch(Call call, Fetch request)
    {
        if (Numbers.Refuse(request.Count, "count") is { } bad)
            return Task.FromResult<Outcome<Fetched>>(bad);
        (IReadOnlyList<Message> messages, uint left) = MessageService.Fetch(call.Session, request.From, request.Count, request.Once);
        return Done(new Fetched([.. messages.Select(message => message.ToContract(queued: true, own: false))], left));
    }

    public static async Task<Outcome<Nothing>> ConfirmAsync(Call call, Confirmation request)
    {
        if (request.Numbers.Count > Limits.ConfirmMax)
            return new Refused(ErrorCode.BadCommand, $"the field numbers takes at most {Limits.ConfirmMax}");
        return Done(await call.Verbs.Messages.ConfirmAsync(call.Session, [.. request.Numbers]));
    }

    public static async Task<Outcome<Nothing>> EditAsync(Call call, Edit request) =>
        Done(await call.Verbs.Messages.EditAsync(call.Session, request.Id, Utf8(request.Text)));

    public static async Task<Outcome<Nothing>> UnsendAsync(Call call, MessageId request) =>
        Done(await call.Verbs.Messages.UnsendAsync(call.Session, request.Id));

    public static async Task<Outcome<Way>> WhyAsync(Call call, MessageId request)
    {
        Outcome<SentWay> way = await call.Verbs.Ways.FindAsync(call.Session, request.Id);
        return way.Refused is { } refused ? refused : way.Value!.ToContract(request.Id);
    }
}
