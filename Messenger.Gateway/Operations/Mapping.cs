using System.Globalization;
using System.Text;
using Messenger.Gateway.Contract;
using Messenger.Server.Engine;
using Messenger.Server.Service;
using Messenger.Server.Storage;
using Messenger.Wire;

namespace Messenger.Gateway.Operations;

/// <summary>From the engine's values to the contract's.</summary>
internal static class Mapping
{
    /// <summary>Counts by name. A deleted account and a new one of the same name share theirs.</summary>
    public static Unread ToContract(this MailboxSummary summary)
    {
        SenderCount[] named = [.. summary.From.Take(Limits.SendersNamed)];
        string[] deleted = [.. named.Where(from => from.Sender.Deleted).Select(from => from.Sender.Name).Distinct(StringComparer.Ordinal)];
        return new Unread(summary.Total, named
            .GroupBy(from => from.Sender.Name, StringComparer.Ordinal)
            .ToDictionary(from => from.Key, from => (uint)from.Sum(count => count.Count)))
        {
            Deleted = deleted.Length > 0 ? deleted : null,
        };
    }

    public static ShownMessage ToContract(this Message message, bool queued, bool own) => new(
        message.Id, message.Number, message.Sender.Name, message.To.Name, Encoding.UTF8.GetString(message.Text), Times.Of(message.At), queued)
    {
        FromDeleted = message.Sender.Deleted,
        Own = own,
        Edited = message.Edited,
    };

    public static ShownMessage ToContract(this PastMessage past)
    {
        StoredMessage message = past.Message;
        string text = message.HasText ? Encoding.UTF8.GetString(message.Text) : "";
        return new ShownMessage(message.Id, message.Number, past.Sender.Name, past.To.Name, text, Times.Of(message.At), Queued: false)
        {
            FromDeleted = past.Sender.Deleted,
            Own = past.Own,
            Edited = message.State is MessageState.Edited,
            Unsent = message.State is MessageState.Unsent,
            State = !past.Own ? null : past.Read ? "read" : past.Delivered ? "delivered" : "stored",
        };
    }

    public static Way ToContract(this SentWay sent, Guid id) => new(
        id, sent.Message.Number, sent.To.Name, Times.Of(sent.Way.AcceptedAt), sent.Durable, sent.TimesKnown,
        (uint)sent.Confirmed, (uint)sent.Read, (uint)sent.Recipients)
    {
        StoredAt = Times.OfKnown(sent.Way.StoredAt),
        PushedAt = Times.OfKnown(sent.Way.PushedAt),
        Terminals = sent.TimesKnown ? (uint)sent.Way.Terminals : null,
        ConfirmedAt = Times.OfKnown(sent.Way.ConfirmedAt),
        ReadAt = Times.OfKnown(sent.Way.ReadAt),
        AllOrNone = sent.IsLarge,
        Edited = sent.Message.State is MessageState.Edited,
        Unsent = sent.Message.State is MessageState.Unsent,
    };

    public static Contract.ListedConversation ToContract(this Server.Service.ListedConversation listed)
    {
        Account? other = listed.View.With as Account;
        Conversation? conversation = listed.View.Conversation;
        bool visible = conversation is not null && conversation.Last > listed.View.Floor;
        return new Contract.ListedConversation(listed.View.With.Name, other is { Online: true }, listed.Undelivered)
        {
            LastSeen = other is { Online: false, Deleted: false } ? Times.OfKnown(other.LastSeen) : null,
            Deleted = listed.View.With.Deleted,
            With = listed.View.With.Deleted && visible ? string.Create(CultureInfo.InvariantCulture, $"!{conversation!.Last}") : null,
            Last = visible ? conversation!.Last : null,
            LastAt = visible ? Times.OfKnown(conversation!.LastAt) : null,
            ReadUpTo = Position(listed.ReadUpTo),
        };
    }

    public static Contract.ShownGroup ToContract(this Server.Service.ShownGroup shown) => new(
        shown.State.Name, shown.State.Owner.Name, [.. shown.State.Members.Select(member => member.Account.Name)], Times.Of(shown.Group.CreatedAt));

    /// <summary>Null for 0: there is none.</summary>
    public static ulong? Position(ulong number) => number == 0 ? null : number;

    /// <summary>Null for an empty cursor: that was the last page.</summary>
    public static string? Cursor(string next) => next.Length == 0 ? null : next;
}
