using Messenger.Client.Session;
using Messenger.Rpc;
using Messenger.Wire;

namespace Messenger.Client.Grpc;

/// <summary>A way to the server through its gRPC door, behind which a session finds what it would find behind the wire's.</summary>
internal sealed class GrpcDoor(SessionOptions options) : IDialer
{
    private static readonly TimeSpan AnswerLimit = TimeSpan.FromSeconds(10);

    public async Task<Dialed> DialAsync(bool mayAsk, CancellationToken cancellation)
    {
        GrpcChannel channel = await GrpcChannel.ConnectAsync(options, mayAsk, cancellation).ConfigureAwait(false);
        V1.AboutResponse about;
        try
        {
            about = await channel.UnaryAsync<V1.AboutRequest, V1.AboutResponse>(
                "About", new V1.AboutRequest(), token: null, AnswerLimit, cancellation).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            await channel.DisposeAsync().ConfigureAwait(false);
            if (e is GrpcException refused)
                throw Failed(refused);
            throw;
        }
        Bridge bridge = new(channel, about);
        _ = bridge.RunAsync();
        return new Dialed(bridge.Stream, channel.Fingerprint, bridge.SayNoMoreAsync);
    }

    private ConnectFailedException Failed(GrpcException e)
    {
        string server = HostPort.Format(options.Host, options.Port);
        return e.Code switch
        {
            ErrorCode.TlsRequired => new ConnectFailedException(e.Code, ConnectFailedException.TakesTlsOnly(server), e),
            _ when e.IsLost || e.Status is GrpcStatus.Internal or GrpcStatus.DeadlineExceeded or GrpcStatus.Unimplemented =>
                new ConnectFailedException(ErrorCode.NotConnected, GrpcChannel.NotGrpc(options), e),
            _ => new ConnectFailedException(e.Code, ConnectFailedException.TurnedAway(server, e.Message), e) { RetryAfter = e.RetryAfter },
        };
    }
}
