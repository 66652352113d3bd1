using System.Net;
using Messenger.Server;
using Messenger.Server.Connections;
using Messenger.Server.Engine;
using Messenger.Server.Service;

namespace Messenger.Gateway.Operations;

/// <summary>One request, before it is known in which language it came: who asks, where from, of which server.</summary>
/// <param name="Server">What it is asked of.</param>
/// <param name="Connection">The number of its connection, for the log.</param>
/// <param name="Address">Where from; an IPv4 address that came mapped into IPv6 is given as IPv4.</param>
/// <param name="Token">What was shown; empty when nothing was, or nothing that is a token.</param>
/// <param name="Login">The login of the token; null when there is none.</param>
internal sealed record Call(MessengerServer Server, long Connection, IPAddress Address, byte[] Token, Session? Login)
{
    public Verbs Verbs => Context.Verbs;

    public ConnectionContext Context => Server.Context;

    /// <summary>The login, in operations that need one.</summary>
    public Session Session => Login ?? throw new InvalidOperationException("operations with access LoggedIn are called with a login");

    public Account Account => Session.Account;
}
