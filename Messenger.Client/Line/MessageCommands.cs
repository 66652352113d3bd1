using System.Threading.Channels;
using Messenger.Client.Session;
using Messenger.Client.Terminal;
using Messenger.Wire;
using Messenger.Wire.Messages;

namespace Messenger.Client.Line;

/// <summary>The commands about messages and other people.</summary>
internal sealed class MessageCommands(
    MessengerSession session, ILineConsole console, EventPump pump, NameBook names, Addressees addressees, OpenAnswers open, Pager pager)
{
    private readonly Channel<UnansweredSend> _sends = Channel.CreateUnbounded<UnansweredSend>();

    public Task MsgAsync(IReadOnlyList<string> words, CancellationToken stop) => SendAsync(words[0], words[1], stop);

    public Task ToAsync(IReadOnlyList<string> words, CancellationToken stop)
    {
        string? target = words.Count > 0 ? words[0] : null;
        addressees.Current = target;
        console.Print(target is null ? "lines without a command go to nobody now" : $"lines without a command go to {SafeText.Line(target)} now");
        return Task.CompletedTask;
    }

    /// <summary>Sends a line that is no command.</summary>
    public Task SayAsync(string text, CancellationToken stop) => addressees.Current is { } target
        ? SendAsync(target, text, stop)
        : throw new RefusedException(ErrorCode.BadCommand, "to whom? /msg NAME TEXT sends one message, /to NAME all that follow (/help)");

    public async Task UnreadAsync(IReadOnlyList<string> words, CancellationToken stop)
    {
        await pump.CaughtUpAsync(stop).ConfigureAwait(false);
        console.Print(Wording.Undelivered(await session.UnreadAsync(stop).ConfigureAwait(false)));
    }

    public async Task ReadAsync(IReadOnlyList<string> words, CancellationToken stop)
    {
        (string from, uint count) = Wording.NameAndCount(words, "/read, /read 5, /read bob, /read bob 1");
        ReadResult read = await session.ReadAsync(from, count, stop).ConfigureAwait(false);
        await pump.ReachedAsync(read.EventsBefore, stop).ConfigureAwait(false);
        string who = from.Length > 0 ? $" from {SafeText.Line(from)}" : "";
        string done = read.Count == 0 ? $"nothing undelivered{who}" : $"{Wording.Count(read.Count, "message")} read{who}";
        console.Print(read switch
        {
            { Left: > 0 } => $"{done}; {read.Left} left",
            { Count: > 0 } => $"{done}; nothing is left",
            _ => done,
        });
    }

    public Task ListAsync(IReadOnlyList<string> words, CancellationToken stop) => ListAsync(words.Count > 0 ? words[0] : "", "", stop);

    /// <summary>Prints what became of sends, in their order, until cancelled.</summary>
    public async Task AnswerAsync(CancellationToken stop)
    {
        await foreach (UnansweredSend send in _sends.Reader.ReadAllAsync(stop).ConfigureAwait(false))
        {
            string to = SafeText.Line(send.To);
            try
            {
                SendResult sent = await send.Result.ConfigureAwait(false);
                console.Print(sent.Delivered
                    ? $"delivered to {to}"
                    : send.To.StartsWith('#') ? $"stored for {to}: nobody there is logged in" : $"stored for {to}, who is not logged in");
            }
            catch (RefusedException e)
            {
                addressees.Gone(send.To, send.Id);
                console.Print($"not sent to {to}: {Wording.Refusal(e)}");
            }
            finally
            {
                open.End();
            }
        }
    }

    private async Task SendAsync(string to, string text, CancellationToken stop)
    {
        if (!session.OutboxHasRoom)
        {
            if (console.HasPerson)
                throw new RefusedException(ErrorCode.NotConnected, "the outbox is full (10,000 messages or 16 MiB); wait until it has been sent");
            await session.OutboxRoomAsync(stop).ConfigureAwait(false);
        }
        bool waits = session.Account is not null && !session.IsConnected;
        Guid id = Guid.CreateVersion7();
        addressees.Sent(to, id);
        open.Begin();
        _sends.Writer.TryWrite(new UnansweredSend(to, id, session.SendAsync(to, text, id, stop)));
        // Said once it is so.
        if (waits)
            console.Print($"offline: the message to {SafeText.Line(to)} waits until the connection is back");
    }

    private async Task ListAsync(string pattern, string after, CancellationToken stop)
    {
        ListAnswer page = await session.ListAsync(pattern, after, cancellation: stop).ConfigureAwait(false);
        if (page.Accounts.Count == 0)
            console.Print(pattern.Length > 0 ? $"no account matches {SafeText.Line(pattern)}" : "there are no accounts");
        foreach (ListedAccount account in page.Accounts)
        {
            names.Add(account.Name);
            console.Print($"  {SafeText.Line(account.Name)}{(account.Online ? "  online" : "")}");
        }
        pager.Offer(page.Next.Length > 0 ? next => ListAsync(pattern, page.Next, next) : null);
    }

    private sealed record UnansweredSend(string To, Guid Id, Task<SendResult> Result);
}
