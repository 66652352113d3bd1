using Messenger.Client.Session;
using Messenger.Client.Terminal;
using Messenger.Wire;
using Messenger.Wire.Messages;

namespace Messenger.Client.Line;

/// <summary>The commands about what was said: <c>/history</c>, <c>/conversations</c>, <c>/find</c>, <c>/edit</c>, <c>/unsend</c>.</summary>
internal sealed class HistoryCommands(
    MessengerSession session, ILineConsole console, Addressees addressees, OpenAnswers open, ReadMarker marker, Pager pager, WallClock clock)
{
    public async Task HistoryAsync(IReadOnlyList<string> words, CancellationToken stop)
    {
        (string name, uint count) = Wording.NameAndCount(words, "/history bob, /history #lunch 20, /history 20");
        if (name.Length == 0)
            name = Target();
        await NothingOpenAsync(stop).ConfigureAwait(false);
        await HistoryAsync(name, before: 0, (int)Math.Min(count, Limits.HistoryMax), stop).ConfigureAwait(false);
    }

    public async Task FindAsync(IReadOnlyList<string> words, CancellationToken stop)
    {
        await NothingOpenAsync(stop).ConfigureAwait(false);
        await FindAsync(words[0], after: 0, stop).ConfigureAwait(false);
    }

    public Task ConversationsAsync(IReadOnlyList<string> words, CancellationToken stop) => ConversationsAsync(before: 0, stop);

    public async Task EditAsync(IReadOnlyList<string> words, CancellationToken stop)
    {
        await ChangeNewestAsync(Target(), id => session.History.EditAsync(id, words[0], stop), stop).ConfigureAwait(false);
        console.Print($"changed: {SafeText.Line(words[0])}");
    }

    public async Task UnsendAsync(IReadOnlyList<string> words, CancellationToken stop)
    {
        string target = Target();
        Guid id = await ChangeNewestAsync(target, id => session.History.UnsendAsync(id, stop), stop).ConfigureAwait(false);
        addressees.Gone(target, id);
        console.Print($"your last message to {SafeText.Line(target)} is taken back");
    }

    private async Task HistoryAsync(string with, ulong before, int count, CancellationToken stop)
    {
        HistoryAnswer page = await session.History.PageAsync(with, before, count, stop).ConfigureAwait(false);
        if (page.Messages.Count == 0)
            console.Print(before == 0 ? $"nothing is kept of what was said with {SafeText.Line(with)}" : "there is nothing older");
        foreach (HistoryItem message in page.Messages)
            console.Print(Wording.Said(message, clock));
        if (before == 0 && page.Messages.Count > 0)
            marker.Shown(with, page.Messages[^1].Number);
        pager.Offer(page.Next != 0 ? next => HistoryAsync(with, page.Next, count, next) : null, "older");
    }

    private async Task ConversationsAsync(ulong before, CancellationToken stop)
    {
        await NothingOpenAsync(stop).ConfigureAwait(false);
        ConversationsAnswer page = await session.History.ConversationsAsync(before, cancellation: stop).ConfigureAwait(false);
        if (page.Conversations.Count == 0)
            console.Print(before == 0 ? "no conversations yet" : "there is nothing older");
        foreach (ListedConversation conversation in page.Conversations)
            console.Print(Wording.Conversation(conversation, clock));
        pager.Offer(page.Next != 0 ? next => ConversationsAsync(page.Next, next) : null, "older");
    }

    private async Task FindAsync(string query, ulong after, CancellationToken stop)
    {
        FindAnswer page = await session.History.FindAsync(query, after, cancellation: stop).ConfigureAwait(false);
        if (page.Messages.Count == 0)
            console.Print(after == 0 ? $"nothing found in {Wording.Count((long)page.Searched, "message")}" : "there is nothing older");
        foreach (HistoryItem message in page.Messages)
            console.Print(Wording.Found(message, clock));
        pager.Offer(page.Next != 0 ? next => FindAsync(query, page.Next, next) : null, "older");
    }

    /// <summary>Changes the newest own message to a target: the one this terminal knows of, or else the one that history has.</summary>
    /// <returns>Which it was.</returns>
    private async Task<Guid> ChangeNewestAsync(string target, Func<Guid, Task> change, CancellationToken stop)
    {
        // One that has no answer yet may be refused; the one before it is not what is meant.
        await NothingOpenAsync(stop).ConfigureAwait(false);
        if (addressees.NewestTo(target) is { } known)
        {
            try
            {
                await change(known).ConfigureAwait(false);
                return known;
            }
            catch (RefusedException e) when (e.Code is ErrorCode.NoSuchMessage)
            {
                // Taken back at another terminal.
                addressees.Gone(target, known);
            }
        }
        HistoryAnswer page = await session.History.PageAsync(target, count: Limits.HistoryMax, cancellation: stop).ConfigureAwait(false);
        HistoryItem newest = page.Messages.LastOrDefault(message => (message.Marks & (HistoryMarks.Own | HistoryMarks.Unsent)) == HistoryMarks.Own)
            ?? throw new RefusedException(ErrorCode.NoSuchMessage, $"none of the newest messages to {target} is yours");
        await change(newest.Id).ConfigureAwait(false);
        return newest.Id;
    }

    /// <summary>What was said above has its answer, and so is in what is asked for now.</summary>
    private Task NothingOpenAsync(CancellationToken stop) =>
        session.IsConnected ? open.NoneAsync().WaitAsync(stop) : throw RefusedException.NotConnected();

    private string Target() => addressees.Current
        ?? throw new RefusedException(ErrorCode.BadCommand, "of which conversation? /to NAME chooses it");
}
