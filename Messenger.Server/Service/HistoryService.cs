using Messenger.Server.Engine;
using Messenger.Server.Storage;
using Messenger.Wire;

namespace Messenger.Server.Service;

/// <summary>A message of the past, as one who may read it sees it.</summary>
/// <param name="Message">As the store has it.</param>
/// <param name="Sender">Who wrote it.</param>
/// <param name="To">The one it went to, or the group.</param>
/// <param name="Own">The asker wrote it.</param>
/// <param name="Delivered">Own, there is a recipient who counts (<see cref="Recipients"/>), and every one has confirmed it.</param>
/// <param name="Read">Own and delivered, and every one has read it and lets it be known.</param>
internal sealed record PastMessage(StoredMessage Message, Account Sender, Target To, bool Own, bool Delivered, bool Read);

/// <summary>A page of the past.</summary>
/// <param name="Messages">In the order of the request's description.</param>
/// <param name="Next">Where the page before begins; 0 when there is none.</param>
internal sealed record HistoryPage(IReadOnlyList<PastMessage> Messages, ulong Next);

/// <summary>A conversation in the list of an account's conversations.</summary>
/// <param name="View">Which.</param>
/// <param name="Undelivered">How many of its messages none of the account's terminals has confirmed.</param>
/// <param name="ReadUpTo">The number of the last message that the account has read; 0 for none.</param>
internal sealed record ListedConversation(View View, uint Undelivered, ulong ReadUpTo)
{
    /// <summary>What the list is ordered by: the last message, and for a group without one the joining.</summary>
    public ulong Key { get; } = KeyOf(View);

    /// <summary>Looked at once: it rises while a list is put in order.</summary>
    private static ulong KeyOf(View view) => Math.Max(view.Conversation?.Last ?? 0, view.Floor);
}

/// <summary>A page of the conversations of an account, those with the newest messages first.</summary>
internal sealed record ConversationPage(IReadOnlyList<ListedConversation> Conversations, ulong Next);

/// <summary>What was said (product rule §9): pages of history, conversations, read positions. Safe on any thread.</summary>
internal sealed class HistoryService(MessengerEngine engine, Conversations conversations, ArchiveReads reads)
{
    /// <summary>Links of a chain that are followed to where a page begins.</summary>
    private const int MostLinksFollowed = 1_000;

    /// <summary>A page of a conversation, oldest first, of messages before one.</summary>
    /// <param name="session">Who asks.</param>
    /// <param name="with">The other's name, or the group's.</param>
    /// <param name="before">Only messages with smaller numbers; 0 for the newest page. One of that conversation is answered fastest.</param>
    /// <param name="count">Most messages wanted; 0 means the default. Fewer come when their texts are long.</param>
    public async Task<Outcome<HistoryPage>> PageAsync(Session session, string with, ulong before, int count)
    {
        Outcome<View> found = conversations.Find(session.Account, with);
        if (found.Refused is { } refused)
            return refused;
        if (found.Value!.Conversation is null)
            return new HistoryPage([], 0);
        int size = count == 0 ? Limits.HistoryDefault : Math.Min(count, Limits.HistoryMax);
        Outcome<ReadMessages> read = await reads.RunAsync<ReadMessages>(() => ReadPage(found.Value, before, size));
        if (read.Refused is { } unread)
            return unread;
        (IReadOnlyList<Said> messages, ulong next) = read.Value!;
        Outcome<Said[]> readable = await conversations.StillReadableAsync(session.Account, messages);
        if (readable.Refused is { } failed)
            return failed;
        bool all = readable.Value!.Length == messages.Count;
        if (!all && conversations.Find(session.Account, with).Refused is { } removed)
            return removed;
        Outcome<PastMessage[]> described = await reads.RunAsync<PastMessage[]>(() => Describe(session.Account, readable.Value));
        return described.Refused is { } unmarked ? unmarked : new HistoryPage(described.Value!, all ? next : 0);
    }

    /// <summary>
    /// What an account sees of stored messages, with the marks on its own. For each of these all members of a group are asked, so this is a read that
    /// takes its turn like those of the archive.
    /// </summary>
    public static PastMessage[] Describe(Account asker, IReadOnlyList<Said> messages)
    {
        List<PastMessage> described = [];
        foreach ((StoredMessage message, Conversation conversation) in messages)
        {
            if (Conversations.Sender(conversation, message.Sender) is not { } sender)
                continue;
            bool own = sender == asker;
            (bool delivered, bool read) = own && message.HasText ? Marks(conversation, asker, message.Number) : default;
            described.Add(new PastMessage(message, sender, (Target?)conversation.Group ?? conversation.Other(sender), own, delivered, read));
        }
        return [.. described];
    }

    /// <summary>The conversations of an account, in the order of their last messages, newest first.</summary>
    /// <param name="account">Whose.</param>
    /// <param name="before">Behind the page that ended with this; 0 for the first.</param>
    /// <param name="count">Most wanted; 0 means the default. Those that share the last place all come.</param>
    public static ConversationPage List(Account account, ulong before, int count)
    {
        Dictionary<long, uint> undelivered = account.Summarize().From.ToDictionary(from => from.Sender.Key, from => from.Count);
        Dictionary<long, ulong> marks;
        lock (account.Gate)
            marks = new Dictionary<long, ulong>(account.ReadMarks);
        ListedConversation[] all = [.. Conversations.Of(account)
            .Select(view => new ListedConversation(
                view, undelivered.GetValueOrDefault(view.With.Key), marks.GetValueOrDefault(view.Conversation!.Id)))
            .Where(listed => before == 0 || listed.Key < before)
            .OrderByDescending(listed => listed.Key)];
        int size = count == 0 ? Limits.PageDefault : Math.Min(count, Limits.PageMax);
        if (all.Length <= size)
            return new ConversationPage(all, 0);
        ulong last = all[size - 1].Key;
        ListedConversation[] page = [.. all.TakeWhile(listed => listed.Key >= last).Take(Limits.PageMax)];
        return new ConversationPage(page, page.Length == all.Length ? 0 : last);
    }

    /// <summary>Moves the read position of a conversation forward, for all terminals of the account.</summary>
    public async Task<Refused?> MarkReadAsync(Session session, string with, ulong upTo)
    {
        Outcome<View> found = conversations.Find(session.Account, with);
        if (found.Refused is { } refused)
            return refused;
        if (found.Value!.Conversation is not { } conversation)
            return Refusals.NoSuchMessage;
        return Refusals.Of(await engine.MarkReadAsync(session, conversation, upTo), with);
    }

    private ReadMessages ReadPage(View view, ulong before, int size)
    {
        Conversation conversation = view.Conversation!;
        ulong next = NewestBefore(conversation, before);
        List<Said> messages = [];
        PageBudget budget = new();
        while (next > view.Floor && messages.Count < size && engine.Archive.Find(next) is { State: not MessageState.Expired } message)
        {
            if (!budget.Takes(message.HasText ? message.Text.Length : 0))
                break;
            messages.Add(new Said(message, conversation));
            next = message.Previous;
        }
        bool more = next > view.Floor && engine.Archive.Find(next) is { State: not MessageState.Expired };
        ulong oldest = messages.Count > 0 ? messages[^1].Message.Number : 0;
        messages.Reverse();
        return new ReadMessages(messages, more ? oldest : 0);
    }

    /// <summary>
    /// Where a page begins. Before a message of the conversation that is the next link of its chain; before any other number it is looked for,
    /// first along the chain, for between the few messages of one conversation there may lie all those of others.
    /// </summary>
    private ulong NewestBefore(Conversation conversation, ulong before)
    {
        ulong next = conversation.Last;
        if (before == 0 || before > next)
            return next;
        if (engine.Archive.Find(before) is { } known && known.Conversation == conversation.Id)
            return known.Previous;
        for (int links = 0; links < MostLinksFollowed; links++)
        {
            // Where a link is gone, so is what lies behind it.
            next = engine.Archive.Find(next)?.Previous ?? 0;
            if (next < before)
                return next;
        }
        return engine.Archive.NewestBefore(conversation.Id, before);
    }

    private static (bool Delivered, bool Read) Marks(Conversation conversation, Account own, ulong number)
    {
        bool anybody = false;
        bool readByAll = true;
        foreach (Account recipient in Recipients.Of(conversation, own, number))
        {
            (bool confirmed, bool read) = Recipients.Marks(recipient, conversation, number);
            if (!confirmed)
                return (false, false);
            anybody = true;
            readByAll &= read;
        }
        return (anybody, anybody && readByAll);
    }
}
