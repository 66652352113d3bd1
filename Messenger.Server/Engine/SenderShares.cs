using System.Runtime.InteropServices;

namespace Messenger.Server.Engine;

/// <summary>
/// How much of a mailbox each sender of direct messages takes. Counted only once a mailbox is half full, because only then can anybody have filled half of
/// it; given up when it is empty. Only for the engine's turn.
/// </summary>
internal sealed class SenderShares
{
    private readonly Dictionary<Account, StagedCount> _shares = [];

    public SenderShares(NumberedQueue<Message> mailbox)
    {
        foreach (Message message in mailbox)
        {
            if (message.Conversation.Group is null)
                Add(message.Sender, message.Text.Length);
        }
    }

    public StagedCount Of(Account sender) => _shares.GetValueOrDefault(sender);

    public void Add(Account sender, int bytes)
    {
        ref StagedCount share = ref CollectionsMarshal.GetValueRefOrAddDefault(_shares, sender, out _);
        share = share.Plus(bytes);
    }

    public void Remove(Account sender, int bytes)
    {
        StagedCount left = Of(sender).Minus(bytes);
        if (left.Messages > 0)
            _shares[sender] = left;
        else
            _shares.Remove(sender);
    }
}
