using Google.Protobuf;
using Messenger.Rpc;
using Messenger.V1;

namespace Messenger.Tests.Gateway.Support;

/// <summary>What came of a call, taken apart by what the specification says and nothing that the door knows.</summary>
/// <param name="Response">HTTP's.</param>
/// <param name="Status">Null when none came.</param>
/// <param name="Text">The sentence that came with it.</param>
/// <param name="Problem">What our trailer says.</param>
/// <param name="Body">The messages, each behind its prefix.</param>
internal sealed record GrpcAnswer(HttpResponseMessage Response, GrpcStatus? Status, string Text, Problem? Problem, byte[] Body)
{
    /// <summary>The code of the refusal; empty without one.</summary>
    public string Code => Problem?.Code ?? "";

    /// <summary>The one message of the answer.</summary>
    public T Read<T>(MessageParser<T> parser)
        where T : IMessage<T> => parser.ParseFrom(Message);

    public byte[] Message => Body is [0, var a, var b, var c, var d, ..] && (a << 24 | b << 16 | c << 8 | d) == Body.Length - GrpcMessage.PrefixBytes
        ? Body[GrpcMessage.PrefixBytes..]
        : throw new FormatException($"not one message: {Convert.ToHexString(Body)}");
}
