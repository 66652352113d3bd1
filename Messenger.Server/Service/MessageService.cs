using System.Text;
using Messenger.Server.Engine;
using Messenger.Server.Engine.Commands;
using Messenger.Wire;
using Messenger.Wire.Fields;

namespace Messenger.Server.Service;

/// <summary>The verbs of messages (product rules §5 and §6), free of frames. Safe on any thread.</summary>
internal sealed class MessageService(MessengerEngine engine, DirectoryService directory)
{
    /// <summary>Checks one message. Allocates nothing beyond the message's own text.</summary>
    /// <param name="session">The sender; its name is never taken from the request.</param>
    /// <param name="tag">Comes back with the result.</param>
    /// <param name="id">The client's id of the message.</param>
    /// <param name="to">The target as the client sent it.</param>
    /// <param name="text">The text as the client sent it.</param>
    /// <param name="append">To be added to a batch, unless refused.</param>
    public Refused? Check(Session session, uint tag, Guid id, ReadOnlySpan<byte> to, ReadOnlySpan<byte> text, out Append append)
    {
        append = default;
        switch (Texts.Check(text))
        {
            case ErrorCode.TooLarge:
                return Refusals.TextTooLarge;
            case ErrorCode.TextInvalid:
                return Refusals.TextInvalid;
        }
        Target? target = Names.IsGroup(to) ? engine.FindGroup(Encoding.UTF8.GetString(to)) : engine.Find(to);
        if (target is null)
            return NoSuchTarget(session.Account, to);
        if (target == session.Account)
            return Refusals.SelfSend;
        append = new Append(tag, id, target, text.ToArray());
        return null;
    }

    /// <summary>Stores one message, for a door that asks for each by itself. Safe to repeat with the same id.</summary>
    /// <returns>What became of it.</returns>
    public async Task<Outcome<Append>> SendAsync(Session session, Guid id, byte[] to, byte[] text)
    {
        if (Check(session, tag: 0, id, to, text, out Append append) is { } refused)
            return refused;
        AwaitedAnswers answers = new();
        AppendBatch batch = new(answers);
        batch.Begin(session);
        batch.Add(append);
        engine.Append(batch);
        Append stored = await answers.Stored;
        return Explain(stored) is { } reason ? reason : stored;
    }

    /// <summary>Takes what was shown out of the queue. Numbers that are not in it have no effect.</summary>
    public async Task<Refused?> ConfirmAsync(Session session, ulong[] numbers)
    {
        AwaitedAnswers answers = new();
        engine.Confirm(session, numbers, tag: 0, answers);
        return await answers.Result is ErrorCode.None ? null : Refusals.Failed(await answers.Result);
    }

    /// <summary>Hands out undelivered messages, oldest first, for a door that has no way to push them (product rule §6).</summary>
    /// <param name="session">Whose.</param>
    /// <param name="from">Only from this sender, or with <c>#</c> this group; empty means anyone.</param>
    /// <param name="count">Most wanted; 0 means the default. Fewer come when their texts are long.</param>
    /// <param name="once">Only what was not handed to this terminal before.</param>
    public static (IReadOnlyList<Message> Messages, uint Left) Fetch(Session session, string from, int count, bool once)
    {
        int size = count == 0 ? Limits.HistoryDefault : Math.Min(count, Limits.HistoryMax);
        PageBudget budget = new();
        return session.Fetch(from, once, message => size-- > 0 && budget.Takes(message.Text.Length));
    }

    /// <summary>Says why a message of a batch was not stored; null when it was.</summary>
    public static Refused? Explain(in Append item) =>
        item.Result is ErrorCode.None ? null : Refusals.Of(item.Result, item.Target.Name, item.RetryAfter);

    /// <summary>Writes a message of the session's account anew.</summary>
    public async Task<Refused?> EditAsync(Session session, Guid id, byte[] text)
    {
        switch (Texts.Check(text))
        {
            case ErrorCode.TooLarge:
                return Refusals.TextTooLarge;
            case ErrorCode.TextInvalid:
                return Refusals.TextInvalid;
        }
        return await ChangeAsync(session, id, text);
    }

    /// <summary>Takes a message of the session's account back.</summary>
    public Task<Refused?> UnsendAsync(Session session, Guid id) => ChangeAsync(session, id, text: null);

    private async Task<Refused?> ChangeAsync(Session session, Guid id, byte[]? text)
    {
        (ErrorCode result, Target? target, TimeSpan wait) = await engine.ChangeMessageAsync(session, id, text);
        return Refusals.Of(result, target?.Name ?? "", wait);
    }

    private Refused NoSuchTarget(Account sender, ReadOnlySpan<byte> to)
    {
        // Looking for the nearest name takes time; whoever sends to nobody all day gets no more of it than of sends.
        TimeSpan wait = engine.CountVainSend(sender);
        if (wait > TimeSpan.Zero)
            return Refusals.RateLimited(wait);
        // What was typed goes back to who typed it, but not at any length.
        string shown = Encoding.UTF8.GetString(to[..Math.Min(to.Length, Limits.NameLength + 1)]);
        return Names.IsGroup(to) ? Refusals.NoSuchGroup(shown) : Refusals.NoSuchAccount(shown, directory.Nearest(to));
    }
}
