using Messenger.Client.Chat.Keeping;
using Messenger.Client.Chat.Model;
using Messenger.Client.Line;
using Messenger.Client.Session;
using Messenger.Wire;
using Messenger.Wire.Messages;

namespace Messenger.Client.Chat;

/// <summary>What a person does with conversations, whichever key, menu or command asks for it. Used on the loop's thread.</summary>
internal sealed class Desk(
    MessengerSession session, ChatState state, Work work, Past past, Sending sending, Unseen unseen, Notes notes, ReadMarker marker, LocalKeeper keeper)
{
    /// <summary>Conversations that are asked for at a login; those beyond appear when something is said in them.</summary>
    private const int MostListed = 2_000;

    /// <summary>Messages of a conversation in which is looked for what was missed; of more the screen says that there are.</summary>
    private const int MostMissed = 1_000;

    /// <summary>As many as a page has at most.</summary>
    private const int MissedPage = Limits.HistoryMax;

    /// <summary>A login has begun.</summary>
    /// <param name="login">The server's answer.</param>
    /// <param name="kept">What an earlier run kept.</param>
    public void LoggedIn(LoginResult login, LocalStateFile? kept)
    {
        Forget();
        state.Account = login.Name;
        notes.Add(state.Home, $"logged in as {login.Name}");
        notes.Add(state.Home, login.Held.Total == 0 ? "nothing undelivered" : $"{Notes.Waiting(login.Held)} (Ctrl-N opens the next)");
        if (login.Keep is { } keep)
            notes.Add(state.Home, $"the server keeps delivered messages for {Wording.Duration(keep)}");
        notes.Add(state.Home, "Ctrl-G goes to a person or a group, F2 shows what there is to do, F1 the keys");
        state.Waiting(login.Held);
        sending.ShowUnsent();
        string? selected = keeper.Begin(kept);
        List();
        // What waits is shown when it is asked for, not by coming back.
        if (selected is not null && state.Get(selected) is { Held: 0 } open)
            Open(open);
    }

    /// <summary>The login is over.</summary>
    public void Forget()
    {
        keeper.End();
        state.Clear();
        state.Home.Timeline.Restart();
        unseen.Clear();
        marker.Forget();
    }

    /// <summary>Something may have been missed: the list is asked for anew, and what is open is brought up to date.</summary>
    public void CameBack(Undelivered held)
    {
        if (held.Total > 0)
            state.Waiting(held);
        List();
        foreach (Conversation conversation in state.Conversations)
            past.Refresh(conversation);
        // What is open is being looked at.
        ReadHeld(state.Selected);
    }

    /// <summary>Looks at a conversation: what waits in it is asked for, and shown.</summary>
    public void Open(Conversation conversation)
    {
        state.Select(conversation);
        keeper.Selected();
        if (conversation == state.Home)
            return;
        conversation.Timeline.MarkNew(conversation.Unread > 0 ? conversation.ReadUpTo + 1 : ulong.MaxValue);
        if (conversation.Unread > 0 && conversation.Past is not PastState.Unknown)
            conversation.Timeline.ShowNew();
        past.Open(conversation);
        ReadHeld(conversation);
        Learn(conversation);
    }

    public void Open(string name) => Open(state.Get(name));

    /// <summary>The conversation above or below in the list.</summary>
    public void Step(int by)
    {
        IReadOnlyList<Conversation> all = [state.Home, .. state.Conversations];
        int at = all.Index().First(item => item.Item == state.Selected).Index + by;
        if (at >= 0 && at < all.Count)
            Open(all[at]);
    }

    /// <summary>The next in the list with something unread, below the one that is open and then from the top.</summary>
    public bool NextUnread()
    {
        IReadOnlyList<Conversation> all = state.Conversations;
        IEnumerable<Conversation> below = all.SkipWhile(conversation => conversation != state.Selected).Skip(1);
        if (below.Concat(all).FirstOrDefault(conversation => conversation.Unread > 0 && conversation != state.Selected) is not { } next)
            return false;
        Open(next);
        return true;
    }

    /// <summary>Somebody scrolls up: what could not be had before is asked for again.</summary>
    public void WantOlder() => Past.TryAgain(state.Selected);

    /// <summary>To the newest message.</summary>
    public void ToEnd()
    {
        Conversation open = state.Selected;
        open.Timeline.ToEnd();
        if (open.Timeline.IsCutOff)
            past.Refresh(open);
    }

    /// <returns>Null, or why it cannot be sent.</returns>
    public string? Send(Conversation conversation, string text)
    {
        if (conversation.Timeline.IsCutOff)
            past.Refresh(conversation);
        return sending.Send(conversation, text);
    }

    /// <summary>Puts another text in place of an own message; null takes it back.</summary>
    public void Change(Conversation conversation, ChatMessage message, string? text) => work.Start(
        stop => text is null ? session.History.UnsendAsync(message.Id, stop) : session.History.EditAsync(message.Id, text, stop),
        () =>
        {
            message.IsUnsent = text is null;
            message.IsEdited = text is not null;
            message.Text = text ?? "";
            conversation.Timeline.Changed(message);
        },
        failure => notes.Trouble(conversation, text is null ? $"not taken back: {failure.Reason}" : $"not changed: {failure.Reason}"));

    /// <summary>A picture was drawn: what of the open conversation can be seen was shown, and is read.</summary>
    /// <returns>Whether that changes what is on the screen.</returns>
    public bool Saw()
    {
        Conversation open = state.Selected;
        if (open.CatchingUp > 0)
            return false;
        if (open.Timeline.View.IsAtStart)
            past.Older(open);
        if (open.Timeline.Seen().FirstOrDefault(message => message is { IsOwn: false, Number: > 0 }) is not { } newest)
            return false;
        int before = open.Unread;
        unseen.SawUpTo(open, newest.Number);
        if (newest.Number > open.ReadUpTo && open.Held == 0)
        {
            open.ReadUpTo = newest.Number;
            open.Mentions = 0;
            keeper.Touch(open);
            marker.Shown(open.Name, newest.Number);
        }
        return open.Unread != before;
    }

    /// <summary>Asks for the name as it was registered, and who is online. Later changes are pushed to those who share a conversation.</summary>
    public void Learn(Conversation conversation)
    {
        if (conversation.IsKnown || conversation.IsGroup || conversation.IsDeleted || !session.IsConnected)
            return;
        conversation.IsKnown = true;
        work.Start(
            stop => session.ListAsync(conversation.Name, limit: 1, cancellation: stop),
            page =>
            {
                if (page.Accounts.Count == 0)
                {
                    notes.Trouble(conversation, $"there is no account {conversation.Name} (F3 shows who has one)");
                    return;
                }
                conversation.Name = page.Accounts[0].Name;
                conversation.IsOnline = page.Accounts[0].Online;
            },
            _ => conversation.IsKnown = false);
    }

    private void ReadHeld(Conversation conversation)
    {
        if (conversation.Held == 0 || conversation.IsReadingHeld || !session.IsConnected)
            return;
        conversation.IsReadingHeld = true;
        work.Start(
            stop => session.ReadAsync(conversation.Name, cancellation: stop),
            _ =>
            {
                // What another terminal confirmed meanwhile is not pushed.
                conversation.IsReadingHeld = false;
                conversation.Held = 0;
            },
            failure =>
            {
                conversation.IsReadingHeld = false;
                notes.Trouble(conversation, $"what waits cannot be shown: {failure.Reason}");
            });
    }

    private void List(ulong before = 0, int listed = 0) => work.Start(
        stop => session.History.ConversationsAsync(before, cancellation: stop),
        page =>
        {
            foreach (ListedConversation item in page.Conversations)
                Take(item);
            if (page.Next != 0 && listed + page.Conversations.Count < MostListed)
                List(page.Next, listed + page.Conversations.Count);
        },
        failure =>
        {
            // Cut off, it is asked for again by coming back.
            if (failure.Code is not ErrorCode.NotConnected)
                notes.Trouble(state.Home, $"the conversations cannot be listed: {failure.Reason}");
        });

    private void Take(ListedConversation item)
    {
        Conversation conversation = state.Get(item.Name);
        state.Newer(conversation, item.Last);
        // Of two that had the name, the one that has it now.
        if (item.Deleted && conversation is { IsDeleted: false, Last: > 0 } && conversation.Last > item.Last)
            return;
        conversation.IsDeleted = item.Deleted;
        conversation.IsKnown = true;
        conversation.IsOnline = item.Online;
        conversation.LastSeen = item.LastSeen == 0 ? null : DateTimeOffset.FromUnixTimeMilliseconds((long)item.LastSeen);
        conversation.ReadUpTo = Math.Max(conversation.ReadUpTo, item.ReadUpTo);
        keeper.Told(conversation, item.ReadUpTo);
        if (item.Last > conversation.ReadUpTo && conversation.Unread == 0 && conversation != state.Selected)
            CountMissed(conversation);
    }

    /// <summary>What was confirmed before and not read, by an earlier run or another program, is counted in history, back to where was read.</summary>
    private void CountMissed(Conversation conversation, ulong before = 0, int counted = 0) => work.Start(
        stop => session.History.PageAsync(conversation.Name, before, MissedPage, stop),
        page =>
        {
            // Whoever opened it meanwhile loads what is unread.
            if (conversation.WasOpened)
                return;
            foreach (HistoryItem item in page.Messages)
            {
                if (item.Number > conversation.ReadUpTo && (item.Marks & (HistoryMarks.Own | HistoryMarks.Unsent)) == 0)
                    conversation.Missed(item.Number);
            }
            bool isMore = page.Next > conversation.ReadUpTo + 1;
            conversation.CountedFrom(isMore ? page.Next : 0);
            if (isMore && counted + page.Messages.Count < MostMissed)
                CountMissed(conversation, page.Next, counted + page.Messages.Count);
        },
        _ => { });
}
