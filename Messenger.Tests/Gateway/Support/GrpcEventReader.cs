using System.Buffers.Binary;
using System.Globalization;
using FluentAssertions;
using Google.Protobuf;
using Messenger.Rpc;
using Messenger.Tests.Support;
using Messenger.V1;

namespace Messenger.Tests.Gateway.Support;

/// <summary>Events as gRPC streams them.</summary>
internal sealed class GrpcEventReader(GrpcClient client, HttpResponseMessage response, Stream stream) : EventReader(client.Http, stream)
{
    /// <summary>How the stream ended; known once there is no further event.</summary>
    public GrpcAnswer End => GrpcClient.Of(response, []);

    public static new async Task<GrpcEventReader> OpenAsync(RestClient client, string? lastEventId = null, int? window = null)
    {
        EventsRequest request = new() { LastEventId = ulong.Parse(lastEventId ?? "0", CultureInfo.InvariantCulture) };
        if (window is { } most)
            request.Window = most;
        // A connection of its own, which can be cut.
        return await OpenAsync(new GrpcClient(new System.Net.IPEndPoint(System.Net.IPAddress.Loopback, client.Grpc.Http.BaseAddress!.Port)) { Token = client.Token }, request);
    }

    public static async Task<GrpcEventReader> OpenAsync(GrpcClient client, EventsRequest request, string? timeout = null, CancellationToken cancel = default)
    {
        HttpResponseMessage response = await client.OpenAsync(client.Request("Events", GrpcClient.Framed(request.ToByteArray()), timeout), cancel);
        return new GrpcEventReader(client, response, await response.Content.ReadAsStreamAsync(CancellationToken.None));
    }

    public override async Task<StreamedEvent?> NextAsync()
    {
        byte[] prefix = new byte[GrpcMessage.PrefixBytes];
        while (await Stream.ReadAtLeastAsync(prefix, prefix.Length, throwOnEndOfStream: false).AsTask().Within("an event") > 0)
        {
            byte[] bytes = new byte[BinaryPrimitives.ReadInt32BigEndian(prefix.AsSpan(1))];
            await Stream.ReadExactlyAsync(bytes).AsTask().Within("the rest of an event");
            EventsResponse told = EventsResponse.Parser.ParseFrom(bytes);
            if (told.EventCase is EventsResponse.EventOneofCase.None)
            {
                bytes.Should().BeEmpty("what says nothing has no bytes");
                Pings++;
                continue;
            }
            return ProtobufEventReader.EventOf(told);
        }
        return null;
    }
}
