using Messenger.Wire;

namespace Messenger.Server.Engine.Commands;

/// <summary>Whether a message may be sent: the rules that depend on what everybody else is doing. Only for the engine's turn.</summary>
internal static class Admission
{
    /// <summary>A delivery to a member of a group costs this part of a send.</summary>
    private const double CostOfDelivery = 0.01;

    /// <param name="state">The engine's.</param>
    /// <param name="sender">Who sends.</param>
    /// <param name="target">To whom.</param>
    /// <param name="bytes">How long the text is.</param>
    /// <param name="members">The group's members at this point; null between two.</param>
    /// <param name="wait">How long until it may be sent, where it is a question of time.</param>
    public static ErrorCode Check(EngineState state, Account sender, Target target, int bytes, out GroupState? members, out TimeSpan wait)
    {
        members = (target as Group)?.Coming;
        wait = TimeSpan.Zero;
        if ((members is null ? CheckAccount(state, sender, (Account)target, bytes) : CheckGroup(sender, members)) is not ErrorCode.None and var refusal)
            return refusal;
        return Spend(state, sender, members is null ? 1 : CostOf(members.Members.Count - 1), out wait);
    }

    /// <summary>What it costs to hand something to so many accounts: a send, and a part of one for each.</summary>
    public static double CostOf(int deliveries) => 1 + (deliveries * CostOfDelivery);

    /// <summary>Takes a send, or what costs as much, out of an account's allowance.</summary>
    public static ErrorCode Spend(EngineState state, Account sender, double cost, out TimeSpan wait)
    {
        wait = TimeSpan.Zero;
        return state.Limits.SendsPerSecond is { } rate && !sender.SendAllowance.TryTake(cost, rate, state.Limits.SendBurst, state.Clock, out wait)
            ? ErrorCode.RateLimited
            : ErrorCode.None;
    }

    private static ErrorCode CheckAccount(EngineState state, Account sender, Account target, int bytes)
    {
        if (target.Deleted)
            return ErrorCode.NoSuchAccount;
        if (target.Blocked.ContainsKey(sender.Id))
            return ErrorCode.NotAccepted;
        return target.HasRoomFor(sender, bytes, state.Limits) ? ErrorCode.None : ErrorCode.MailboxFull;
    }

    private static ErrorCode CheckGroup(Account sender, GroupState members)
    {
        if (members.Ended)
            return ErrorCode.NoSuchGroup;
        return members.Has(sender) ? ErrorCode.None : ErrorCode.NotAMember;
    }
}
