namespace Messenger.Tools.Doors;

/// <summary>The ways to one server.</summary>
public enum DoorKind
{
    /// <summary>The protocol of docs/PROTOCOL.md.</summary>
    Wire,

    /// <summary>HTTP with bodies in JSON, events as Server-Sent Events (docs/rest.md).</summary>
    RestJson,

    /// <summary>HTTP with bodies and events as protocol buffers (docs/rest.md).</summary>
    RestProtobuf,

    /// <summary>gRPC (docs/grpc.md).</summary>
    Grpc,
}

/// <summary>What the doors are called where people and programs read it.</summary>
public static class DoorKinds
{
    public static IReadOnlyList<DoorKind> All { get; } = Enum.GetValues<DoorKind>();

    /// <summary>The word on the command line and in JSON.</summary>
    public static string Word(this DoorKind kind) => kind switch
    {
        DoorKind.Wire => "wire",
        DoorKind.RestJson => "rest-json",
        DoorKind.RestProtobuf => "rest-protobuf",
        DoorKind.Grpc => "grpc",
        _ => throw new ArgumentOutOfRangeException(nameof(kind)),
    };

    public static bool TryParse(string word, out DoorKind kind)
    {
        kind = All.FirstOrDefault(kind => kind.Word() == word, (DoorKind)(-1));
        return Enum.IsDefined(kind);
    }
}
