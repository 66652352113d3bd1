using Messenger.Gateway.Contract;
using static Messenger.Gateway.Representation.Protobuf.ProtobufFields;

namespace Messenger.Gateway.Representation.Protobuf;

/// <summary>From the contract's answers to the messages of messenger.proto, field by field. What is null stays unset: the setters refuse it.</summary>
internal static class ToProtobuf
{
    public static V1.Problem Of(Problem problem)
    {
        V1.Problem message = new() { Title = problem.Title, Status = problem.Status, Detail = problem.Detail, Code = problem.Code };
        if (problem.RetryAfter is { } wait)
            message.RetryAfter = wait;
        return message;
    }

    public static V1.AboutResponse Of(AboutServer server)
    {
        V1.AboutResponse message = new() { Agent = server.Agent, Store = Id(server.Store) };
        if (server.KeepSeconds is { } keep)
            message.KeepSeconds = keep;
        return message;
    }

    public static V1.Unread Of(Unread unread)
    {
        V1.Unread message = new() { Total = unread.Total, Deleted = { unread.Deleted ?? [] } };
        foreach ((string name, uint count) in unread.From)
            message.BySender.Add(name, count);
        return message;
    }

    public static V1.Message Of(ShownMessage shown) => new()
    {
        Id = Id(shown.Id),
        Number = shown.Number,
        Sender = shown.From,
        To = shown.To,
        Text = shown.Text,
        At = Time(shown.At),
        Queued = shown.Queued,
        FromDeleted = shown.FromDeleted,
        Own = shown.Own,
        Edited = shown.Edited,
        Unsent = shown.Unsent,
        State = State(shown.State),
    };

    public static V1.LoginResponse Of(LoggedIn login)
    {
        V1.LoginResponse message = new() { Name = login.Name, Token = login.Token, Undelivered = Of(login.Undelivered), ReadMarks = login.ReadMarks };
        if (login.KeepSeconds is { } keep)
            message.KeepSeconds = keep;
        return message;
    }

    public static V1.WhoamiResponse Of(WhoAmI who) => new() { Name = who.Name, Session = who.Session, ReadMarks = who.ReadMarks };

    public static V1.PreviewDeletionResponse Of(DeletionPreview preview) =>
        new() { Undelivered = Of(preview.Undelivered), GroupsOwned = { preview.GroupsOwned } };

    public static V1.ListAccountsResponse Of(AccountPage page)
    {
        V1.ListAccountsResponse message = new();
        message.Accounts.AddRange(page.Accounts.Select(listed => new V1.ListedAccount { Name = listed.Name, Online = listed.Online }));
        if (page.Next is { } next)
            message.Next = next;
        return message;
    }

    public static V1.SendResponse Of(Sent sent) => new()
    {
        Id = Id(sent.Id),
        Number = sent.Number,
        To = sent.To,
        Delivered = sent.Delivered,
        At = Time(sent.At),
        Duplicate = sent.Duplicate,
    };

    public static V1.UndeliveredResponse Of(Fetched fetched) => new() { Messages = { fetched.Messages.Select(Of) }, Left = fetched.Left };

    public static V1.WhyResponse Of(Way way)
    {
        V1.WhyResponse message = new()
        {
            Id = Id(way.Id),
            Number = way.Number,
            To = way.To,
            AcceptedAt = Time(way.AcceptedAt),
            Durable = way.Durable,
            TimesKnown = way.TimesKnown,
            ConfirmedBy = way.ConfirmedBy,
            ReadBy = way.ReadBy,
            Of = way.Of,
            StoredAt = Time(way.StoredAt),
            PushedAt = Time(way.PushedAt),
            ConfirmedAt = Time(way.ConfirmedAt),
            ReadAt = Time(way.ReadAt),
            AllOrNone = way.AllOrNone,
            Edited = way.Edited,
            Unsent = way.Unsent,
        };
        if (way.Terminals is { } terminals)
            message.Terminals = terminals;
        return message;
    }

    public static V1.ListConversationsResponse Of(ConversationPage page)
    {
        V1.ListConversationsResponse message = new() { Conversations = { page.Conversations.Select(Of) } };
        if (page.Next is { } next)
            message.Next = next;
        return message;
    }

    public static V1.HistoryResponse Of(HistoryPage page)
    {
        V1.HistoryResponse message = new() { Conversation = page.With, Messages = { page.Messages.Select(Of) } };
        if (page.Next is { } next)
            message.Next = next;
        return message;
    }

    public static V1.SearchResponse Of(Found found)
    {
        V1.SearchResponse message = new() { Messages = { found.Messages.Select(Of) }, Searched = found.Searched };
        if (found.Next is { } next)
            message.Next = next;
        return message;
    }

    public static V1.ShowGroupResponse Of(ShownGroup group) =>
        new() { Name = group.Name, Owner = group.Owner, Members = { group.Members }, CreatedAt = Time(group.CreatedAt) };

    public static V1.ListGroupsResponse Of(GroupPage page)
    {
        V1.ListGroupsResponse message = new();
        message.Groups.AddRange(page.Groups.Select(listed => new V1.ListedGroup { Name = listed.Name, Owner = listed.Owner, Members = listed.Members }));
        if (page.Next is { } next)
            message.Next = next;
        return message;
    }

    public static V1.ListBlocksResponse Of(Blocks blocks) => new() { Names = { blocks.Names }, Deleted = { blocks.Deleted ?? [] } };

    public static V1.ListSessionsResponse Of(SessionList list) => new() { Sessions = { list.Sessions.Select(Of) } };

    public static V1.ShowSettingsResponse Of(Settings settings) => new() { ReadMarks = settings.ReadMarks };

    private static V1.ListedConversation Of(ListedConversation listed)
    {
        V1.ListedConversation message = new()
        {
            Name = listed.Name,
            Online = listed.Online,
            Undelivered = listed.Undelivered,
            LastSeen = Time(listed.LastSeen),
            Deleted = listed.Deleted,
            LastAt = Time(listed.LastAt),
        };
        if (listed.With is { } with)
            message.Conversation = with;
        if (listed.Last is { } last)
            message.Last = last;
        if (listed.ReadUpTo is { } read)
            message.ReadUpTo = read;
        return message;
    }

    private static V1.ListedSession Of(ListedSession listed) => new()
    {
        Id = listed.Id,
        Address = listed.Address,
        LastActive = Time(listed.LastActive),
        Current = listed.This,
        Connected = listed.Connected,
    };
}
