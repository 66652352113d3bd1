using System.Collections.Immutable;
using System.Globalization;
using FluentAssertions;
using Messenger.Server.Engine;
using Messenger.Server.Engine.Commands;
using Messenger.Server.Security;
using Messenger.Tests.Support;
using Messenger.Tests.Support.Disk;
using Messenger.Wire;

namespace Messenger.Tests.Server.Storage.Simulation;

/// <summary>
/// What people do, chosen by a seed: accounts come and go, log in and out, write, write the same again, confirm in any order. Notes in a
/// ledger what was acknowledged.
/// </summary>
internal sealed class Scenario(EngineHarness engine, SimulatedDisk disk, int seed)
{
    private static readonly string[] Names = ["ann", "ben", "cleo", "dan", "eve"];

    private readonly Random _random = new(seed);
    private readonly Dictionary<TokenHash, EngineHarness.Login> _logins = [];
    private int _keys;

    /// <summary>What has been answered with success.</summary>
    public Ledger Ledger { get; private set; } = Ledger.Empty;

    /// <summary>What the ledger would be if the batch had been stored that was under way when the power was cut; null when none was.</summary>
    public Ledger? Unsettled { get; private set; }

    /// <summary>Messages that were refused with store-failed while the power was on.</summary>
    public List<MessageEntry> Refused { get; } = [];

    /// <summary>Runs until it is over or the power is.</summary>
    public async Task RunAsync(int steps)
    {
        for (int step = 0; step < steps && !disk.IsCut; step++)
            await StepAsync();
    }

    private Task StepAsync()
    {
        if (Ledger.Accounts.Count < 2 || _logins.Count < 2)
            return Ledger.Accounts.Count < 2 ? CreateAsync() : OpenAsync();
        return _random.Next(20) switch
        {
            0 => CreateAsync(),
            1 or 2 => OpenAsync(),
            3 => ChangePasswordAsync(),
            4 => _random.Next(3) == 0 ? DeleteAsync() : EndAsync(),
            5 => ReconnectAsync(),
            6 or 7 => ManyInOneCommitAsync(),
            8 or 9 or 10 or 11 or 12 => ConfirmAsync(),
            _ => SendAsync(),
        };
    }

    private async Task CreateAsync()
    {
        string name = Names[_random.Next(Names.Length)];
        PasswordRecord password = NewPassword();
        (ErrorCode result, _) = await engine.Engine.CreateAccountAsync(name, password);
        if (Ledger.Accounts.ContainsKey(name))
            result.Should().Be(ErrorCode.NameTaken);
        else
            Settle(result, Ledger.With(new AccountEntry(++_keys, name, password.Serialize(), ImmutableDictionary<TokenHash, SessionEntry>.Empty)));
    }

    private async Task OpenAsync()
    {
        AccountEntry entry = Any(Ledger.Accounts.Values);
        Account account = engine.Engine.Find(entry.Name)!;
        byte[] secret = new byte[32];
        _random.NextBytes(secret);
        TokenHash token = TokenHash.Of(secret);
        FakeTerminal terminal = new();
        (ErrorCode result, Session? session, MailboxSummary held) =
            await engine.Engine.OpenSessionAsync(account, account.Password, token, terminal, window: 5);
        ImmutableHashSet<Guid> waiting = [.. Ledger.Waiting(entry).Select(message => message.Id)];
        if (Settle(result, Ledger.With(entry, new SessionEntry(token, waiting))))
        {
            held.Total.Should().Be((uint)waiting.Count);
            session!.Start();
            session.Read(1, "", (uint)_random.Next(3));
            _logins.Add(token, new EngineHarness.Login(session, terminal, token, held));
        }
    }

    private async Task ChangePasswordAsync()
    {
        (AccountEntry entry, EngineHarness.Login login) = AnyLogin();
        PasswordRecord password = NewPassword();
        ErrorCode result = await engine.Engine.ChangePasswordAsync(login.Account, login.Account.Password, password, login.Session);
        AccountEntry changed = entry with
        {
            Password = password.Serialize(),
            Sessions = entry.Sessions.RemoveRange(entry.Sessions.Keys.Where(token => token != login.Token)),
        };
        if (Settle(result, Ledger.With(changed)))
            ForgetLogins(entry, except: login.Token);
    }

    private async Task DeleteAsync()
    {
        (AccountEntry entry, EngineHarness.Login login) = AnyLogin();
        if (Settle(await engine.Engine.DeleteAccountAsync(login.Account, login.Session), Ledger.Without(entry)))
            ForgetLogins(entry, except: null);
    }

    private async Task EndAsync()
    {
        (AccountEntry entry, EngineHarness.Login login) = AnyLogin();
        if (Settle(await engine.Engine.EndSessionAsync(login.Session, ErrorCode.None), Ledger.With(entry with { Sessions = entry.Sessions.Remove(login.Token) })))
            _logins.Remove(login.Token);
    }

    private Task ReconnectAsync()
    {
        (_, EngineHarness.Login login) = AnyLogin();
        engine.Cut(login);
        EngineHarness.Resumption back = engine.Resume(login, new FakeTerminal(), window: 5)!;
        back.Resumed.Should().BeTrue();
        _logins[login.Token] = back.Login;
        return Task.CompletedTask;
    }

    private async Task ConfirmAsync()
    {
        (AccountEntry entry, EngineHarness.Login login) = AnyLogin();
        ulong[] numbers = SomeWaiting(entry);
        Settle(await engine.ConfirmAsync(login, numbers), Ledger.Confirm(numbers.ToHashSet()));
    }

    private async Task SendAsync()
    {
        (AccountEntry entry, EngineHarness.Login login) = AnyLogin();
        (Guid, Account, string)[] messages = Compose(entry);
        Append[] answers = await engine.SendAllAsync(login, messages);
        SettleSends(entry, messages, answers, Ledger, failed: answers.Any(answer => answer.Result is ErrorCode.StoreFailed));
    }

    /// <summary>Sends and a confirmation that gather while another batch is under way, so that they are committed as one.</summary>
    private async Task ManyInOneCommitAsync()
    {
        (AccountEntry sender, EngineHarness.Login from) = AnyLogin();
        (AccountEntry reader, EngineHarness.Login by) = AnyLogin();
        (Guid, Account, string)[] messages = Compose(sender);
        ulong[] numbers = SomeWaiting(reader);
        Task<Append[]>? sending = null;
        Task<ErrorCode>? confirming = null;
        AppendBatch first = new(new WhenAppended(() =>
        {
            sending = engine.Submit(from, messages);
            confirming = engine.ConfirmAsync(by, numbers);
        }));
        first.Begin(from.Session);
        engine.Engine.Append(first);
        ErrorCode confirmed = await confirming!;
        Append[] sent = await sending!;
        Ledger after = Ledger.Confirm(numbers.ToHashSet());
        if (confirmed is ErrorCode.StoreFailed)
            sent.Should().OnlyContain(append => append.Result != ErrorCode.None || append.Duplicate, "a batch is stored as a whole or not at all");
        else
            Ledger = after;
        SettleSends(sender, messages, sent, after, failed: confirmed is ErrorCode.StoreFailed);
    }

    /// <param name="sender">Who sent.</param>
    /// <param name="messages">What.</param>
    /// <param name="answers">What came of it.</param>
    /// <param name="ifStored">What the ledger is, but for these messages, when the batch is stored.</param>
    /// <param name="failed">The batch was not.</param>
    private void SettleSends(AccountEntry sender, (Guid Id, Account To, string Text)[] messages, Append[] answers, Ledger ifStored, bool failed)
    {
        Ledger after = ifStored;
        foreach ((Append answer, (Guid id, Account to, string text)) in answers.Zip(messages))
        {
            MessageEntry? known = after.Messages.Find(message => message.Id == id);
            bool stands = !failed || (known is not null && ifStored.Messages.Contains(known));
            if (stands || !disk.IsCut)
                answer.Result.Should().Be(stands ? ErrorCode.None : ErrorCode.StoreFailed);
            if (known is null)
                after = after.With(new MessageEntry(answer.Number, id, sender.Key, sender.Name, Ledger.Accounts[to.Name].Key, text, answer.At, Confirmed: false));
            else if (answer.Result is ErrorCode.None)
                (answer.Duplicate, answer.Number, answer.At).Should().Be((true, known.Number, known.At));
        }
        if (failed && !disk.IsCut)
            Refused.AddRange(after.Messages.Except(ifStored.Messages));
        Settle(failed ? ErrorCode.StoreFailed : ErrorCode.None, after);
    }

    /// <summary>Whether it was acknowledged. Nothing but a failing store refuses what this scenario does.</summary>
    private bool Settle(ErrorCode result, Ledger after)
    {
        if (result is ErrorCode.None)
        {
            Ledger = after;
            return true;
        }
        result.Should().Be(ErrorCode.StoreFailed);
        if (disk.IsCut)
            Unsettled ??= after;
        return false;
    }

    private (Guid, Account, string)[] Compose(AccountEntry sender)
    {
        List<(Guid, Account, string)> messages = [];
        for (int count = _random.Next(1, 6); count > 0; count--)
        {
            AccountEntry to = Any(Ledger.Accounts.Values.Where(account => account.Key != sender.Key));
            MessageEntry[] before = [.. Ledger.Messages.Where(message => message.From == sender.Key && message.To == to.Key)];
            if (before.Length > 0 && _random.Next(5) == 0)
            {
                MessageEntry again = Any(before);
                messages.Add((again.Id, engine.Engine.Find(to.Name)!, again.Text));
                continue;
            }
            byte[] id = new byte[16];
            _random.NextBytes(id);
            string text = string.Concat(Enumerable.Repeat(_random.Next().ToString(CultureInfo.InvariantCulture) + "·", _random.Next(1, _random.Next(8) == 0 ? 500 : 8)));
            messages.Add((new Guid(id), engine.Engine.Find(to.Name)!, text));
        }
        return [.. messages];
    }

    private ulong[] SomeWaiting(AccountEntry entry)
    {
        ulong[] waiting = [.. Ledger.Waiting(entry).Select(message => message.Number)];
        _random.Shuffle(waiting);
        return waiting[..Math.Min(waiting.Length, _random.Next(1, 8))];
    }

    private (AccountEntry Entry, EngineHarness.Login Login) AnyLogin()
    {
        EngineHarness.Login login = Any(_logins.Values);
        return (Ledger.Accounts[login.Account.Name], login);
    }

    private void ForgetLogins(AccountEntry entry, TokenHash? except)
    {
        foreach (TokenHash token in entry.Sessions.Keys.Where(token => token != except))
            _logins.Remove(token);
    }

    private T Any<T>(IEnumerable<T> all)
    {
        T[] list = [.. all];
        return list[_random.Next(list.Length)];
    }

    private PasswordRecord NewPassword()
    {
        byte[] hash = new byte[8];
        _random.NextBytes(hash);
        return new PasswordRecord(1, [1], hash);
    }

    private sealed class WhenAppended(Action then) : IAnswers
    {
        public void Appended(AppendBatch batch) => then();

        public void Confirmed(uint tag, int count, ErrorCode result) => throw new NotSupportedException();
    }
}
