using Messenger.Client.Chat.Model;
using Messenger.Client.Line;
using Messenger.Client.Session;
using Messenger.Wire;

namespace Messenger.Client.Chat;

/// <summary>
/// Own messages: on the screen at once, then into the session's outbox, which outlasts connections and this process; and what becomes
/// of them. Used on the loop's thread.
/// </summary>
internal sealed class Sending(MessengerSession session, ChatState state, Work work, OpenAnswers open, Addressees addressees, Notes notes, TimeProvider time)
{
    /// <returns>Null, or why it cannot be sent, in words; then nothing was done.</returns>
    public string? Send(Conversation conversation, string text)
    {
        if (state.Account is not { } account)
            return "not logged in: F2 has the way in, or /login NAME";
        if (conversation.Name.Length == 0)
            return "to whom? Ctrl-G chooses somebody, or /msg NAME TEXT";
        if (!session.OutboxHasRoom)
            return "the outbox is full (10,000 messages or 16 MiB); wait until it has been sent";
        ChatMessage message = new()
        {
            Id = Guid.CreateVersion7(),
            From = account,
            Text = text,
            At = time.GetUtcNow(),
            State = SendState.Sending,
        };
        conversation.Timeline.Add(message);
        conversation.Timeline.ToEnd();
        Send(conversation, message);
        return null;
    }

    /// <summary>Sends a refused message again, under its id.</summary>
    public bool Retry(Conversation conversation)
    {
        if (conversation.Timeline.Newest(message => message.State is SendState.Failed) is { } failed)
        {
            failed.State = SendState.Sending;
            failed.Failure = null;
            conversation.Failures--;
            conversation.Timeline.Changed(failed);
            Send(conversation, failed);
            return true;
        }
        // What the server would not take yet is tried again by itself; now is sooner.
        bool isAny = false;
        foreach (ChatMessage message in conversation.Timeline.Items.OfType<ChatMessage>().Where(message => message.State is SendState.Sending))
            isAny |= session.Unsent.Retry(message.Id);
        return isAny;
    }

    /// <summary>Gives a message up: the newest refused one, or else the newest without an answer.</summary>
    /// <returns>Whether it may be stored all the same; null when there is none.</returns>
    public bool? Drop(Conversation conversation)
    {
        Timeline timeline = conversation.Timeline;
        ChatMessage? given = timeline.Newest(message => message.State is SendState.Failed) ?? timeline.Newest(message => message.State is SendState.Sending);
        if (given is null)
            return null;
        bool mayBeStored = given.State is SendState.Sending && session.IsConnected;
        if (given.State is SendState.Failed)
            conversation.Failures--;
        session.Unsent.Drop(given.Id);
        timeline.Remove(given);
        return mayBeStored;
    }

    /// <summary>What an earlier run of the program left to be sent is shown where it belongs.</summary>
    public void ShowUnsent()
    {
        foreach (UnsentMessage unsent in session.Unsent.List())
        {
            Conversation conversation = state.Get(unsent.To);
            if (conversation.Timeline.FindOwn(unsent.Id) is not null)
                continue;
            conversation.Timeline.Add(new ChatMessage
            {
                Id = unsent.Id,
                From = state.Account ?? "",
                Text = unsent.Text,
                At = unsent.At,
                State = SendState.Sending,
            });
        }
    }

    public void Happened(EarlierSent sent) => Stored(state.Get(sent.Message.To), sent.Message.Id, sent.Result);

    public void Happened(EarlierRefused refused)
    {
        Conversation conversation = state.Get(refused.Message.To);
        if (conversation.Timeline.FindOwn(refused.Message.Id) is { } message)
            Fail(conversation, message, $"{refused.Reason} ({refused.Code.Word()})");
    }

    private void Send(Conversation conversation, ChatMessage message) => work.Start(
        stop => AskAsync(conversation.Name, message, stop),
        result => Stored(conversation, message.Id, result),
        failure => Fail(conversation, message, failure.Reason));

    private async Task<SendResult> AskAsync(string to, ChatMessage message, CancellationToken stop)
    {
        open.Begin();
        addressees.Sent(to, message.Id);
        try
        {
            return await session.SendAsync(to, message.Text, message.Id, stop).ConfigureAwait(false);
        }
        finally
        {
            open.End();
        }
    }

    private void Stored(Conversation conversation, Guid id, SendResult result)
    {
        if (conversation.Timeline.FindOwn(id) is { } message)
            conversation.Timeline.Stored(message, result.Number, result.At);
        state.Newer(conversation, result.Number);
    }

    private void Fail(Conversation conversation, ChatMessage message, string reason)
    {
        if (message.State is not SendState.Sending)
            return;
        message.State = SendState.Failed;
        message.Failure = reason;
        conversation.Timeline.Changed(message);
        conversation.Failures++;
        if (conversation != state.Selected)
            notes.Trouble(state.Selected, $"not sent to {conversation.Name}: {reason}");
    }
}
