using Messenger.Client.Chat.Model;
using Messenger.Client.Session;
using Messenger.Wire;
using Messenger.Wire.Messages;

namespace Messenger.Client.Chat;

/// <summary>
/// Brings what was said before into conversations, page by page: when one is opened, when somebody scrolls up to its beginning, and when
/// something may have been missed. Used on the loop's thread.
/// </summary>
internal sealed class Past(MessengerSession session, Work work, Notes notes, TimeProvider time)
{
    private const int PageSize = 100;

    /// <summary>Pages that are loaded by themselves for messages that wait.</summary>
    private const int MostLoaded = Timeline.MostItems / 2;

    private static readonly TimeSpan MarksPause = TimeSpan.FromSeconds(1);

    private readonly HashSet<Conversation> _marksWanted = [];

    /// <summary>A conversation is looked at for the first time.</summary>
    public void Open(Conversation conversation)
    {
        conversation.WasOpened = true;
        if (conversation.Past is not PastState.Unknown || conversation.Name.Length == 0)
            return;
        conversation.CatchingUp = conversation.IsMoreUnread ? MostLoaded : conversation.Unread;
        Load(conversation, before: 0, page => AddNewest(conversation, page));
    }

    /// <summary>The beginning of what is here has been seen.</summary>
    public void Older(Conversation conversation)
    {
        if (conversation.Past is PastState.HasOlder)
            Load(conversation, conversation.OlderThan, page => AddOlder(conversation, page));
    }

    /// <summary>Something may have been missed, or what is here does not reach the present.</summary>
    public void Refresh(Conversation conversation)
    {
        TryAgain(conversation);
        if (conversation.Past is PastState.HasOlder or PastState.Whole)
            Load(conversation, before: 0, page => AddNewest(conversation, page));
        else if (conversation.WasOpened)
            Open(conversation);
    }

    /// <summary>Somebody wants more, or the connection is back: what failed may be asked for again.</summary>
    public static void TryAgain(Conversation conversation)
    {
        if (conversation.Past is PastState.Failed)
            conversation.Past = PastState.HasOlder;
    }

    /// <summary>Marks of own messages may have changed. Many receipts at once ask once.</summary>
    public void RefreshMarks(Conversation conversation)
    {
        if (!_marksWanted.Add(conversation))
            return;
        work.Start(
            stop => Task.Delay(MarksPause, time, stop),
            () =>
            {
                _marksWanted.Remove(conversation);
                Refresh(conversation);
            },
            _ => { });
    }

    /// <summary>Loads older pages until a message is here, as far as the bound allows; then it is shown.</summary>
    /// <param name="conversation">Where it is.</param>
    /// <param name="number">Its number.</param>
    /// <param name="pageOnly">It is too far back: only the page that ends with it is shown.</param>
    public void GoTo(Conversation conversation, ulong number, bool pageOnly = false)
    {
        ChatMessage? here = conversation.Timeline.Find(number);
        // What waits is shown from its beginning once that is here: this comes after it.
        if (conversation.Past is PastState.Loading && (here is null || conversation.CatchingUp > 0))
        {
            conversation.Wanted = number;
            return;
        }
        if (here is not null)
        {
            conversation.Timeline.Show(here);
            return;
        }
        if (pageOnly)
        {
            Load(conversation, number + 1, page =>
            {
                conversation.Timeline.Restart();
                AddOlder(conversation, page);
                conversation.Timeline.CutOff();
                if (conversation.Timeline.Find(number) is { } found)
                    conversation.Timeline.Show(found);
            });
            return;
        }
        Load(conversation, conversation.OlderThan, page =>
        {
            AddOlder(conversation, page);
            bool isFar = conversation.Past is PastState.Whole || conversation.Timeline.Items.Count > MostLoaded;
            GoTo(conversation, number, pageOnly: isFar);
        });
    }

    private void Load(Conversation conversation, ulong before, Action<HistoryAnswer> add)
    {
        PastState earlier = conversation.Past;
        if (earlier is PastState.Loading)
            return;
        conversation.Past = PastState.Loading;
        work.Start(
            stop => session.History.PageAsync(conversation.Name, before, PageSize, stop),
            page =>
            {
                conversation.Past = earlier;
                add(page);
                if (conversation.Wanted is not 0 and ulong wanted)
                {
                    conversation.Wanted = 0;
                    GoTo(conversation, wanted);
                }
            },
            failure =>
            {
                conversation.Past = earlier is PastState.HasOlder ? PastState.Failed : earlier;
                conversation.Wanted = 0;
                conversation.CatchingUp = 0;
                // Nothing was said with somebody who does not exist; offline says so itself.
                if (failure.Code is not (ErrorCode.NotConnected or ErrorCode.NoSuchAccount))
                    notes.Trouble(conversation, $"what was said before cannot be shown: {failure.Reason}");
            });
    }

    private void AddNewest(Conversation conversation, HistoryAnswer page)
    {
        Timeline timeline = conversation.Timeline;
        ulong newestHere = timeline.NewestNumber;
        bool hasGap = timeline.IsCutOff || (page.Next != 0 && page.Messages.Count > 0 && page.Messages[0].Number > newestHere);
        if (hasGap && newestHere > 0)
        {
            timeline.Restart();
            conversation.Past = PastState.Unknown;
        }
        bool isFirst = conversation.Past is PastState.Unknown;
        Add(conversation, page);
        if (isFirst)
            SetOlder(conversation, page);
        // What waits is above the end; it is read from its beginning.
        if (isFirst && conversation.CatchingUp > 0)
            LoadUnread(conversation, page);
        else
            conversation.CatchingUp = 0;
    }

    private void LoadUnread(Conversation conversation, HistoryAnswer page)
    {
        bool isCovered = page.Next == 0 || page.Messages.Count == 0 || page.Messages[0].Number <= conversation.ReadUpTo;
        if (!isCovered && conversation.Timeline.Items.Count < Math.Min(MostLoaded, conversation.CatchingUp + PageSize))
        {
            Load(conversation, conversation.OlderThan, older =>
            {
                AddOlder(conversation, older);
                LoadUnread(conversation, older);
            });
            return;
        }
        conversation.CatchingUp = 0;
        conversation.Timeline.ShowNew();
    }

    private static void AddOlder(Conversation conversation, HistoryAnswer page)
    {
        Add(conversation, page);
        SetOlder(conversation, page);
    }

    private static void Add(Conversation conversation, HistoryAnswer page)
    {
        // The newest first: each finds its place at once.
        foreach (HistoryItem item in page.Messages.Reverse())
            conversation.Timeline.Add(ChatMessage.Of(item));
    }

    private static void SetOlder(Conversation conversation, HistoryAnswer page)
    {
        conversation.OlderThan = page.Next;
        conversation.Past = page.Next == 0 ? PastState.Whole : PastState.HasOlder;
    }
}
