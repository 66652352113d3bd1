using FluentAssertions;
using Messenger.Client.Line;
using Messenger.Client.Session;
using Messenger.Client.Terminal;
using Messenger.Tests.Client.Support;
using Messenger.Wire;
using Messenger.Wire.Fields;
using Messenger.Wire.Messages;
using NUnit.Framework;

namespace Messenger.Tests.Client.Line;

[Parallelizable(ParallelScope.All)]
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class LineClientTests : IAsyncDisposable
{
    private readonly FakeServer _server = new();
    private readonly StringWriter _stderr = new();
    private FakeConsole _console = null!;
    private MessengerSession _session = null!;
    private FakePeer _peer = null!;
    private LineClient _client = null!;
    private Task<int> _run = null!;

    public async ValueTask DisposeAsync()
    {
        _peer.Dispose();
        await _session.DisposeAsync();
        _client.Dispose();
        _server.Dispose();
        await _stderr.DisposeAsync();
    }

    [Test]
    public async Task Login_says_what_waits_and_how_to_read_it()
    {
        await StartAsync(hasPerson: false);
        _console.Type("/login alice", "the password");
        Received login = await _peer.ExpectAsync(Opcode.Login);
        System.Text.Encoding.UTF8.GetString(FieldReader.ReadWhole<Credentials>(login.Body).Password).Should().Be("the password");
        await _peer.SendAsync(Opcode.LoginAnswer, login.RequestId, new SessionOpened(false, true, new byte[32], "alice", 0, new(3, 2, [new("bob", false, 2), new("carol", true, 1)])));

        (await _console.PrintedAsync()).Should().Be("logged in as alice");
        (await _console.PrintedAsync()).Should().StartWith("3 undelivered: bob 2, carol (deleted) 1 (/read");
    }

    [Test]
    public async Task Registering_asks_a_person_twice()
    {
        await StartAsync(hasPerson: true);
        await _console.PrintedAsync();
        _console.Type("/register alice", "password", "passwort", "/register alice", "password", "password");

        (await _console.PrintedAsync()).Should().Contain("differ");
        await _peer.OpenAsync(Opcode.Register, "alice");
        (await _console.PrintedAsync()).Should().Be("registered and logged in as alice");
        _console.Questions.Should().HaveCount(4);
    }

    [Test]
    public async Task The_end_of_input_where_a_password_should_be_drops_the_command()
    {
        await StartAsync(hasPerson: false);
        _console.Type("/login alice");
        _console.End();

        (await _console.PrintedAsync()).Should().Be("no password given; the command is dropped");
        (await _run.WaitAsync(FakeServer.Limit)).Should().Be(0);
    }

    [Test]
    public async Task A_message_is_one_safe_line_and_then_confirmed()
    {
        await StartAsync(hasPerson: false);
        await LoginAsync();
        await _peer.PushAsync(1, "two\nlines \e[2J", queued: true);

        (await _console.PrintedAsync()).Should().EndWith(" bob (queued): two⏎lines ␛[2J").And.StartWith("1970-01-01 ");
        (await _peer.ExpectConfirmAsync()).Should().Equal(1);
    }

    [TestCase("/fnid bob", "unknown command /fnid; did you mean /", "? to send it as text type //fnid")]
    [TestCase("/mgs bob hi", "unknown command /mgs; did you mean /msg? to send it as text type //mgs", "")]
    [TestCase("/msg bob", "it is /msg NAME TEXT", "")]
    [TestCase("/whoami now", "it is /whoami", "")]
    [TestCase("hello", "to whom? /msg NAME TEXT", "")]
    [TestCase("/whoami", "not logged in; /login NAME or /register NAME", "")]
    [TestCase("/register 1x", "a name is 1 to 32 of", "(name-invalid)")]
    [TestCase("/help mgs", "unknown command /mgs; did you mean /msg?", "")]
    [TestCase("/msg bob hi", "not sent to bob: log in or register first (not-logged-in)", "")]
    public async Task What_cannot_be_done_is_said_in_one_sentence_and_never_sent(string line, string start, string end)
    {
        await StartAsync(hasPerson: false);
        _console.Type(line);

        (await _console.PrintedAsync()).Should().StartWith(start).And.EndWith(end);
    }

    [Test]
    public async Task Plain_lines_go_to_whom_was_chosen_and_a_double_slash_sends_a_slash()
    {
        await StartAsync(hasPerson: false);
        await LoginAsync();
        _console.Type("/to bob", "hello  there", "//slash", "/msg carol  spaced  text ");

        foreach (string text in new[] { "hello  there", "/slash", "spaced  text" })
        {
            (uint request, _, string sent) = await _peer.ExpectSendAsync();
            sent.Should().Be(text);
            await _peer.AnswerSendAsync(request, delivered: text != "/slash");
        }
        (await _console.PrintedAsync()).Should().Be("lines without a command go to bob now");
        (await _console.PrintedAsync()).Should().Be("delivered to bob");
        (await _console.PrintedAsync()).Should().Be("stored for bob, who is not logged in");
        (await _console.PrintedAsync()).Should().Be("delivered to carol");
    }

    [TestCase("/read", "", 0u)]
    [TestCase("/read 5", "", 5u)]
    [TestCase("/read bob", "bob", 0u)]
    [TestCase("/read bob 1", "bob", 1u)]
    public async Task Read_takes_a_name_a_number_or_both(string line, string from, uint count)
    {
        await StartAsync(hasPerson: false);
        await LoginAsync();
        _console.Type(line);

        Received read = await _peer.ExpectAsync(Opcode.Read);
        ReadRequest request = FieldReader.ReadWhole<ReadRequest>(read.Body);
        System.Text.Encoding.UTF8.GetString(request.From).Should().Be(from);
        request.Count.Should().Be(count);
        await _peer.SendAsync(Opcode.ReadAnswer, read.RequestId, new ReadAnswer(0, 2));
        (await _console.PrintedAsync()).Should().StartWith("nothing undelivered").And.EndWith("2 left");
    }

    [Test]
    public async Task Deleting_says_what_is_lost_and_wants_the_name()
    {
        await StartAsync(hasPerson: false);
        await LoginAsync();
        _console.Type("/delete-account", "bob", "/delete-account", "ALICE", "password");
        for (int i = 0; i < 2; i++)
        {
            Received preview = await _peer.ExpectAsync(Opcode.DeletePreview);
            await _peer.SendAsync(Opcode.DeletePreviewAnswer, preview.RequestId, new DeletePreviewAnswer(new(1, 1, [new("bob", false, 1)]), []));
            (await _console.PrintedAsync()).Should().Be("this deletes the account alice for good");
            (await _console.PrintedAsync()).Should().Be("1 undelivered message would be lost: bob 1");
            if (i == 0)
                (await _console.PrintedAsync()).Should().Be("that is not alice; nothing deleted");
        }
        await _peer.SendAsync(Opcode.DeleteAccountAnswer, (await _peer.ExpectAsync(Opcode.DeleteAccount)).RequestId, default(Empty));
        (await _console.PrintedAsync()).Should().Be("the account alice is deleted");
    }

    [Test]
    public async Task While_offline_messages_wait_and_other_commands_say_not_connected()
    {
        await StartAsync(hasPerson: false);
        await LoginAsync();
        _peer.Dispose();
        (await _console.PrintedAsync()).Should().StartWith("disconnected: ");
        _console.Type("/msg bob later", "/list");

        (await _console.PrintedAsync()).Should().StartWith("offline: the message to bob waits until");
        (await _console.PrintedAsync()).Should().EndWith("(not-connected)");
    }

    [Test]
    public async Task A_person_who_types_while_offline_does_not_wait_for_the_next_try_and_is_told_which_messages_are_unsent()
    {
        ManualTime time = new();
        using CancellationTokenSource interrupt = new();
        await StartAsync(hasPerson: true, time: time, interrupt: interrupt);
        (await _console.PrintedAsync()).Should().Contain("/register NAME");
        await LoginAsync();
        _peer.Dispose();
        (await _console.PrintedAsync()).Should().StartWith("disconnected: ");
        // The clock stands still.
        _console.Type("/msg bob " + new string('x', 50), "/msg carol \e[2J");
        using FakePeer again = await _server.AcceptAsync();
        (await _console.PrintedAsync()).Should().Contain("to bob waits");
        (await _console.PrintedAsync()).Should().Contain("to carol waits");
        await interrupt.CancelAsync();

        (await _run.WaitAsync(FakeServer.Limit)).Should().Be(130);
        _stderr.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries).Should().SatisfyRespectively(
            line => line.Should().MatchRegex("^no answer for the message [0-9a-f-]{36} to bob: x{40}…\r?$"),
            line => line.Should().MatchRegex("^no answer for the message [0-9a-f-]{36} to carol: ␛\\[2J\r?$"));
    }

    [Test]
    public async Task Tab_completes_commands_and_names()
    {
        await StartAsync(hasPerson: false);
        await LoginAsync();
        await _peer.PushAsync(1, "hi", from: "bob");
        await _console.PrintedAsync();
        await _peer.ExpectConfirmAsync();

        (await _console.Complete!("/lo")).Candidates.Should().Equal("/login", "/logout");
        (await _console.Complete!("hello")).Candidates.Should().BeEmpty();
        Task<Completion> names = _console.Complete!("/msg B");
        Received list = await _peer.ExpectAsync(Opcode.List);
        await _peer.SendAsync(Opcode.ListAnswer, list.RequestId, new ListAnswer([new("Bert", true), new("carol", false)], ""));
        (await names).Should().BeEquivalentTo(new Completion(5, ["Bert", "bob"]));
    }

    [Test]
    public async Task A_login_refused_at_start_leaves_with_4()
    {
        await StartAsync(hasPerson: false, user: "alice", password: "password");
        await _peer.RefuseAsync((await _peer.ExpectAsync(Opcode.Login)).RequestId, ErrorCode.BadCredentials);

        (await _run.WaitAsync(FakeServer.Limit)).Should().Be(4);
        _stderr.ToString().Should().StartWith("cannot log in as alice: ");
    }

    private async Task StartAsync(
        bool hasPerson, string? user = null, string? password = null, TimeProvider? time = null, CancellationTokenSource? interrupt = null)
    {
        _session = new MessengerSession(_server.Options with { Time = time ?? TimeProvider.System });
        Task connecting = _session.ConnectAsync();
        _peer = await _server.AcceptAsync();
        await _peer.WelcomeAsync();
        await connecting.WaitAsync(FakeServer.Limit);
        _console = new FakeConsole(hasPerson);
        _client = new LineClient(_session, _console, _stderr, null, TimeProvider.System);
        _run = _client.RunAsync(user, password, interrupt?.Token ?? CancellationToken.None);
        (await _console.PrintedAsync()).Should().Be($"connected to {_session.Server}, not encrypted");
    }

    private async Task LoginAsync()
    {
        _console.Type("/login alice", "password");
        await _peer.OpenAsync(Opcode.Login, "alice");
        await _console.PrintedAsync();
        await _console.PrintedAsync();
    }
}
