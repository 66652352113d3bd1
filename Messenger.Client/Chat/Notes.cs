using Messenger.Client.Chat.Model;

namespace Messenger.Client.Chat;

/// <summary>Writes lines of the program's own into conversations. Used on the loop's thread.</summary>
internal sealed class Notes(TimeProvider time)
{
    public void Add(Conversation conversation, string text) => Add(conversation, text, isTrouble: false);

    /// <summary>Something went wrong, and the line says what to do.</summary>
    public void Trouble(Conversation conversation, string text) => Add(conversation, text, isTrouble: true);

    private void Add(Conversation conversation, string text, bool isTrouble) =>
        conversation.Timeline.Add(new Note(conversation.Timeline.NewestNumber) { At = time.GetUtcNow(), Text = text, IsTrouble = isTrouble });
}
