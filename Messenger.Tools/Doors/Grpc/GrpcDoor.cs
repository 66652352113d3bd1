using Google.Protobuf;
using Messenger.Client.Grpc;
using Messenger.Client.Session;
using Messenger.Rpc;
using Messenger.Tools.Doors.Net;
using Messenger.V1;
using Messenger.Wire;

namespace Messenger.Tools.Doors.Grpc;

/// <summary>gRPC, by the same HTTP client and over the same kind of connection as REST, so that what differs is what is said.</summary>
internal sealed class GrpcDoor(DoorAddresses addresses) : IDoorClient
{
    private static readonly Version Http2 = new(2, 0);

    private readonly HttpTransport _http = new(DoorKind.Grpc, addresses, Http2);
    private string? _token;

    public DoorKind Kind => DoorKind.Grpc;

    public ByteCounter Bytes => _http.Bytes;

    public async Task ConnectAsync(CancellationToken cancellation)
    {
        try
        {
            await AskAsync("Whoami", new WhoamiRequest(), WhoamiResponse.Parser, cancellation);
        }
        catch (RefusedException refused) when (refused.Code is ErrorCode.NotLoggedIn)
        {
            // Connected all the same.
        }
    }

    public async Task RegisterAsync(string name, string password, CancellationToken cancellation) =>
        _token = (await AskAsync("Register", new RegisterRequest { Name = name, Password = password }, RegisterResponse.Parser, cancellation)).Token;

    public async Task LoginAsync(string name, string password, CancellationToken cancellation) =>
        _token = (await AskAsync("Login", new LoginRequest { Name = name, Password = password }, LoginResponse.Parser, cancellation)).Token;

    public async Task LogoutAsync(CancellationToken cancellation)
    {
        await AskAsync("Logout", new LogoutRequest(), LogoutResponse.Parser, cancellation);
        _token = null;
    }

    public async Task<DoorDirectory> ListAsync(string pattern, string after, int limit, CancellationToken cancellation) => FromProtobuf.Directory(
        await AskAsync("ListAccounts", new ListAccountsRequest { Pattern = pattern, After = after, Limit = limit }, ListAccountsResponse.Parser, cancellation));

    public async Task<DoorSent> SendAsync(Guid id, string to, string text, CancellationToken cancellation) =>
        FromProtobuf.Sent(await AskAsync("Send", FromProtobuf.Send(id, to, text), SendResponse.Parser, cancellation));

    public async Task<DoorFetched> FetchAsync(int count, CancellationToken cancellation) =>
        FromProtobuf.Fetched(await AskAsync("Undelivered", new UndeliveredRequest { Count = count }, UndeliveredResponse.Parser, cancellation));

    public async Task ConfirmAsync(IReadOnlyList<ulong> numbers, CancellationToken cancellation)
    {
        foreach (ulong[] some in numbers.Chunk(Limits.ConfirmMax))
            await AskAsync("Confirm", new ConfirmRequest { Numbers = { some } }, ConfirmResponse.Parser, cancellation);
    }

    public async Task<DoorHistory> HistoryAsync(string with, ulong before, int count, CancellationToken cancellation)
    {
        HistoryRequest request = new() { Conversation = with, Count = count };
        if (before > 0)
            request.Before = before;
        return FromProtobuf.History(await AskAsync("History", request, HistoryResponse.Parser, cancellation));
    }

    public async Task<IDoorEvents> OpenEventsAsync(ulong lastId, CancellationToken cancellation)
    {
        HttpResponseMessage response = await CallAsync(
            "Events", new EventsRequest { Window = Wire.WireDoor.Window, LastEventId = lastId }, HttpCompletionOption.ResponseHeadersRead, cancellation);
        return await GrpcEvents.OpenAsync(response, Bytes, cancellation);
    }

    public ValueTask DisposeAsync()
    {
        _http.Dispose();
        return ValueTask.CompletedTask;
    }

    private async Task<T> AskAsync<T>(string method, IMessage request, MessageParser<T> parser, CancellationToken cancellation)
        where T : IMessage<T>
    {
        using HttpResponseMessage response = await CallAsync(method, request, HttpCompletionOption.ResponseContentRead, cancellation);
        try
        {
            T? answer = default;
            await foreach (T message in GrpcAnswer.ReadAsync(response, parser, cancellation))
            {
                Bytes.Heard(GrpcMessage.PrefixBytes + message.CalculateSize());
                answer = message;
            }
            return answer ?? throw DoorFaults.Strange($"{method} was answered without a message");
        }
        catch (GrpcException refused)
        {
            throw new RefusedException(refused.Code, refused.Message, refused.RetryAfter);
        }
    }

    private async Task<HttpResponseMessage> CallAsync(string method, IMessage message, HttpCompletionOption until, CancellationToken cancellation)
    {
        HttpRequestMessage request = GrpcRequest.Of(_http.Server, method, message, _token, deadline: null, HttpTransport.Agent);
        Bytes.Said(GrpcMessage.PrefixBytes + message.CalculateSize());
        return await _http.AskAsync(request, until, cancellation);
    }
}
