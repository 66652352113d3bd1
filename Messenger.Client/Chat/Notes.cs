using Messenger.Client.Chat.Model;
using Messenger.Client.Line;
using Messenger.Wire.Messages;

namespace Messenger.Client.Chat;

/// <summary>Writes lines of the program's own into conversations. Used on the loop's thread.</summary>
internal sealed class Notes(TimeProvider time)
{
    /// <summary>Senders that are named: the list of conversations has them all.</summary>
    private const int SendersNamed = 3;

    public void Add(Conversation conversation, string text) => Add(conversation, text, isTrouble: false);

    /// <summary>Something went wrong, and the line says what to do.</summary>
    public void Trouble(Conversation conversation, string text) => Add(conversation, text, isTrouble: true);

    /// <summary>What waits, and from whom, in few rows.</summary>
    public static string Waiting(Undelivered undelivered) => Wording.Undelivered(undelivered, SendersNamed);

    private void Add(Conversation conversation, string text, bool isTrouble) =>
        conversation.Timeline.Add(new Note(conversation.Timeline.NewestNumber) { At = time.GetUtcNow(), Text = text, IsTrouble = isTrouble });
}
