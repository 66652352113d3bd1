using FluentAssertions;
using Messenger.Server.Engine;
using Messenger.Server.Engine.Commands;
using Messenger.Tests.Support;
using Messenger.Wire;

namespace Messenger.Tests.Server.Storage.Simulation;

/// <summary>Uses a store that was started again as its clients do, and says what its ledger is then.</summary>
internal sealed class Probe(EngineHarness engine, Ledger ledger)
{
    private readonly Dictionary<int, EngineHarness.Login> _logins = [];

    /// <param name="unanswered">Messages that their senders never had an answer of, or a store-failed, and send again.</param>
    public async Task<Ledger> RunAsync(IEnumerable<MessageEntry> unanswered)
    {
        foreach (AccountEntry account in ledger.Accounts.Values)
            await ResumeAsync(account);
        await SendAgainAsync();
        foreach (MessageEntry message in unanswered)
            await SendUnansweredAsync(message);
        await WriteToAllAsync();
        await ChangeSomeAsync();
        return ledger;
    }

    /// <summary>Each token logs in, and what is live for its terminal is pushed to it, once and in order; the rest stays held.</summary>
    private async Task ResumeAsync(AccountEntry account)
    {
        foreach (SessionEntry session in account.Sessions.Values)
        {
            FakeTerminal terminal = new();
            (Session Session, bool Resumed, MailboxSummary Held)? found = engine.Engine.Resume(session.Token, terminal, window: 65535);
            found.Should().NotBeNull("{0}'s token was acknowledged", account.Name);
            found!.Value.Session.Start(terminal);
            found.Value.Resumed.Should().BeTrue();
            terminal.Numbers.Should().Equal(ledger.Waiting(account).Where(message => !session.Held.Contains(message.Id)).Select(message => message.Number));
            found.Value.Held.Total.Should().Be((uint)ledger.Waiting(account).Count(message => session.Held.Contains(message.Id)));
            _logins[account.Key] = new EngineHarness.Login(found.Value.Session, terminal, session.Token, found.Value.Held);
        }
        if (!_logins.ContainsKey(account.Key))
        {
            EngineHarness.Login login = await engine.OpenAsync(engine.Engine.Find(account.Name)!);
            _logins.Add(account.Key, login);
            ledger = ledger.With(account, new SessionEntry(login.Token, [.. ledger.Waiting(account).Select(message => message.Id)]));
        }
    }

    /// <summary>What was acknowledged is recognised, confirmed, edited, taken back or not.</summary>
    private async Task SendAgainAsync()
    {
        foreach (MessageEntry message in ledger.Messages.Where(Possible))
        {
            Append[] again = await SendAsync(message, message.SentAs, message.SentAs + "!");
            (again[0].Result, again[0].Duplicate, again[0].Number, again[0].At).Should().Be((ErrorCode.None, true, message.Number, message.At));
            again[1].Result.Should().Be(ErrorCode.IdReused);
        }
    }

    /// <summary>What was not answered is stored now, or recognised if it was stored then: once in either case.</summary>
    private async Task SendUnansweredAsync(MessageEntry message)
    {
        if (!Possible(message))
            return;
        bool known = ledger.Messages.Exists(stored => stored.Id == message.Id);
        if (!known && message.To < 0 && !ledger.Group(message.To)!.Members.Contains(message.From))
            return;
        Append[] answers = await SendAsync(message, message.SentAs, message.SentAs);
        answers.Should().OnlyContain(answer => answer.Result == ErrorCode.None && answer.Number == answers[0].Number);
        answers.Select(answer => answer.Duplicate).Should().Equal(known, true);
        if (!known)
            Stored(message with { Text = message.SentAs, Edited = false, Unsent = false }, answers[0]);
    }

    private async Task WriteToAllAsync()
    {
        foreach (AccountEntry from in ledger.Accounts.Values)
        {
            foreach (int to in ledger.Accounts.Values.Where(to => to != from).Select(to => to.Key)
                .Concat(ledger.Groups.Values.Where(group => group.Members.Contains(from.Key)).Select(group => group.Key)))
            {
                MessageEntry message = new(0, Guid.NewGuid(), from.Key, from.Name, to, $"{from.Name} to {to}", 0, []);
                Append answer = (await SendAsync(message, message.Text))[0];
                answer.Result.Should().Be(ErrorCode.None, "the store works again");
                Stored(message, answer);
            }
        }
    }

    /// <summary>The last of each sender is edited, or taken back.</summary>
    private async Task ChangeSomeAsync()
    {
        foreach (MessageEntry message in ledger.Messages.Where(message => !message.Unsent && _logins.ContainsKey(message.From)).GroupBy(message => message.From).Select(all => all.Last()).ToArray())
        {
            string? text = message.Number % 2 == 0 ? null : "changed afterwards";
            EngineHarness.Login login = _logins[message.From];
            (text is null ? await engine.UnsendAsync(login, message.Id) : await engine.EditAsync(login, message.Id, text)).Should().Be(ErrorCode.None);
            ledger = ledger.Change(message, text);
        }
    }

    private void Stored(MessageEntry message, in Append answer)
    {
        if (!ledger.Messages.IsEmpty)
            answer.Number.Should().BeGreaterThan(ledger.Messages.Max(stored => stored.Number), "a number stands for one message");
        ledger = ledger.With(message with
        {
            Number = answer.Number,
            At = answer.At,
            Waiting = message.To < 0 ? [.. ledger.Group(message.To)!.Members.Remove(message.From)] : [message.To],
        });
    }

    /// <summary>Who wrote it and what it was written to are there.</summary>
    private bool Possible(MessageEntry message) => ledger.Account(message.From) is not null
        && (message.To < 0 ? ledger.Group(message.To) is not null : ledger.Account(message.To) is not null);

    private Task<Append[]> SendAsync(MessageEntry message, params string[] texts)
    {
        Target to = message.To < 0 ? engine.Engine.FindGroup(ledger.Group(message.To)!.Name)! : engine.Engine.Find(ledger.Account(message.To)!.Name)!;
        return engine.SendAllAsync(_logins[message.From], [.. texts.Select(text => (message.Id, to, text))]);
    }
}
