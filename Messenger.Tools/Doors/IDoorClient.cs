using Messenger.Client.Session;
using Messenger.Tools.Doors.Net;

namespace Messenger.Tools.Doors;

/// <summary>
/// One person at one door: the same operations with the same meaning at each. Safe for several threads once logged in; requests may be under way
/// at the same time. A request that was refused, lost or never sent throws <see cref="RefusedException"/> with its code, which is
/// <see cref="Messenger.Wire.ErrorCode.NotConnected"/> when the connection was lost before the answer: whether it took effect is not known then.
/// After a lost connection the next request makes another one, in the same login.
/// </summary>
internal interface IDoorClient : IAsyncDisposable
{
    DoorKind Kind { get; }

    /// <summary>What passed so far.</summary>
    ByteCounter Bytes { get; }

    /// <summary>Makes the connection that the requests go by, so that the first one does not have to.</summary>
    Task ConnectAsync(CancellationToken cancellation = default);

    /// <summary>Makes an account and logs in to it.</summary>
    Task RegisterAsync(string name, string password, CancellationToken cancellation = default);

    Task LoginAsync(string name, string password, CancellationToken cancellation = default);

    /// <summary>Ends the login; the client may register or log in again.</summary>
    Task LogoutAsync(CancellationToken cancellation = default);

    /// <param name="pattern">With wildcards; empty: all.</param>
    /// <param name="after"><see cref="DoorDirectory.Next"/> of the page before; empty: from the start.</param>
    /// <param name="limit">Most entries; 0: as many as a page has.</param>
    /// <param name="cancellation">Gives up waiting.</param>
    Task<DoorDirectory> ListAsync(string pattern, string after, int limit, CancellationToken cancellation = default);

    /// <summary>Sends; once answered it is stored, and repeated under the same id it is stored once.</summary>
    Task<DoorSent> SendAsync(Guid id, string to, string text, CancellationToken cancellation = default);

    /// <summary>What waits, oldest first. By the wire each message comes once a connection; by the others until it is confirmed.</summary>
    /// <param name="count">Most messages; 0: all that an answer takes. By the wire no more than the window.</param>
    /// <param name="cancellation">Gives up waiting.</param>
    Task<DoorFetched> FetchAsync(int count, CancellationToken cancellation = default);

    /// <summary>Says that these were shown. Any number of them.</summary>
    Task ConfirmAsync(IReadOnlyList<ulong> numbers, CancellationToken cancellation = default);

    /// <param name="with">An account, or a group with its <c>#</c>.</param>
    /// <param name="before"><see cref="DoorHistory.Next"/> of the page after; 0: from the newest.</param>
    /// <param name="count">Most messages; 0: as many as a page has.</param>
    /// <param name="cancellation">Gives up waiting.</param>
    Task<DoorHistory> HistoryAsync(string with, ulong before, int count, CancellationToken cancellation = default);

    /// <summary>
    /// Is told at once from now on. Messages that came and are not confirmed come again under their numbers, unless their events are named by
    /// <paramref name="lastId"/>; the wire knows by itself what came.
    /// </summary>
    /// <param name="lastId">The id of the last event that came; 0: none.</param>
    /// <param name="cancellation">Gives up opening.</param>
    Task<IDoorEvents> OpenEventsAsync(ulong lastId = 0, CancellationToken cancellation = default);
}
