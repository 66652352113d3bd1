using Microsoft.AspNetCore.Http;

namespace Messenger.Gateway.Hosting;

/// <summary>A part of what the HTTP door serves, with the requests that belong to it. Safe on any thread.</summary>
internal interface IHttpRoom
{
    bool Takes(HttpRequest request);

    /// <summary>Answers a request whose transport and origin are in order.</summary>
    /// <exception cref="OperationCanceledException">The client went.</exception>
    Task HandleAsync(HttpContext context, ClientConnection connection);
}
