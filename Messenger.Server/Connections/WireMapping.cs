using Messenger.Server.Engine;
using Messenger.Wire;
using Messenger.Wire.Messages;

namespace Messenger.Server.Connections;

/// <summary>From the engine's values to the wire's.</summary>
internal static class WireMapping
{
    public static Undelivered ToWire(this MailboxSummary summary) => new(
        summary.Total,
        (uint)summary.From.Count,
        [.. summary.From.Take(Limits.SendersNamed).Select(from => new UndeliveredFrom(from.Sender.Name, from.Sender.Deleted, from.Count))]);
}
