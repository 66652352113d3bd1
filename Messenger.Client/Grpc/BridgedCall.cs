using Google.Protobuf;
using Messenger.Wire;
using Messenger.Wire.Fields;

namespace Messenger.Client.Grpc;

/// <summary>A request of the wire that is a call of gRPC: which, and how the one is read as the other.</summary>
/// <param name="Opcode">The request.</param>
/// <param name="Method">The call's name in messenger.proto.</param>
internal abstract record BridgedCall(Opcode Opcode, string Method)
{
    /// <summary>The messages, for tests.</summary>
    public abstract (Type Request, Type Answer) Messages { get; }

    /// <summary>Makes the call, and says the answer to the session.</summary>
    /// <exception cref="GrpcException">Refused, or no answer.</exception>
    public abstract Task RunAsync(BridgeCalls calls, uint requestId, byte[] body);
}

/// <summary>A request with the messages of its call.</summary>
/// <param name="Opcode">The request.</param>
/// <param name="Method">The call's name in messenger.proto.</param>
/// <param name="Read">Makes the request from the body of a frame.</param>
/// <param name="Write">Makes the body of the answer's frame.</param>
internal sealed record BridgedCall<TRequest, TAnswer, TWire>(Opcode Opcode, string Method, BodyReader<TRequest> Read, Func<TAnswer, TWire> Write)
    : BridgedCall(Opcode, Method)
    where TRequest : IMessage<TRequest>
    where TAnswer : IMessage<TAnswer>, new()
    where TWire : IWireMessage<TWire>
{
    public override (Type Request, Type Answer) Messages => (typeof(TRequest), typeof(TAnswer));

    public override async Task RunAsync(BridgeCalls calls, uint requestId, byte[] body)
    {
        TAnswer answer = await calls.AskAsync<TRequest, TAnswer>(Method, Read(body)).ConfigureAwait(false);
        TWire said = Write(answer);
        await calls.Output.WriteAsync(frames => frames.Write(Opcode.AnswerTo(), requestId, said), calls.Stop).ConfigureAwait(false);
    }
}

/// <summary>Makes the request of a call from the body of a frame.</summary>
internal delegate T BodyReader<out T>(ReadOnlySpan<byte> body);

/// <summary>What the calls of one bridge share.</summary>
/// <param name="channel">Where they are made.</param>
/// <param name="output">Where they are answered.</param>
/// <param name="stop">Cancelled when the bridge is over.</param>
internal sealed class BridgeCalls(GrpcChannel channel, BridgeOutput output, CancellationToken stop)
{
    /// <summary>Beyond what a session waits for any answer (PROTOCOL.md §9), so that it is the session that gives up.</summary>
    public static readonly TimeSpan Deadline = TimeSpan.FromSeconds(90);

    public GrpcChannel Channel => channel;

    public BridgeOutput Output => output;

    public CancellationToken Stop => stop;

    /// <summary>Of the login; null before it.</summary>
    public string? Token { get; set; }

    /// <exception cref="GrpcException">Refused, or no answer.</exception>
    public Task<TAnswer> AskAsync<TRequest, TAnswer>(string method, TRequest request)
        where TRequest : IMessage<TRequest>
        where TAnswer : IMessage<TAnswer>, new() => channel.UnaryAsync<TRequest, TAnswer>(method, request, Token, Deadline, stop);
}
