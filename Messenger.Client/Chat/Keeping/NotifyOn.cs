namespace Messenger.Client.Chat.Keeping;

/// <summary>What rings the bell and counts in the window's title. A muted conversation never does.</summary>
internal enum NotifyOn
{
    /// <summary>Direct messages, and messages in groups that name the person.</summary>
    Mentions,

    /// <summary>Direct messages only.</summary>
    Direct,

    /// <summary>Every message.</summary>
    All,

    Off,
}
