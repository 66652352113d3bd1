using System.Runtime.InteropServices;

namespace Messenger.Server.Engine;

/// <summary>How many messages of one sender, or one group, wait.</summary>
internal readonly record struct SenderCount(Target Sender, uint Count);

/// <summary>How many messages wait, and from whom (a sender, or a group), those with most first.</summary>
internal sealed record MailboxSummary(uint Total, IReadOnlyList<SenderCount> From)
{
    public static MailboxSummary Empty { get; } = new(0, []);

    /// <summary>Counts the messages that <paramref name="counts"/> says yes to. Needs the lock of the queue's account.</summary>
    public static MailboxSummary OfLocked(NumberedQueue<Message> queue, Func<Message, bool>? counts = null)
    {
        if (queue.Count == 0)
            return Empty;
        Message[] waiting = queue.ToArray();
        return Of(counts is null ? waiting : Array.FindAll(waiting, message => counts(message)));
    }

    /// <summary>Counts messages. Needs no lock.</summary>
    public static MailboxSummary Of(Message[] messages)
    {
        if (messages.Length == 0)
            return Empty;
        Dictionary<Target, uint> bySender = [];
        foreach (Message message in messages)
            CollectionsMarshal.GetValueRefOrAddDefault(bySender, message.From, out _)++;
        return new((uint)messages.Length, [.. bySender
            .Select(pair => new SenderCount(pair.Key, pair.Value))
            .OrderByDescending(count => count.Count)
            .ThenBy(count => count.Sender.Name, StringComparer.OrdinalIgnoreCase)]);
    }
}
