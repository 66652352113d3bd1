using System.Buffers.Text;
using System.Text;
using Messenger.Gateway.Hosting;
using Messenger.Gateway.Operations;
using Messenger.Server;
using Messenger.Wire;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace Messenger.Gateway.Rest;

/// <summary>The token of <c>Authorization: Bearer</c>: a session's resume token, base64url.</summary>
internal static class Bearer
{
    private const string Scheme = "Bearer ";

    /// <summary>Who asks.</summary>
    public static Call CallOf(MessengerServer server, HttpRequest request, ClientConnection connection)
    {
        byte[] token = TokenOf(request.Headers.Authorization);
        return new Call(server, connection.Id, connection.Address, token, token.Length == 0 ? null : server.Context.Verbs.Accounts.Find(token));
    }

    /// <returns>Empty when there is none, or it cannot be one.</returns>
    public static byte[] TokenOf(StringValues authorization)
    {
        if (authorization.Count != 1 || authorization[0] is not { } header || !header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase))
            return [];
        byte[] text = Encoding.ASCII.GetBytes(header[Scheme.Length..].Trim());
        byte[] token = new byte[Limits.TokenBytes];
        if (text.Length > 2 * Limits.TokenBytes || !Base64Url.IsValid(text))
            return [];
        return Base64Url.DecodeFromUtf8(text, token, out _, out int written) is System.Buffers.OperationStatus.Done && written == Limits.TokenBytes ? token : [];
    }
}
