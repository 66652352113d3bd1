using Messenger.Client.Terminal;
using Messenger.Client.Terminal.Screen;

namespace Messenger.Client.Chat.Overlays;

/// <summary>Laid over the conversation; takes all keys until it closes. Owned by the loop's thread, as the screen is, and never waits.</summary>
internal interface IOverlay
{
    /// <summary>False: it is to be taken away.</summary>
    bool IsOpen { get; }

    void OnKey(Key key);

    /// <summary>Draws it, and where the cursor stands.</summary>
    /// <param name="canvas">The whole area that it may use; it places and sizes itself in it.</param>
    void Draw(Canvas canvas);
}
