using Messenger.Server.Storage;
using Messenger.Wire;

namespace Messenger.Server.Engine.Commands;

/// <summary>A message as its sender may look it up.</summary>
/// <param name="Stored">As the store has it.</param>
/// <param name="Conversation">Where it was sent.</param>
/// <param name="Way">What became of it, and when; null when that is not remembered.</param>
internal sealed record SentMessage(StoredMessage Stored, Conversation Conversation, MessageWay? Way);

/// <summary>
/// Looks up a message that an account sent. Changes nothing, and so answers also while nothing can be written; in the engine's turn all the
/// same, for what is remembered of sends and their ways belongs to it.
/// </summary>
/// <param name="session">The sender's.</param>
/// <param name="id">The sender's id of the message.</param>
internal sealed class FindSent(Session session, Guid id) : AwaitedCommand
{
    /// <summary>Null when there is none, or it is kept no more.</summary>
    public SentMessage? Sent { get; private set; }

    /// <summary>Nothing yet: what is staged before this in its batch may come to nothing.</summary>
    public override void Stage(EngineState state)
    {
    }

    public override void Apply(EngineState state)
    {
        if (session.Ended)
        {
            Result = ErrorCode.NotLoggedIn;
            return;
        }
        try
        {
            Sent = Find(state);
        }
        catch (StoreException)
        {
            Result = ErrorCode.StoreFailed;
        }
    }

    public override void Undo(EngineState state) => Apply(state);

    private SentMessage? Find(EngineState state)
    {
        RecentSends recent = session.Account.RecentSends;
        int slot = recent.Find(id);
        StoredMessage? found = slot >= 0 ? state.Journal.ReadMessage(recent.At(slot).Number) : state.Journal.FindMessage(session.Account, id);
        return found is { State: not MessageState.Expired } stored && state.FindConversation(stored.Conversation) is { } conversation
            ? new SentMessage(stored, conversation, state.Ways.Find(stored.Number))
            : null;
    }
}
