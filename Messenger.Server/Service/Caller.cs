using System.Net;
using Messenger.Server.Engine;

namespace Messenger.Server.Service;

/// <summary>Who asks to log in, before it is known as whom.</summary>
/// <param name="Address">Where from; an IPv4 address that came mapped into IPv6 is given as IPv4.</param>
/// <param name="Terminal">Where to push once logged in.</param>
/// <param name="Window">Most unconfirmed pushes it takes.</param>
/// <param name="ReceivedUpTo">With a resume: what has a number up to this has been received; 0 when that is not said.</param>
internal sealed record Caller(IPAddress Address, ITerminal Terminal, int Window, ulong ReceivedUpTo = 0);

/// <summary>A login that succeeded. The door tells its client, then calls <see cref="Session.Start"/>.</summary>
internal sealed record Login(Session Session, byte[] Token, bool Resumed, MailboxSummary Held);
