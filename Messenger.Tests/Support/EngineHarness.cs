using System.Security.Cryptography;
using System.Text;
using FluentAssertions;
using Messenger.Server.Engine;
using Messenger.Server.Engine.Commands;
using Messenger.Server.Security;
using Messenger.Server.Storage;
using Messenger.Wire;

namespace Messenger.Tests.Support;

/// <summary>An engine without sockets, and the calls that tests make of it. Any journal: the contract is one.</summary>
internal sealed class EngineHarness : IDisposable
{
    private readonly List<Exception> _failures = [];

    public EngineHarness(IJournal? journal = null, EngineLimits? limits = null, TimeProvider? clock = null)
    {
        Journal = journal ?? new MemoryJournal();
        Engine = new MessengerEngine(Journal, limits ?? NoRate, clock ?? TimeProvider.System, failure =>
        {
            lock (_failures)
                _failures.Add(failure);
        });
    }

    /// <summary>Mailbox caps as they are by default, sends as fast as one likes.</summary>
    public static EngineLimits NoRate { get; } = new() { SendsPerSecond = null };

    /// <summary>A password record that nobody checks.</summary>
    public static PasswordRecord Password { get; } = new(1, [1, 2, 3], [4, 5, 6]);

    public MessengerEngine Engine { get; }

    /// <summary>Where the engine writes. For looking things up while no command is under way.</summary>
    public IJournal Journal { get; }

    public IReadOnlyList<Exception> Failures
    {
        get
        {
            lock (_failures)
                return [.. _failures];
        }
    }

    public async Task<Account> CreateAsync(string name)
    {
        (ErrorCode result, Account? account) = await Engine.CreateAccountAsync(name, Password).Within($"account {name}");
        result.Should().Be(ErrorCode.None);
        return account!;
    }

    /// <summary>So many accounts, named user0, user1 and so on; all under way at once, so that they share commits.</summary>
    public Task<Account[]> CreateManyAsync(int count) => Task.WhenAll(Enumerable.Range(0, count).Select(i => CreateAsync($"user{i}")));

    public Task<Login> OpenAsync(Account account, int window = 1000) => OpenAsync(account, new FakeTerminal(), window);

    /// <summary>The names of accounts that match, in order.</summary>
    public IReadOnlyList<string> Names(string pattern = "*")
    {
        NameSearch search = Engine.Search(GlobPattern.TryParse(Encoding.UTF8.GetBytes(pattern))!, "", int.MaxValue);
        search.Advance(int.MaxValue).Should().BeTrue();
        return [.. search.Page.Select(account => account.Name)];
    }

    /// <summary>Logs a terminal in and starts its pushes.</summary>
    public async Task<Login> OpenAsync(Account account, FakeTerminal terminal, int window = 1000)
    {
        TokenHash token = TokenHash.Of(RandomNumberGenerator.GetBytes(32));
        (ErrorCode result, Session? session, MailboxSummary held) =
            await Engine.OpenSessionAsync(account, account.Password, token, terminal, window).Within("a login");
        result.Should().Be(ErrorCode.None);
        session!.Start(terminal);
        return new Login(session, terminal, token, held);
    }

    /// <summary>Comes back with a token; null when it is not known.</summary>
    public Resumption? Resume(Login login, FakeTerminal terminal, int window = 1000) => Resume(login.Token, terminal, window);

    /// <inheritdoc cref="Resume(Login, FakeTerminal, int)"/>
    public Resumption? Resume(TokenHash token, FakeTerminal terminal, int window = 1000)
    {
        if (Engine.Resume(token, terminal, window) is not { } found)
            return null;
        found.Session.Start(terminal);
        return new Resumption(new Login(found.Session, terminal, token, found.Held), found.Resumed);
    }

    /// <summary>The connection of a login breaks.</summary>
    public void Cut(Login login) => Engine.Detach(login.Session, login.Terminal);

    public async Task<Append> SendAsync(Login from, Target to, string text, Guid? id = null) =>
        (await SendAllAsync(from, (id ?? Guid.NewGuid(), to, text)))[0];

    /// <summary>Sends in one batch.</summary>
    public Task<Append[]> SendAllAsync(Login from, params (Guid Id, Target To, string Text)[] messages) =>
        Submit(from, messages).Within("answers to sends");

    /// <summary>As <see cref="SendAllAsync"/>, for tests that hold answers up.</summary>
    public Task<Append[]> Submit(Login from, params (Guid Id, Target To, string Text)[] messages)
    {
        BatchAnswers answers = new();
        AppendBatch batch = new(answers);
        batch.Begin(from.Session);
        for (uint i = 0; i < messages.Length; i++)
            batch.Add(new Append(i, messages[i].Id, messages[i].To, Encoding.UTF8.GetBytes(messages[i].Text)));
        Engine.Append(batch);
        return answers.Done;
    }

    public async Task<ErrorCode> ConfirmAsync(Login login, params ulong[] numbers)
    {
        ConfirmAnswers answers = new();
        Engine.Confirm(login.Session, numbers, tag: 7, answers);
        return await answers.Done.Within("the answer to a confirmation");
    }

    public void Dispose() => Engine.Dispose();

    /// <summary>A login with the terminal it is attached to.</summary>
    internal sealed record Login(Session Session, FakeTerminal Terminal, TokenHash Token, MailboxSummary Held)
    {
        public Account Account => Session.Account;
    }

    internal sealed record Resumption(Login Login, bool Resumed);

    private sealed class BatchAnswers : IAnswers
    {
        private readonly TaskCompletionSource<Append[]> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task<Append[]> Done => _done.Task;

        public void Appended(AppendBatch batch) => _done.SetResult(batch.Items.ToArray());

        public void Confirmed(uint tag, int count, ErrorCode result) => throw new NotSupportedException();
    }

    private sealed class ConfirmAnswers : IAnswers
    {
        private readonly TaskCompletionSource<ErrorCode> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task<ErrorCode> Done => _done.Task;

        public void Appended(AppendBatch batch) => throw new NotSupportedException();

        public void Confirmed(uint tag, int count, ErrorCode result) => _done.SetResult(result);
    }
}
