namespace Messenger.Client.Line;

/// <summary>Whom plain lines go to, the newest own message to each, and the ids of the newest ones to anybody, as far as this process knows. Any thread may call it.</summary>
internal sealed class Addressees
{
    /// <summary>What is forgotten beyond this, history still knows.</summary>
    private const int MostRemembered = 1000;

    private readonly Lock _gate = new();
    private readonly Dictionary<string, Guid> _newest = new(StringComparer.OrdinalIgnoreCase);
    private readonly Queue<Guid> _ids = [];
    private string? _current;

    /// <summary>An account's name, or a group's with <c>#</c>; null when nobody was chosen.</summary>
    public string? Current
    {
        get
        {
            lock (_gate)
                return _current;
        }
        set
        {
            lock (_gate)
                _current = value;
        }
    }

    public void Sent(string to, Guid id)
    {
        lock (_gate)
        {
            if (_newest.Count >= MostRemembered)
                _newest.Clear();
            _newest[to] = id;
            _ids.Enqueue(id);
            if (_ids.Count > MostRemembered)
                _ids.Dequeue();
        }
    }

    /// <summary>The ids of own messages that begin so.</summary>
    public IReadOnlyList<Guid> Begun(string start)
    {
        lock (_gate)
            return [.. _ids.Where(id => id.ToString().StartsWith(start, StringComparison.OrdinalIgnoreCase)).Distinct()];
    }

    public Guid? NewestTo(string to)
    {
        lock (_gate)
            return _newest.TryGetValue(to, out Guid id) ? id : null;
    }

    /// <summary>It was refused or taken back; what came before it is not known here.</summary>
    public void Gone(string to, Guid id)
    {
        lock (_gate)
        {
            if (_newest.TryGetValue(to, out Guid newest) && newest == id)
                _newest.Remove(to);
        }
    }

    /// <summary>Somebody else is logged in.</summary>
    public void Forget()
    {
        lock (_gate)
        {
            _newest.Clear();
            _ids.Clear();
        }
    }

    /// <summary>A group has another name.</summary>
    public void Rename(string oldName, string name)
    {
        lock (_gate)
        {
            if (string.Equals(_current, oldName, StringComparison.OrdinalIgnoreCase))
                _current = name;
            if (_newest.Remove(oldName, out Guid newest))
                _newest[name] = newest;
        }
    }
}
