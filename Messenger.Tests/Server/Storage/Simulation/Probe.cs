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
            found!.Value.Session.Start();
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

    /// <summary>What was acknowledged is recognised, confirmed or not.</summary>
    private async Task SendAgainAsync()
    {
        foreach (MessageEntry message in ledger.Messages.Where(Possible))
        {
            Append[] again = await SendAsync(message, message.Text, message.Text + "!");
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
        Append[] answers = await SendAsync(message, message.Text, message.Text);
        answers.Should().OnlyContain(answer => answer.Result == ErrorCode.None && answer.Number == answers[0].Number);
        answers.Select(answer => answer.Duplicate).Should().Equal(known, true);
        if (!known)
            Stored(message with { Number = answers[0].Number, At = answers[0].At, Confirmed = false });
    }

    private async Task WriteToAllAsync()
    {
        foreach (AccountEntry from in ledger.Accounts.Values)
        {
            foreach (AccountEntry to in ledger.Accounts.Values.Where(to => to != from))
            {
                MessageEntry message = new(0, Guid.NewGuid(), from.Key, from.Name, to.Key, $"{from.Name} to {to.Name}", 0, Confirmed: false);
                Append answer = (await SendAsync(message, message.Text))[0];
                answer.Result.Should().Be(ErrorCode.None, "the store works again");
                Stored(message with { Number = answer.Number, At = answer.At });
            }
        }
    }

    private void Stored(MessageEntry message)
    {
        if (!ledger.Messages.IsEmpty)
            message.Number.Should().BeGreaterThan(ledger.Messages.Max(stored => stored.Number), "a number stands for one message");
        ledger = ledger.With(message);
    }

    private bool Possible(MessageEntry message) => Account(message.From) is not null && Account(message.To) is not null;

    private AccountEntry? Account(int key) => ledger.Accounts.Values.FirstOrDefault(account => account.Key == key);

    private Task<Append[]> SendAsync(MessageEntry message, params string[] texts) =>
        engine.SendAllAsync(_logins[message.From], [.. texts.Select(text => (message.Id, engine.Engine.Find(Account(message.To)!.Name)!, text))]);
}
