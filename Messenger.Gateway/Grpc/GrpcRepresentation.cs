using System.Buffers;
using Google.Protobuf;
using Messenger.Gateway.Events;
using Messenger.Gateway.Representation;
using Messenger.Gateway.Representation.Protobuf;
using Messenger.Rpc;
using Messenger.Server.Service;

namespace Messenger.Gateway.Grpc;

/// <summary>The messages of REST with protocol buffers, each behind gRPC's prefix. Not for <c>Accept</c> to choose.</summary>
internal sealed class GrpcRepresentation : IRepresentation
{
    private static readonly ProtobufRepresentation Messages = new();

    public static GrpcRepresentation Instance { get; } = new();

    public string MediaType => GrpcMessage.ContentType;

    public string EventsMediaType => MediaType;

    public string ProblemMediaType => MediaType;

    /// <summary>Reads a message without its prefix, which says how long it is.</summary>
    public Outcome<T> Read<T>(ReadOnlyMemory<byte> body, IReadOnlyDictionary<string, string> values)
        where T : class => Messages.Read<T>(body, values);

    public void Write<T>(IBufferWriter<byte> output, T value)
        where T : class => WriteMessage(output, ProtobufAnswers.All[typeof(T)].ToMessage(value));

    public void WriteEvent(IBufferWriter<byte> output, StreamEvent happened) => WriteMessage(output, ProtobufEvents.Of(happened));

    /// <summary>HTTP/2's own pings tell the two ends of a connection that the other lives; this one tells the client.</summary>
    public void WritePing(IBufferWriter<byte> output) => WritePrefix(output, 0);

    private static void WriteMessage(IBufferWriter<byte> output, IMessage message)
    {
        WritePrefix(output, message.CalculateSize());
        message.WriteTo(output);
    }

    private static void WritePrefix(IBufferWriter<byte> output, int length)
    {
        GrpcMessage.WritePrefix(output.GetSpan(GrpcMessage.PrefixBytes), length);
        output.Advance(GrpcMessage.PrefixBytes);
    }
}
