using Messenger.Server.Storage;

namespace Messenger.Server.Engine.Commands;

/// <summary>
/// Messages are older than history is kept: their texts go, and what is older than repeats need be recognised goes altogether. What still
/// waits for somebody stays.
/// </summary>
/// <param name="messages">As the archive has them.</param>
/// <param name="forgetBefore">Stored before this, milliseconds since 1970-01-01 UTC, not even a trace is kept.</param>
internal sealed class ExpireMessages(IReadOnlyList<StoredMessage> messages, long forgetBefore) : AwaitedCommand
{
    private readonly List<ulong> _gone = [];

    /// <summary>The numbers of those whose text is gone, once done.</summary>
    public IReadOnlyList<ulong> Gone => _gone;

    public override void Stage(EngineState state)
    {
        foreach (StoredMessage message in messages)
        {
            if (state.FindConversation(message.Conversation) is { } conversation && Waits(conversation, message.Number))
                continue;
            if (message.At < forgetBefore)
                state.Journal.MessageForgotten(message.Number);
            else if (message.State is not MessageState.Expired)
                state.Journal.MessageExpired(message);
            else
                continue;
            _gone.Add(message.Number);
        }
    }

    public override void Apply(EngineState state)
    {
    }

    private static bool Waits(Conversation conversation, ulong number) => conversation.Group is { } group
        ? group.Everyone.Values.Any(account => Waits(account, number))
        : Waits(conversation.First!, number) || Waits(conversation.Second!, number);

    private static bool Waits(Account account, ulong number)
    {
        lock (account.Gate)
            return account.Mailbox.Contains(number);
    }
}
