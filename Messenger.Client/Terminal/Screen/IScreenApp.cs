namespace Messenger.Client.Terminal.Screen;

/// <summary>What the full screen shows and does. Called by the loop's thread alone, so it needs no locks and must never wait.</summary>
internal interface IScreenApp
{
    void OnKey(Key key);

    /// <summary>Draws everything, onto a blank canvas. Costs what is visible.</summary>
    void Draw(Canvas canvas);

    /// <summary>What was drawn last is on its way to the terminal.</summary>
    void Drawn()
    {
    }
}
