using Messenger.Gateway.Contract;
using Messenger.Server.Service;
using static Messenger.Gateway.Operations.AccountOperations;

namespace Messenger.Gateway.Operations;

/// <summary>What was said, and how far it was read.</summary>
internal static class ConversationOperations
{
    public static Task<Outcome<Contract.ConversationPage>> List(Call call, ListConversations request)
    {
        if (Numbers.Refuse(request.Count, "count") is { } bad)
            return Task.FromResult<Outcome<Contract.ConversationPage>>(bad);
        Server.Service.ConversationPage page = HistoryService.List(call.Account, request.Before, request.Count);
        return Done(new Contract.ConversationPage([.. page.Conversations.Select(Mapping.ToContract)], Mapping.Position(page.Next)));
    }

    public static async Task<Outcome<Contract.HistoryPage>> HistoryAsync(Call call, History request)
    {
        if (Numbers.Refuse(request.Count, "count") is { } bad)
            return bad;
        Outcome<Server.Service.HistoryPage> page = await call.Verbs.History.PageAsync(call.Session, request.With, request.Before, request.Count);
        return page.Refused is { } refused ? refused : new Contract.HistoryPage(
            request.With, [.. page.Value!.Messages.Select(Mapping.ToContract)], Mapping.Position(page.Value.Next));
    }

    public static async Task<Outcome<Found>> SearchAsync(Call call, Search request)
    {
        if (Numbers.Refuse(request.Count, "count") is { } bad)
            return bad;
        Outcome<FoundPage> page = await call.Verbs.Search.FindAsync(call.Session, Utf8(request.Query), request.After, request.Count);
        return page.Refused is { } refused ? refused : new Found(
            [.. page.Value!.Messages.Select(Mapping.ToContract)], Mapping.Position(page.Value.Next), (long)page.Value.Searched);
    }

    public static async Task<Outcome<Nothing>> MarkReadAsync(Call call, MarkRead request) =>
        Done(await call.Verbs.History.MarkReadAsync(call.Session, request.With, request.UpTo));
}
