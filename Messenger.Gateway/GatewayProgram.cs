using Messenger.Gateway.Hosting;
using Messenger.Server;

namespace Messenger.Gateway;

/// <summary>The command <c>server</c> with its HTTP door, for REST and gRPC.</summary>
public static class GatewayProgram
{
    /// <inheritdoc cref="ServerProgram.RunAsync(ServerOptions, TextWriter, TextWriter)"/>
    public static Task<int> RunAsync(ServerOptions options, GatewayOptions gateway, TextWriter output, TextWriter errors) =>
        ServerProgram.RunAsync(options, output, errors, async server => await HttpDoor.OpenAsync(server, gateway));
}
