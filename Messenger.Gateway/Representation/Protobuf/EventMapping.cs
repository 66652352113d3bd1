using Messenger.V1;

namespace Messenger.Gateway.Representation.Protobuf;

/// <summary>How an event of the contract is written.</summary>
/// <param name="Name">The event's.</param>
/// <param name="Type">The contract's.</param>
/// <param name="Put">Puts what happened into its place.</param>
internal sealed record EventMapping(string Name, Type Type, Action<EventsResponse, object> Put);
