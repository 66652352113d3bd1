namespace Messenger.Tests.Gateway.Support;

/// <summary>What a client of the HTTP door speaks.</summary>
public enum Spoken
{
    Json,
    Protobuf,
    Grpc,
}
