using Messenger.Client.Session;

namespace Messenger.Tools.Doors;

/// <summary>What happens at a door, as it happens. Read by one flow; ends with its door or by itself.</summary>
internal interface IDoorEvents : IAsyncDisposable
{
    /// <summary>The next event; signs of life are passed over.</summary>
    /// <exception cref="RefusedException">The connection was lost: open events again behind the last id that came.</exception>
    /// <exception cref="OperationCanceledException">Waiting was given up, and with it the events.</exception>
    ValueTask<DoorEvent> NextAsync(CancellationToken cancellation);
}
