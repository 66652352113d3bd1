using System.Globalization;
using FluentAssertions;
using Messenger.Server.Engine;
using Messenger.Server.Engine.Commands;
using Messenger.Tests.Support;
using Messenger.Wire;

namespace Messenger.Tests.Server.Storage.Simulation;

/// <summary>Messages are written, written again, edited, taken back, read, and confirmed in any order.</summary>
internal sealed class MessageSteps(Course course)
{
    public async Task SendAsync()
    {
        (AccountEntry entry, EngineHarness.Login login) = course.AnyLogin();
        (Guid, Target, string)[] messages = Compose(entry);
        Append[] answers = await course.Engine.SendAllAsync(login, messages);
        SettleSends(entry, messages, answers, course.Ledger, failed: answers.Any(answer => answer.Result is ErrorCode.StoreFailed));
    }

    public async Task ConfirmAsync()
    {
        (AccountEntry entry, EngineHarness.Login login) = course.AnyLogin();
        ulong[] numbers = SomeWaiting(entry);
        course.Settle(await course.Engine.ConfirmAsync(login, numbers), course.Ledger.Confirm(entry, numbers.ToHashSet()));
    }

    public async Task EditAsync()
    {
        (AccountEntry entry, EngineHarness.Login login) = course.AnyLogin();
        if (course.Changeable(entry) is not { Length: > 0 } messages)
            return;
        MessageEntry message = course.Any(messages);
        string text = NewText();
        course.Settle(await course.Engine.EditAsync(login, message.Id, text), course.Ledger.Change(message, text));
    }

    public async Task UnsendAsync()
    {
        (AccountEntry entry, EngineHarness.Login login) = course.AnyLogin();
        if (course.Changeable(entry) is not { Length: > 0 } messages)
            return;
        MessageEntry message = course.Any(messages);
        course.Settle(await course.Engine.UnsendAsync(login, message.Id), course.Ledger.Change(message, text: null));
    }

    public async Task MarkReadAsync()
    {
        (AccountEntry entry, EngineHarness.Login login) = course.AnyLogin();
        if (Readable(entry) is not { Length: > 0 } messages)
            return;
        (int conversation, ulong number) = course.Any(messages);
        course.Settle(
            await course.Engine.MarkReadAsync(login, course.Target(conversation), number), course.Ledger.Read(entry, conversation, number));
    }

    /// <summary>Sends, a confirmation, an edit and a read mark that gather while another batch is under way, so that they are committed as one.</summary>
    public async Task ManyInOneCommitAsync()
    {
        (AccountEntry sender, EngineHarness.Login from) = course.AnyLogin();
        (AccountEntry reader, EngineHarness.Login by) = course.AnyLogin();
        (Guid, Target, string)[] messages = Compose(sender);
        ulong[] numbers = SomeWaiting(reader);
        MessageEntry[] changeable = course.Changeable(sender);
        (int Conversation, ulong Number)[] readable = Readable(reader);
        (Task<Append[]>? sending, Task<ErrorCode>? confirming) = (null, null);
        List<Task<ErrorCode>> others = [];
        Ledger after = course.Ledger.Confirm(reader, numbers.ToHashSet());
        List<Func<Task<ErrorCode>>> more = [];
        if (changeable.Length > 0)
        {
            MessageEntry edited = course.Any(changeable);
            string text = NewText();
            more.Add(() => course.Engine.EditAsync(from, edited.Id, text));
            after = after.Change(after.Messages.Find(message => message.Number == edited.Number)!, text);
        }
        if (readable.Length > 0)
        {
            (int conversation, ulong number) = course.Any(readable);
            more.Add(() => course.Engine.MarkReadAsync(by, course.Target(conversation), number));
            after = after.Read(after.Account(reader.Key)!, conversation, number);
        }
        AppendBatch first = new(new WhenAppended(() =>
        {
            sending = course.Engine.Submit(from, messages);
            confirming = course.Engine.ConfirmAsync(by, numbers);
            others.AddRange(more.Select(submit => submit()));
        }));
        first.Begin(from.Session);
        course.Engine.Engine.Append(first);
        ErrorCode confirmed = await confirming!;
        Append[] sent = await sending!;
        (await Task.WhenAll(others)).Where(result => result != confirmed).Should().BeEmpty("a batch is stored as a whole or not at all");
        if (confirmed is ErrorCode.StoreFailed)
            sent.Should().OnlyContain(append => append.Result != ErrorCode.None || append.Duplicate, "a batch is stored as a whole or not at all");
        else
            course.Ledger = after;
        SettleSends(sender, messages, sent, after, failed: confirmed is ErrorCode.StoreFailed);
    }

    /// <param name="sender">Who sent.</param>
    /// <param name="messages">What.</param>
    /// <param name="answers">What came of it.</param>
    /// <param name="ifStored">What the ledger is, but for these messages, when the batch is stored.</param>
    /// <param name="failed">The batch was not.</param>
    private void SettleSends(AccountEntry sender, (Guid Id, Target To, string Text)[] messages, Append[] answers, Ledger ifStored, bool failed)
    {
        Ledger after = ifStored;
        foreach ((Append answer, (Guid id, Target to, string text)) in answers.Zip(messages))
        {
            MessageEntry? known = after.Messages.Find(message => message.Id == id);
            bool stands = !failed || (known is not null && ifStored.Messages.Contains(known));
            if (stands || !course.IsCut)
                answer.Result.Should().Be(stands ? ErrorCode.None : ErrorCode.StoreFailed);
            if (known is null)
                after = after.With(EntryOf(sender, id, to, text, answer));
            else if (answer.Result is ErrorCode.None)
                (answer.Duplicate, answer.Number, answer.At).Should().Be((true, known.Number, known.At));
        }
        if (failed && !course.IsCut)
            course.Refused.AddRange(after.Messages.Except(ifStored.Messages));
        course.Settle(failed ? ErrorCode.StoreFailed : ErrorCode.None, after);
    }

    private MessageEntry EntryOf(AccountEntry sender, Guid id, Target to, string text, in Append answer)
    {
        if (to is not Group group)
        {
            int key = course.Ledger.Accounts[to.Name].Key;
            return new MessageEntry(answer.Number, id, sender.Key, sender.Name, key, text, answer.At, [key]);
        }
        GroupEntry entry = course.Ledger.Groups[group.Name[1..]];
        return new MessageEntry(answer.Number, id, sender.Key, sender.Name, entry.Key, text, answer.At, [.. entry.Members.Remove(sender.Key)]);
    }

    private (Guid, Target, string)[] Compose(AccountEntry sender)
    {
        List<(Guid, Target, string)> messages = [];
        for (int count = course.Random.Next(1, 6); count > 0; count--)
        {
            int to = course.Any((int[])[
                .. course.Ledger.Accounts.Values.Where(account => account.Key != sender.Key).Select(account => account.Key),
                .. course.Ledger.Groups.Values.Where(group => group.Members.Contains(sender.Key)).Select(group => group.Key)]);
            MessageEntry[] before = [.. course.Ledger.Messages.Where(message => message.From == sender.Key && message.To == to)];
            if (before.Length > 0 && course.Random.Next(5) == 0)
            {
                MessageEntry again = course.Any(before);
                messages.Add((again.Id, course.Target(to), again.SentAs));
                continue;
            }
            byte[] id = new byte[16];
            course.Random.NextBytes(id);
            messages.Add((new Guid(id), course.Target(to), NewText()));
        }
        return [.. messages];
    }

    private string NewText() => string.Concat(Enumerable.Repeat(
        course.Random.Next().ToString(CultureInfo.InvariantCulture) + "·", course.Random.Next(1, course.Random.Next(8) == 0 ? 500 : 8)));

    private ulong[] SomeWaiting(AccountEntry entry)
    {
        ulong[] waiting = [.. course.Ledger.Waiting(entry).Select(message => message.Number)];
        course.Random.Shuffle(waiting);
        return waiting[..Math.Min(waiting.Length, course.Random.Next(1, 8))];
    }

    /// <summary>Messages that an account may mark as read: of two who are both there, or in a group that it was in by then and is still.</summary>
    private (int Conversation, ulong Number)[] Readable(AccountEntry reader) =>
    [
        .. course.Ledger.Accounts.Values.Where(other => other.Key != reader.Key)
            .SelectMany(other => course.Ledger.Between(reader.Key, other.Key).Select(message => (other.Key, message.Number))),
        .. course.Ledger.Groups.Values.Where(group => group.Members.Contains(reader.Key))
            .Select(group => (group.Key, JoinedAfter: ((Group)course.Target(group.Key)).Current.Find(course.Engine.Engine.Find(reader.Name)!)!.JoinedAfter))
            .SelectMany(group => course.Ledger.Between(reader.Key, group.Key).Where(message => message.Number > group.JoinedAfter).Select(message => (group.Key, message.Number))),
    ];

    private sealed class WhenAppended(Action then) : IAnswers
    {
        public void Appended(AppendBatch batch) => then();

        public void Confirmed(uint tag, int count, ErrorCode result) => throw new NotSupportedException();
    }
}
