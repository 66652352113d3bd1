using Messenger.Client.Chat.Model;
using Messenger.Client.Session;

namespace Messenger.Client.Chat;

/// <summary>
/// Confirms messages once they were drawn, and not before. The server pushes so many unconfirmed ones and no more, for all conversations together:
/// beyond a bound the oldest are confirmed all the same, so that a conversation nobody opens does not hold up the others. Used on the loop's thread.
/// </summary>
internal sealed class Unseen(MessengerSession session)
{
    /// <summary>Most messages that wait for somebody to look; half of the window that the session grants.</summary>
    public const int Most = SessionOptions.DefaultWindow / 2;

    private readonly Queue<(Conversation Conversation, ulong Number)> _waiting = new();

    /// <summary>A message was pushed; it is in its conversation, or in history only.</summary>
    public void Came(Conversation conversation, ulong number)
    {
        conversation.Came(number);
        _waiting.Enqueue((conversation, number));
        while (_waiting.Count > Most)
        {
            (Conversation oldest, ulong given) = _waiting.Dequeue();
            if (oldest.GiveUp(given))
                session.MarkShown(given);
        }
    }

    /// <summary>There is nothing to see any more.</summary>
    public void Drop(Conversation conversation, ulong number)
    {
        if (conversation.Drop(number))
            session.MarkShown(number);
    }

    /// <summary>Everything of a conversation up to here was seen.</summary>
    public void SawUpTo(Conversation conversation, ulong number)
    {
        foreach (ulong seen in conversation.SawUpTo(number))
            session.MarkShown(seen);
        while (_waiting.TryPeek(out var first) && !first.Conversation.Unseen.Contains(first.Number))
            _waiting.Dequeue();
    }

    /// <summary>Somebody else is logged in, or nobody.</summary>
    public void Clear() => _waiting.Clear();
}
