using System.Runtime.InteropServices;

namespace Messenger.Server.Engine;

/// <summary>
/// How much of a mailbox each sender takes. Counted only once a mailbox is half full, because only then can anybody have filled half of
/// it; given up when it is empty. Only for the engine's turn.
/// </summary>
internal sealed class SenderShares
{
    private readonly Dictionary<Account, StagedCount> _shares = [];

    public SenderShares(NumberedQueue mailbox)
    {
        foreach (Message message in mailbox)
            Add(message);
    }

    public StagedCount Of(Account sender) => _shares.GetValueOrDefault(sender);

    public void Add(Message message)
    {
        ref StagedCount share = ref CollectionsMarshal.GetValueRefOrAddDefault(_shares, message.Sender, out _);
        share = share.Plus(message.Text.Length);
    }

    public void Remove(Message message)
    {
        StagedCount left = Of(message.Sender).Minus(message.Text.Length);
        if (left.Messages > 0)
            _shares[message.Sender] = left;
        else
            _shares.Remove(message.Sender);
    }
}
