using System.Globalization;
using Messenger.Client.Chat.Keeping;
using Messenger.Client.Chat.Model;
using Messenger.Client.Session;
using Messenger.Client.Terminal.Screen;

namespace Messenger.Client.Chat;

/// <summary>Rings the bell and counts in the window's title for what a person should look at. Used on the loop's thread.</summary>
internal sealed class Alerts(ChatState state, Preferences preferences, Renderer renderer, TimeProvider time)
{
    /// <summary>Many messages at once ring once.</summary>
    private static readonly TimeSpan BetweenBells = TimeSpan.FromSeconds(2);

    /// <summary>Who typed so lately sees what comes into the conversation that is open.</summary>
    private static readonly TimeSpan Watching = TimeSpan.FromSeconds(20);

    private long? _rangAt;
    private long _keyAt;

    private ClientSettings Settings => preferences.Settings;

    /// <summary>Somebody is there.</summary>
    public void KeyPressed() => _keyAt = time.GetTimestamp();

    public void Came(Conversation conversation, MessageReceived message)
    {
        bool isMention = state.Account is { } name && Mentions(message.Text, name);
        if (isMention)
            conversation.Mentions++;
        if (!IsWanted(conversation, isMention) || (conversation == state.Selected && time.GetElapsedTime(_keyAt) < Watching))
            return;
        if (!Settings.Bell || (_rangAt is { } before && time.GetElapsedTime(before) < BetweenBells))
            return;
        _rangAt = time.GetTimestamp();
        renderer.Ring();
    }

    /// <summary><c>(3) messenger</c>: how many wait of those that a person wants to hear of.</summary>
    public void ShowTitle()
    {
        if (!Settings.Title)
            return;
        int unread = state.Conversations.Sum(Counted);
        renderer.SetTitle(unread > 0 ? string.Create(CultureInfo.InvariantCulture, $"({unread}) messenger") : "messenger");
    }

    private int Counted(Conversation conversation)
    {
        if (!IsWanted(conversation, isMention: true))
            return 0;
        return IsWanted(conversation, isMention: false) ? conversation.Unread : Math.Min(conversation.Mentions, conversation.Unread);
    }

    private bool IsWanted(Conversation conversation, bool isMention) => Settings.Notify switch
    {
        NotifyOn.Off => false,
        _ when conversation.IsMuted => false,
        NotifyOn.All => true,
        _ when !conversation.IsGroup => true,
        NotifyOn.Mentions => isMention,
        _ => false,
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
