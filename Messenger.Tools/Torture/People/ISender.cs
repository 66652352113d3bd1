namespace Messenger.Tools.Torture.People;

/// <summary>One account that sends, by whichever door.</summary>
internal interface ISender : IAsyncDisposable
{
    string Name { get; }

    /// <summary>Null at a door where who only sends has no connection of his own.</summary>
    IConnectionWatch? Watch { get; }

    /// <summary>Its state, for who wonders what keeps it.</summary>
    string InWords();

    /// <summary>Sends until told to stop, then until every send has its answer.</summary>
    Task RunAsync(CancellationToken stop);
}
