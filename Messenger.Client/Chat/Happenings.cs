using Messenger.Client.Chat.Model;
using Messenger.Client.Line;
using Messenger.Client.Session;
using Messenger.Wire;
using Messenger.Wire.Messages;

namespace Messenger.Client.Chat;

/// <summary>Takes what happens without being asked for into what is shown. Used on the loop's thread, an event at a time, in order.</summary>
internal sealed class Happenings(
    MessengerSession session, ChatState state, Past past, Sending sending, Unseen unseen, Notes notes, Alerts alerts, ReadMarker marker, LocalKeeper keeper, GroupNotices groups)
{
    /// <summary>The login is over, and somebody has to be told why.</summary>
    public event Action<LoginLost>? LoginEnded;

    /// <summary>Something was said by somebody of whom nothing is known yet.</summary>
    public event Action<Conversation>? Met;

    /// <summary>Somebody here made a group.</summary>
    public event Action<Conversation>? Made;

    /// <summary>The connection is back with the login; what may have changed meanwhile is to be asked for.</summary>
    public event Action<Undelivered>? CameBack;

    public void Take(SessionEvent happened)
    {
        switch (happened)
        {
            case MessageReceived message: Take(message); break;
            case MessageChanged changed: Take(changed); break;
            case ReceiptReceived receipt: Take(receipt); break;
            case PresenceChanged presence: Take(presence); break;
            case GroupChanged change: Take(change); break;
            case UnreadChanged changed: state.Waiting(changed.Undelivered); break;
            case ReadElsewhere read: Take(read); break;
            case NoticesMissed: CameBack?.Invoke(Undelivered.None); break;
            case Connected connected:
                state.Connection = new ConnectionState(ConnectionPhase.Online) { IsTls = connected.Tls };
                break;
            case Disconnected lost:
                state.Connection = state.Connection with { Phase = lost.Retrying ? ConnectionPhase.Offline : ConnectionPhase.Ended, Reason = Reason(lost) };
                if (!lost.Retrying)
                    notes.Trouble(state.Home, $"disconnected: {lost.Message}");
                break;
            case Reconnected back: Take(back); break;
            case LoginLost lost: LoginEnded?.Invoke(lost); break;
            case EarlierSent sent: sending.Happened(sent); break;
            case EarlierRefused refused: sending.Happened(refused); break;
            case OutboxNotice notice: notes.Trouble(state.Home, notice.Message); break;
        }
    }

    private void Take(MessageReceived message)
    {
        bool toGroup = message.To.StartsWith('#');
        Conversation conversation = state.Get(toGroup || message.Own ? message.To : message.From);
        conversation.IsDeleted &= message.FromDeleted;
        state.Newer(conversation, message.Number);
        if (!conversation.IsKnown)
            Met?.Invoke(conversation);
        if (message.Queued && conversation.Held > 0)
            conversation.Held--;
        if (message.Own)
        {
            // Nobody has to see it: somebody here wrote it.
            AddToTimeline(conversation, message);
            session.MarkShown(message.Number);
            return;
        }
        unseen.Came(conversation, message.Number);
        AddToTimeline(conversation, message);
        if (!message.Queued)
            alerts.Came(conversation, message);
    }

    private static void AddToTimeline(Conversation conversation, MessageReceived message)
    {
        Timeline timeline = conversation.Timeline;
        // Behind a gap it would look like the next one; End brings both.
        if (timeline.IsCutOff && message.Number > timeline.NewestNumber)
            return;
        ChatMessage shown = timeline.Add(ChatMessage.Of(message));
        if (message.Queued && !shown.IsQueued)
        {
            shown.IsQueued = true;
            timeline.Changed(shown);
        }
    }

    private void Take(MessageChanged changed)
    {
        session.MarkShown(changed.Number);
        Conversation conversation = state.Get(changed.To.StartsWith('#') || changed.Own ? changed.To : changed.From);
        if (conversation.Timeline.Find(changed.Message) is { } message)
            Apply(conversation.Timeline, message, changed);
        // What was taken back is not to be read any more.
        if (changed.Text is null && conversation.Unseen.Contains(changed.Message) && conversation.Timeline.Find(changed.Message) is null)
            unseen.Drop(conversation, changed.Message);
    }

    private static void Apply(Timeline timeline, ChatMessage message, MessageChanged changed)
    {
        if (changed.Number <= message.Change)
            return;
        message.Change = changed.Number;
        message.IsUnsent = changed.Text is null;
        message.IsEdited = changed.Text is not null;
        message.Text = changed.Text ?? "";
        timeline.Changed(message);
    }

    private void Take(ReceiptReceived receipt)
    {
        if (state.Find(receipt.To) is not { } conversation)
            return;
        if (conversation.IsGroup)
        {
            // Of several members, only history knows when all have.
            past.RefreshMarks(conversation);
            return;
        }
        if (conversation.Timeline.FindOwn(receipt.Id) is { Number: 0 } sending)
            conversation.Timeline.Stored(sending, receipt.Number, sending.At);
        if (receipt.State is ReceiptState.Delivered)
            Raise(conversation.Timeline, conversation.Timeline.Find(receipt.Number), SendState.Delivered);
        else
            Read(conversation.Timeline, receipt.Number);
    }

    private static void Read(Timeline timeline, ulong upTo)
    {
        for (int i = timeline.Items.Count - 1; i >= 0; i--)
        {
            if (timeline.Items[i] is not ChatMessage { IsOwn: true, Number: > 0 } message || message.Number > upTo)
                continue;
            if (message.State is SendState.Read)
                return;
            // One that is read was delivered; its mark is behind the other's.
            Raise(timeline, message, SendState.Read);
        }
    }

    private static void Raise(Timeline timeline, ChatMessage? message, SendState to)
    {
        if (message is not { IsOwn: true } || message.State >= to)
            return;
        message.State = to;
        timeline.Changed(message);
    }

    private void Take(PresenceChanged presence)
    {
        if (state.Find(presence.Name) is not { } conversation)
            return;
        (conversation.IsKnown, conversation.IsOnline, conversation.LastSeen) = (true, presence.Online, presence.LastSeen);
    }

    private void Take(GroupChanged change)
    {
        groups.Show(change);
        switch (change.Change)
        {
            case GroupChange.Renamed:
                state.Rename(change.OldName, change.Name);
                keeper.Renamed(change.OldName, change.Name);
                break;
            case GroupChange.Out or GroupChange.Deleted:
                Leave(change);
                break;
            case GroupChange.Joined:
                Conversation joined = state.Get(change.Name);
                joined.IsLeft = false;
                // Nothing is said in it yet, and it is what is new.
                state.Newer(joined, state.Conversations.Max(conversation => conversation.Last));
                if (groups.OwnChangeUnderWay)
                    Made?.Invoke(joined);
                break;
            default:
                state.Get(change.Name);
                break;
        }
    }

    /// <summary>What is open, or has something typed in it, stays until somebody closes it.</summary>
    private void Leave(GroupChanged change)
    {
        if (state.Find(change.Name) is not { } conversation)
            return;
        unseen.SawUpTo(conversation, ulong.MaxValue);
        bool isOwn = string.Equals(change.By, state.Account, StringComparison.OrdinalIgnoreCase);
        conversation.IsLeft = true;
        conversation.Held = 0;
        if (isOwn || (conversation != state.Selected && conversation.Draft.Text.Length == 0))
            state.Remove(change.Name);
    }

    private void Take(ReadElsewhere read)
    {
        marker.ReadElsewhere(read.With, read.UpTo);
        if (state.Find(read.With) is not { } conversation)
            return;
        conversation.ReadUpTo = Math.Max(conversation.ReadUpTo, read.UpTo);
        unseen.SawUpTo(conversation, read.UpTo);
    }

    private void Take(Reconnected back)
    {
        state.Connection = state.Connection with { Phase = ConnectionPhase.Online, Reason = "" };
        if (!back.LoggedIn)
            return;
        marker.GoOn();
        if (!back.Resumed && back.Held is { Total: > 0 } held)
            notes.Add(state.Selected, $"connected again; {Notes.Waiting(held)}");
        CameBack?.Invoke(back.Held ?? Undelivered.None);
    }

    /// <summary>A server that stops asks for patience; what becomes of it is said by us.</summary>
    private static string Reason(Disconnected lost) =>
        lost.Reason == ErrorCode.ShuttingDown.Word() ? "the server is shutting down" : SafeText.Line(lost.Message);
}
