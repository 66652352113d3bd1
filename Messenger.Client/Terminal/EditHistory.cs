namespace Messenger.Client.Terminal;

/// <summary>What was typed before, and which of it is looked at. Bounded: the oldest is forgotten.</summary>
internal sealed class EditHistory
{
    private const int Most = 500;

    private readonly List<string> _texts = [];
    private int _at;
    private string _draft = "";

    public void Add(string text)
    {
        if (text.Length > 0 && (_texts.Count == 0 || _texts[^1] != text))
            _texts.Add(text);
        if (_texts.Count > Most)
            _texts.RemoveAt(0);
        _at = _texts.Count;
        _draft = "";
    }

    /// <summary>What came before; null when there is no more.</summary>
    /// <param name="now">What stands there; it is kept and comes back behind the newest.</param>
    public string? Older(string now)
    {
        if (_at == 0)
            return null;
        if (_at == _texts.Count)
            _draft = now;
        return _texts[--_at];
    }

    /// <summary>What came after, and at last what was being typed; null when that is where we are.</summary>
    public string? Newer()
    {
        if (_at == _texts.Count)
            return null;
        return ++_at == _texts.Count ? _draft : _texts[_at];
    }
}
