using Messenger.Client.Session;
using Messenger.Wire.Messages;

namespace Messenger.Client.Chat.Model;

/// <summary>What has become of an own message.</summary>
internal enum SendState
{
    /// <summary>It is another's.</summary>
    None,

    /// <summary>It has no answer yet.</summary>
    Sending,

    /// <summary>It was refused; see <see cref="ChatMessage.Failure"/>.</summary>
    Failed,
    Stored,

    /// <summary>Everybody it went to has confirmed it.</summary>
    Delivered,
    Read,
}

/// <summary>A message of a conversation, as far as this terminal knows. Owned by the screen's loop.</summary>
internal sealed class ChatMessage : TimelineItem
{
    /// <summary>The server's number; 0 while there is no answer.</summary>
    public ulong Number { get; set; }

    public required Guid Id { get; init; }

    public required string From { get; init; }

    public required string Text { get; set; }

    public bool IsFromDeleted { get; init; }

    /// <summary>It had waited before this login, and was shown on demand.</summary>
    public bool IsQueued { get; set; }

    public bool IsEdited { get; set; }

    /// <summary>It was taken back.</summary>
    public bool IsUnsent { get; set; }

    /// <summary>A search led here, and it is marked.</summary>
    public bool IsFound { get; set; }

    public SendState State { get; set; }

    /// <summary>Why it failed, in words.</summary>
    public string? Failure { get; set; }

    /// <summary>Of the last change that was applied: of several, that with the largest number holds (PROTOCOL.md §8.7).</summary>
    public ulong Change { get; set; }

    public bool IsOwn => State is not SendState.None;

    public override ulong Order => Number > 0 ? Number : ulong.MaxValue;

    public static ChatMessage Of(MessageReceived message) => new()
    {
        Number = message.Number,
        Id = message.Id,
        From = message.From,
        At = message.At,
        Text = message.Text,
        IsFromDeleted = message.FromDeleted,
        IsQueued = message.Queued,
        IsEdited = message.Edited,
        State = message.Own ? SendState.Stored : SendState.None,
    };

    public static ChatMessage Of(HistoryItem item) => new()
    {
        Number = item.Number,
        Id = item.Id,
        From = item.From,
        At = DateTimeOffset.FromUnixTimeMilliseconds((long)item.At),
        Text = item.TextString(),
        IsFromDeleted = item.Marks.HasFlag(HistoryMarks.SenderDeleted),
        IsEdited = item.Marks.HasFlag(HistoryMarks.Edited),
        IsUnsent = item.Marks.HasFlag(HistoryMarks.Unsent),
        State = StateOf(item.Marks),
    };

    /// <summary>What history says of it holds, but for what was pushed since.</summary>
    public void Update(ChatMessage newer)
    {
        if (Change == 0)
            (Text, IsEdited, IsUnsent) = (newer.Text, newer.IsEdited, newer.IsUnsent);
        if (IsOwn)
            State = (SendState)Math.Max((int)State, (int)newer.State);
    }

    private static SendState StateOf(HistoryMarks marks)
    {
        if (!marks.HasFlag(HistoryMarks.Own))
            return SendState.None;
        if (marks.HasFlag(HistoryMarks.Read))
            return SendState.Read;
        return marks.HasFlag(HistoryMarks.Delivered) ? SendState.Delivered : SendState.Stored;
    }
}
