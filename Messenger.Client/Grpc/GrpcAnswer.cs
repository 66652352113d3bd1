using System.Buffers;
using System.Globalization;
using System.IO.Pipelines;
using System.Net;
using System.Net.Http.Headers;
using System.Runtime.CompilerServices;
using Google.Protobuf;
using Messenger.Rpc;

namespace Messenger.Client.Grpc;

/// <summary>Reads the answer to a call: its messages, and how it ended.</summary>
internal static class GrpcAnswer
{
    /// <summary>Largest message that is taken, in bytes; what gRPC's own clients take too.</summary>
    public const int MessageBytesMax = 4 * 1024 * 1024;

    /// <summary>The messages of an answer, as they come.</summary>
    /// <exception cref="GrpcException">It ended with another status than OK, or is no answer in gRPC.</exception>
    public static async IAsyncEnumerable<T> ReadAsync<T>(
        HttpResponseMessage response, MessageParser<T> parser, [EnumeratorCancellation] CancellationToken cancellation)
        where T : IMessage<T>
    {
        if (response.StatusCode is not HttpStatusCode.OK)
            throw GrpcException.NotGrpc($"HTTP {(int)response.StatusCode}");
        if (response.Content.Headers.ContentType?.MediaType?.StartsWith(GrpcMessage.ContentType, StringComparison.Ordinal) is not true)
            throw GrpcException.NotGrpc($"content of type {response.Content.Headers.ContentType?.MediaType ?? "none"}");
        PipeReader reader = PipeReader.Create(await response.Content.ReadAsStreamAsync(cancellation).ConfigureAwait(false));
        try
        {
            while (true)
            {
                ReadResult read = await reader.ReadAsync(cancellation).ConfigureAwait(false);
                ReadOnlySequence<byte> rest = read.Buffer;
                while (TryTake(ref rest, parser, out T? message))
                    yield return message;
                if (read.IsCompleted && rest.Length > 0)
                    throw GrpcException.NotGrpc("half a message");
                reader.AdvanceTo(rest.Start, rest.End);
                if (read.IsCompleted)
                    break;
            }
        }
        finally
        {
            await reader.CompleteAsync().ConfigureAwait(false);
        }
        // An answer without a message has its trailers for headers.
        ThrowUnlessOk(response.TrailingHeaders.Contains(GrpcHeaders.Status) ? response.TrailingHeaders : response.Headers);
    }

    private static bool TryTake<T>(ref ReadOnlySequence<byte> rest, MessageParser<T> parser, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out T? message)
        where T : IMessage<T>
    {
        message = default;
        if (!GrpcMessage.TryReadPrefix(rest, out bool compressed, out uint length))
            return false;
        if (compressed)
            throw GrpcException.NotGrpc("a compressed message, which nobody asked for");
        if (length > MessageBytesMax)
            throw GrpcException.NotGrpc($"a message of {length} bytes");
        if (rest.Length < GrpcMessage.PrefixBytes + length)
            return false;
        try
        {
            message = parser.ParseFrom(rest.Slice(GrpcMessage.PrefixBytes, length));
        }
        catch (InvalidProtocolBufferException e)
        {
            throw GrpcException.NotGrpc(e.Message);
        }
        rest = rest.Slice(GrpcMessage.PrefixBytes + length);
        return true;
    }

    private static void ThrowUnlessOk(HttpResponseHeaders trailers)
    {
        if (!int.TryParse(First(trailers, GrpcHeaders.Status), NumberStyles.None, CultureInfo.InvariantCulture, out int status))
            throw GrpcException.NotGrpc("no status");
        if (status == (int)GrpcStatus.Ok)
            return;
        V1.Problem? problem = ProblemOf(First(trailers, GrpcHeaders.Problem));
        string message = problem?.Detail ?? GrpcText.Decode(First(trailers, GrpcHeaders.Message) ?? "");
        throw new GrpcException((GrpcStatus)status, message, problem);
    }

    /// <summary>Binary metadata is base64, with or without its padding.</summary>
    private static V1.Problem? ProblemOf(string? text)
    {
        if (text is null)
            return null;
        byte[] bytes = new byte[text.Length];
        try
        {
            return Convert.TryFromBase64String(text.PadRight((text.Length + 3) / 4 * 4, '='), bytes, out int length)
                ? V1.Problem.Parser.ParseFrom(bytes, 0, length)
                : null;
        }
        catch (InvalidProtocolBufferException)
        {
            return null;
        }
    }

    private static string? First(HttpResponseHeaders headers, string name) =>
        headers.TryGetValues(name, out IEnumerable<string>? values) ? values.First() : null;
}
