using Messenger.Server.Service;
using Messenger.Wire;

namespace Messenger.Gateway.Operations;

/// <summary>Numbers that the wire's fields cannot even say.</summary>
internal static class Numbers
{
    /// <summary>Why this cannot be a count; null when it can. Larger ones than a page has are cut by the verbs.</summary>
    public static Refused? Refuse(int count, string field) =>
        count < 0 ? new Refused(ErrorCode.BadCommand, $"the field {field} takes a number from 0") : null;
}
