namespace Messenger.Client.Session;

/// <summary>A way to a server: its wire, or its gRPC door with the wire's frames behind it.</summary>
internal interface IDialer
{
    /// <summary>Connects; an unknown key is asked about if <paramref name="mayAsk"/> and somebody is there to ask.</summary>
    /// <exception cref="ConnectFailedException">Nobody there, or not to be trusted.</exception>
    Task<Dialed> DialAsync(bool mayAsk, CancellationToken cancellation);
}
