using System.Globalization;
using Messenger.Client.Chat.Model;
using Messenger.Client.Session;
using Messenger.Client.Terminal.Screen;

namespace Messenger.Client.Chat;

/// <summary>What a new message may do beyond being shown.</summary>
internal enum NotifyAbout
{
    Off,

    /// <summary>Direct messages, and messages that have one's own name in them.</summary>
    Direct,
    All,
}

/// <summary>Rings the bell and counts in the window's title for what a person should look at. Used on the loop's thread.</summary>
internal sealed class Alerts(ChatState state, Renderer renderer, TimeProvider time)
{
    /// <summary>Many messages at once ring once.</summary>
    private static readonly TimeSpan BetweenBells = TimeSpan.FromSeconds(2);

    /// <summary>Who typed so lately sees what comes into the conversation that is open.</summary>
    private static readonly TimeSpan Watching = TimeSpan.FromSeconds(20);

    private long? _rangAt;
    private long _keyAt;

    public NotifyAbout About { get; set; } = NotifyAbout.Direct;

    public bool Bell { get; set; } = true;

    public bool Title { get; set; } = true;

    /// <summary>Somebody is there.</summary>
    public void KeyPressed() => _keyAt = time.GetTimestamp();

    public void Came(Conversation conversation, MessageReceived message)
    {
        if (!IsWanted(conversation, message) || (conversation == state.Selected && time.GetElapsedTime(_keyAt) < Watching))
            return;
        if (!Bell || (_rangAt is { } before && time.GetElapsedTime(before) < BetweenBells))
            return;
        _rangAt = time.GetTimestamp();
        renderer.Ring();
    }

    /// <summary><c>(3) messenger</c>: how many wait in conversations that are not muted.</summary>
    public void ShowTitle()
    {
        if (!Title)
            return;
        int unread = state.Conversations.Where(conversation => !conversation.IsMuted).Sum(conversation => conversation.Unread);
        renderer.SetTitle(unread > 0 ? string.Create(CultureInfo.InvariantCulture, $"({unread}) messenger") : "messenger");
    }

    private bool IsWanted(Conversation conversation, MessageReceived message) => About switch
    {
        NotifyAbout.Off => false,
        _ when conversation.IsMuted => false,
        NotifyAbout.All => true,
        _ => !conversation.IsGroup || (state.Account is { } name && Mentions(message.Text, name)),
    };

    /// <summary>The name stands in the text as a word.</summary>
    private static bool Mentions(string text, string name)
    {
        for (int at = 0; (at = text.IndexOf(name, at, StringComparison.OrdinalIgnoreCase)) >= 0; at += name.Length)
        {
            bool isWordBefore = at > 0 && char.IsLetterOrDigit(text[at - 1]);
            bool isWordBehind = at + name.Length < text.Length && char.IsLetterOrDigit(text[at + name.Length]);
            if (!isWordBefore && !isWordBehind)
                return true;
        }
        return false;
    }
}
