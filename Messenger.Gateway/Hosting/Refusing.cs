using Messenger.Gateway.Grpc;
using Messenger.Gateway.Rest;
using Messenger.Server.Service;
using Microsoft.AspNetCore.Http;

namespace Messenger.Gateway.Hosting;

/// <summary>Refuses in the words that the request's protocol has for it.</summary>
internal static class Refusing
{
    /// <param name="context">The request.</param>
    /// <param name="refused">Why.</param>
    /// <param name="status">Where HTTP has a more exact one than the code's.</param>
    public static Task WriteAsync(HttpContext context, Refused refused, int? status = null) => GrpcRequest.Is(context.Request)
        ? GrpcRefusals.WriteAsync(context, refused)
        : Problems.WriteAsync(context, refused, status ?? HttpStatus.Of(refused.Code));

    /// <summary>As the other one, and the connection ends behind it.</summary>
    public static Task WriteLastAsync(HttpContext context, Refused refused) => GrpcRequest.Is(context.Request)
        ? GrpcRefusals.WriteLastAsync(context, refused)
        : Problems.WriteLastAsync(context, refused);
}
