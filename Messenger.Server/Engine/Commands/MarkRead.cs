using Messenger.Server.Storage;
using Messenger.Wire;

namespace Messenger.Server.Engine.Commands;

/// <summary>
/// An account has read a conversation up to a message. The mark only moves forward. Its other terminals learn it, and the senders of what
/// it covers if the account shows that.
/// </summary>
/// <param name="session">Whose terminal says so.</param>
/// <param name="conversation">One that the account takes part in.</param>
/// <param name="number">A message of it.</param>
internal sealed class MarkRead(Session session, Conversation conversation, ulong number) : AwaitedCommand
{
    /// <summary>Messages looked through for the newest of each sender; whose lies further back learns it from history.</summary>
    private const int MostLookedThrough = 200;

    private readonly Dictionary<Account, StoredMessage> _covered = [];
    private bool _moves;
    private ulong _from;

    private Account Reader => session.Account;

    public override void Stage(EngineState state)
    {
        if (session.Ended)
        {
            Result = ErrorCode.NotLoggedIn;
            return;
        }
        GroupMember? member = conversation.Group?.Coming.Find(Reader);
        if (conversation.Group is not null && member is null)
        {
            Result = ErrorCode.NotAMember;
            return;
        }
        // What was said in a group before one joined cannot have been read.
        ulong floor = member?.JoinedAfter ?? 0;
        if (number <= floor || state.Journal.ReadMessage(number) is not { } message || message.Conversation != conversation.Id)
        {
            Result = ErrorCode.NoSuchMessage;
            return;
        }
        ulong before = state.ReadMarkOf(Reader, conversation);
        _moves = number > before;
        if (!_moves)
            return;
        state.Journal.ReadUpTo(Reader, conversation, number);
        state.NoteReadMark(Reader, conversation, number);
        _from = Math.Max(before, floor);
        if (Reader.ShowsReads)
            FindCovered(state, message, _from);
    }

    public override void Apply(EngineState state)
    {
        if (!_moves || Result is not ErrorCode.None)
            return;
        lock (Reader.Gate)
            Reader.ReadMarks[conversation.Id] = number;
        if (Reader.ShowsReads)
            state.Ways.Read(Reader, number, _from);
        Target where = (Target?)conversation.Group ?? conversation.Other(Reader);
        Reader.Notify(new ReadUpToNotice(where, number), butNot: session);
        foreach ((Account sender, StoredMessage newest) in _covered)
            sender.Notify(new ReadNotice(newest.Number, newest.Id, (Target?)conversation.Group ?? Reader, Reader), TerminalFeatures.Receipts);
    }

    /// <summary>The newest message of each sender who wants to know, among what is read now and was not before.</summary>
    private void FindCovered(EngineState state, in StoredMessage last, ulong before)
    {
        Account[] curious = conversation.Group is { } group
            ? [.. group.Coming.Members.Take(Group.MostForReceipts + 1).Select(member => member.Account).Where(account => account != Reader && account.WantsReceipts)]
            : [.. new[] { conversation.Other(Reader) }.Where(account => account.WantsReceipts)];
        if (conversation.Group is { Coming.Members.Count: > Group.MostForReceipts })
            return;
        StoredMessage? message = last;
        for (int i = 0; i < MostLookedThrough && _covered.Count < curious.Length && message is { } at && at.Number > before; i++)
        {
            if (curious.FirstOrDefault(account => account.Id == at.Sender) is { } sender)
                _covered.TryAdd(sender, at);
            message = at.Previous == 0 ? null : state.Journal.ReadMessage(at.Previous);
        }
    }
}
