using Messenger.Tools.Doors.Grpc;
using Messenger.Tools.Doors.Rest;
using Messenger.Tools.Doors.Wire;

namespace Messenger.Tools.Doors;

/// <summary>Where clients of all doors are made.</summary>
internal static class DoorClients
{
    /// <summary>Somebody who is not connected yet.</summary>
    /// <exception cref="InvalidOperationException">The server does not have that door.</exception>
    public static IDoorClient Create(DoorKind kind, DoorAddresses addresses) => kind switch
    {
        DoorKind.Wire => new WireDoor(addresses),
        DoorKind.RestJson => new RestDoor(kind, addresses, new JsonCodec()),
        DoorKind.RestProtobuf => new RestDoor(kind, addresses, new ProtobufCodec()),
        DoorKind.Grpc => new GrpcDoor(addresses),
        _ => throw new ArgumentOutOfRangeException(nameof(kind)),
    };
}
