using Messenger.Wire.Messages;

namespace Messenger.Client.Chat.Model;

/// <summary>Everything that the screen shows of an account: its conversations, which one is looked at, the connection. Owned by the screen's loop.</summary>
internal sealed class ChatState
{
    private readonly Dictionary<string, Conversation> _byName = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<Conversation> _ordered = [];
    private readonly ItemLayout _layout;
    private bool _isSorted = true;

    public ChatState(string server, ItemLayout layout)
    {
        Server = server;
        _layout = layout;
        Home = new Conversation("", layout);
        Selected = Home;
    }

    /// <summary>Host and port.</summary>
    public string Server { get; }

    /// <summary>The account that is logged in; null when none is.</summary>
    public string? Account { get; set; }

    public ConnectionState Connection { get; set; } = new(ConnectionPhase.Connecting);

    /// <summary>There is a connection; without one nobody knows who else is online.</summary>
    public bool IsOnline => Connection.Phase is ConnectionPhase.Online;

    /// <summary>Where the program talks itself, when no conversation is chosen.</summary>
    public Conversation Home { get; }

    public Conversation Selected { get; private set; }

    /// <summary>The newest first; <see cref="Home"/> is not among them.</summary>
    public IReadOnlyList<Conversation> Conversations
    {
        get
        {
            if (!_isSorted)
            {
                // Stable, so that equal ones do not dance.
                Conversation[] sorted = [.. _ordered.OrderByDescending(conversation => conversation.Last)];
                _ordered.Clear();
                _ordered.AddRange(sorted);
                _isSorted = true;
            }
            return _ordered;
        }
    }

    public int Unread => _ordered.Sum(conversation => conversation.Unread);

    /// <summary>More are unread than <see cref="Unread"/> says.</summary>
    public bool IsMoreUnread => _ordered.Exists(conversation => conversation.IsMoreUnread);

    /// <summary>A conversation is new in the list.</summary>
    public Action<Conversation>? Begun { get; set; }

    public Conversation? Find(string name) => _byName.GetValueOrDefault(name);

    public Conversation Get(string name)
    {
        if (_byName.TryGetValue(name, out Conversation? known))
            return known;
        Conversation conversation = new(name, _layout);
        _byName.Add(name, conversation);
        _ordered.Add(conversation);
        _isSorted = false;
        Begun?.Invoke(conversation);
        return conversation;
    }

    public void Select(Conversation conversation)
    {
        Selected.Timeline.IsAtRest = true;
        Selected = conversation;
        Selected.Timeline.IsAtRest = false;
    }

    /// <summary>Something newer is known to have been said.</summary>
    public void Newer(Conversation conversation, ulong number)
    {
        if (number <= conversation.Last)
            return;
        conversation.Last = number;
        _isSorted = false;
    }

    public void Rename(string oldName, string name)
    {
        if (!_byName.Remove(oldName, out Conversation? conversation))
            return;
        Remove(name);
        conversation.Name = name;
        _byName[name] = conversation;
    }

    public void Remove(string name)
    {
        if (!_byName.Remove(name, out Conversation? conversation))
            return;
        _ordered.Remove(conversation);
        if (Selected == conversation)
            Selected = Home;
    }

    /// <summary>Somebody else is logged in, or nobody.</summary>
    public void Clear()
    {
        _byName.Clear();
        _ordered.Clear();
        Selected = Home;
        Account = null;
    }

    /// <summary>Sets how many messages wait in each conversation.</summary>
    /// <param name="undelivered">The server's count of what this account has not confirmed.</param>
    public void Waiting(Undelivered undelivered)
    {
        Dictionary<string, int> counts = new(StringComparer.OrdinalIgnoreCase);
        foreach (UndeliveredFrom from in undelivered.From)
            counts[from.From] = counts.GetValueOrDefault(from.From) + (int)from.Count;
        foreach (string name in counts.Keys)
            Get(name);
        foreach (Conversation conversation in _ordered)
            conversation.Held = Math.Max(0, counts.GetValueOrDefault(conversation.Name) - conversation.Unseen.Count);
    }
}
