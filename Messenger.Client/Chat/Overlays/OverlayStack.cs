using Messenger.Client.Terminal;
using Messenger.Client.Terminal.Screen;

namespace Messenger.Client.Chat.Overlays;

/// <summary>What lies over the conversation, one upon the other. The uppermost has the keys; those that closed are taken away, wherever they lie.</summary>
internal sealed class OverlayStack
{
    private readonly List<IOverlay> _open = [];

    /// <summary>The uppermost that is open; null: the conversation has the keys.</summary>
    public IOverlay? Top
    {
        get
        {
            TakeAway();
            return _open.Count > 0 ? _open[^1] : null;
        }
    }

    public void Open(IOverlay overlay) => _open.Add(overlay);

    /// <summary>Gives all of them up, as Esc does: what they show is nobody's business any more.</summary>
    public void CloseAll()
    {
        foreach (IOverlay overlay in _open.AsEnumerable().Reverse().ToArray())
            overlay.OnKey(new Key(KeyKind.Escape));
        _open.Clear();
    }

    /// <summary>Gives a key to the uppermost.</summary>
    /// <returns>False when none is open.</returns>
    public bool OnKey(Key key)
    {
        if (Top is not { } top)
            return false;
        top.OnKey(key);
        return true;
    }

    /// <summary>Draws them over what stands there; where there is room for one alone, the uppermost.</summary>
    public void Draw(Canvas canvas)
    {
        if (Top is not { } top)
            return;
        // Without a border a frame takes everything, and nothing of the others would be seen.
        foreach (IOverlay overlay in Frame.IsBordered(canvas) ? _open : [top])
            overlay.Draw(canvas);
    }

    private void TakeAway() => _open.RemoveAll(overlay => !overlay.IsOpen);
}
