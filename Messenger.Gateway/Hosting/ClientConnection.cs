using System.Net;

namespace Messenger.Gateway.Hosting;

/// <summary>What is known of a client's connection, whatever is spoken on it.</summary>
/// <param name="Id">Its number, for the log.</param>
/// <param name="Address">Where from; an IPv4 address that came mapped into IPv6 is given as IPv4.</param>
/// <param name="TurnedAway">There are too many: it is told so, and nothing else.</param>
internal sealed record ClientConnection(long Id, IPAddress Address, bool TurnedAway);
