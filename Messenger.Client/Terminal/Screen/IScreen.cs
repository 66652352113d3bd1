namespace Messenger.Client.Terminal.Screen;

/// <param name="Columns">At least 1.</param>
/// <param name="Rows">At least 1.</param>
internal readonly record struct ScreenSize(int Columns, int Rows);

/// <summary>What the full screen is drawn on: a terminal, or what a test reads.</summary>
internal interface IScreen
{
    /// <summary>As the terminal says now.</summary>
    ScreenSize Size { get; }

    /// <summary>The size changed, or what was drawn is gone: draw all of it. Raised on any thread.</summary>
    event Action? Resized;

    /// <summary>Writes text and our control sequences, as one write.</summary>
    /// <exception cref="IOException">The terminal is gone.</exception>
    void Write(string text);

    /// <summary>Gives the terminal back, stops the program as Ctrl-Z does in other programs, and takes the terminal again when it goes on.</summary>
    void Suspend();
}
