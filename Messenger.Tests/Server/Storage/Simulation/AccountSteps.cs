using System.Collections.Immutable;
using FluentAssertions;
using Messenger.Server.Engine;
using Messenger.Server.Security;
using Messenger.Tests.Support;
using Messenger.Wire;

namespace Messenger.Tests.Server.Storage.Simulation;

/// <summary>Accounts come and go, log in and out.</summary>
internal sealed class AccountSteps(Course course)
{
    private static readonly string[] Names = ["ann", "ben", "cleo", "dan", "eve"];

    private int _keys;

    public async Task CreateAsync()
    {
        string name = Names[course.Random.Next(Names.Length)];
        PasswordRecord password = NewPassword();
        (ErrorCode result, _) = await course.Engine.Engine.CreateAccountAsync(name, password);
        if (course.Ledger.Accounts.ContainsKey(name))
            result.Should().Be(ErrorCode.NameTaken);
        else
            course.Settle(result, course.Ledger.With(new AccountEntry(++_keys, name, password.Serialize(), ImmutableDictionary<TokenHash, SessionEntry>.Empty)));
    }

    public async Task OpenAsync()
    {
        AccountEntry entry = course.Any(course.Ledger.Accounts.Values);
        Account account = course.Engine.Engine.Find(entry.Name)!;
        byte[] secret = new byte[32];
        course.Random.NextBytes(secret);
        TokenHash token = TokenHash.Of(secret);
        FakeTerminal terminal = new();
        (ErrorCode result, Session? session, MailboxSummary held) =
            await course.Engine.Engine.OpenSessionAsync(account, account.Password, token, terminal, window: 5);
        ImmutableHashSet<Guid> waiting = [.. course.Ledger.Waiting(entry).Select(message => message.Id)];
        if (course.Settle(result, course.Ledger.With(entry, new SessionEntry(token, waiting))))
        {
            held.Total.Should().Be((uint)waiting.Count);
            session!.Start(terminal);
            session.Read(1, "", (uint)course.Random.Next(3));
            course.Logins.Add(token, new EngineHarness.Login(session, terminal, token, held));
        }
    }

    public async Task ChangePasswordAsync()
    {
        (AccountEntry entry, EngineHarness.Login login) = course.AnyLogin();
        PasswordRecord password = NewPassword();
        ErrorCode result = await course.Engine.Engine.ChangePasswordAsync(login.Account, login.Account.Password, password, login.Session);
        AccountEntry changed = entry with
        {
            Password = password.Serialize(),
            Sessions = entry.Sessions.RemoveRange(entry.Sessions.Keys.Where(token => token != login.Token)),
        };
        if (course.Settle(result, course.Ledger.With(changed)))
            course.ForgetLogins(entry, except: login.Token);
    }

    public async Task DeleteAsync()
    {
        (AccountEntry entry, EngineHarness.Login login) = course.AnyLogin();
        if (course.Settle(await course.Engine.Engine.DeleteAccountAsync(login.Account, login.Session), course.Ledger.Without(entry)))
            course.ForgetLogins(entry, except: null);
    }

    public async Task EndAsync()
    {
        (AccountEntry entry, EngineHarness.Login login) = course.AnyLogin();
        Ledger after = course.Ledger.With(entry with { Sessions = entry.Sessions.Remove(login.Token) });
        if (course.Settle(await course.Engine.Engine.EndSessionAsync(login.Session, ErrorCode.None), after))
            course.Logins.Remove(login.Token);
    }

    public Task ReconnectAsync()
    {
        (_, EngineHarness.Login login) = course.AnyLogin();
        course.Engine.Cut(login);
        EngineHarness.Resumption back = course.Engine.Resume(login, new FakeTerminal(), window: 5)!;
        back.Resumed.Should().BeTrue();
        course.Logins[login.Token] = back.Login;
        return Task.CompletedTask;
    }

    private PasswordRecord NewPassword()
    {
        byte[] hash = new byte[8];
        course.Random.NextBytes(hash);
        return new PasswordRecord(1, [1], hash);
    }
}
