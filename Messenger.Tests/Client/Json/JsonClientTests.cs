using System.Text;
using System.Text.Json;
using FluentAssertions;
using Messenger.Client.Json;
using Messenger.Client.Session;
using Messenger.Tests.Client.Support;
using Messenger.Wire;
using Messenger.Wire.Messages;
using NUnit.Framework;

namespace Messenger.Tests.Client.Json;

[Parallelizable(ParallelScope.All)]
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class JsonClientTests : IAsyncDisposable
{
    private readonly FakeServer _server = new();
    private readonly Pipes _pipes = new();
    private readonly StringWriter _stderr = new();
    private readonly CancellationTokenSource _interrupt = new();
    private MessengerSession _session = null!;
    private FakePeer _peer = null!;
    private JsonClient _client = null!;
    private Task<int> _run = null!;

    public async ValueTask DisposeAsync()
    {
        _peer.Dispose();
        await _session.DisposeAsync();
        _client.Dispose();
        _pipes.Dispose();
        _server.Dispose();
        await _stderr.DisposeAsync();
        _interrupt.Dispose();
    }

    [Test]
    public async Task Login_is_answered_then_what_waits_is_counted_then_messages_come()
    {
        await StartAsync();
        await _pipes.WriteAsync("""{"cmd":"login","name":"Alice","password":"password","ref":7}""" + "\n");
        Received login = await _peer.ExpectAsync(Opcode.Login);
        Undelivered held = new(3, 2, [new("bob", false, 2), new("carol", false, 1)]);
        await _peer.SendAsync(Opcode.LoginAnswer, login.RequestId, new SessionOpened(false, true, new byte[32], "alice", 0, held));
        await _peer.PushAsync(1, "live");

        (await LineAsync()).Should().Be("""{"event":"ok","cmd":"login","ref":7,"name":"alice"}""");
        (await LineAsync()).Should().Be("""{"event":"unread","total":3,"from":{"bob":2,"carol":1}}""");
        (await LineAsync()).Should().Be(
            """{"event":"message","id":"00000001-0000-0000-0000-000000000000","from":"bob","to":"alice","text":"live","at":"1970-01-01T00:00:01.000Z","queued":false}""");
        (await _peer.ExpectConfirmAsync()).Should().Equal(1);
    }

    [TestCase("nonsense", null)]
    [TestCase("[]", null)]
    [TestCase("""{"ref":1}""", "1")]
    [TestCase("""{"cmd":5,"ref":"a"}""", "\"a\"")]
    [TestCase("""{"cmd":"frob","ref":2.5}""", "2.5")]
    [TestCase("""{"cmd":"msg","to":"bob","ref":3}""", "3")]
    [TestCase("""{"cmd":"msg","to":"bob","text":7,"ref":3}""", "3")]
    [TestCase("""{"cmd":"msg","to":"bob","text":"\ud800","ref":{"a":[1]}}""", """{"a":[1]}""")]
    [TestCase("""{"cmd":"msg","to":"bob","text":"x","id":"no-uuid","ref":"ü"}""", "\"ü\"")]
    [TestCase("""{"cmd":"list","limit":-1,"ref":4}""", "4")]
    [TestCase("""{"cmd":"confirm","ids":"x","ref":4}""", "4")]
    [TestCase("""{"cmd":"group-found","name":"x","members":[],"ref":5}""", "5")]
    [TestCase("""{"cmd":"whoami","ref":"\ud800"}""", null)]
    [TestCase("""{"cmd":"whoami","other":["\ud800"],"ref":6}""", "6")]
    [TestCase("""{"cmd":"whoami","\udfff":1,"ref":6}""", "6")]
    [TestCase("""{"\udfff":1,"cmd":"whoami","ref":6}""", "6")]
    [TestCase("""{"cmd":"whoami","ref":6,"\ud800":1}""", null)]
    [TestCase("""{"cmd":"confirm","ids":[1],"ref":6}""", "6")]
    [TestCase("""{"cmd":"confirm","ids":["018f0000000070008000000000000001"],"ref":6}""", "6")]
    public async Task What_is_no_command_is_refused_and_the_next_line_is_read(string line, string? reference)
    {
        await StartAsync();
        await _pipes.WriteAsync(line + "\n{\"cmd\":\"quit\",\"ref\":\"q\"}\n");

        JsonElement error = await _pipes.ReadJsonAsync();
        error.GetProperty("event").GetString().Should().Be("error");
        error.GetProperty("code").GetString().Should().Be("bad-command");
        error.TryGetProperty("ref", out JsonElement given).Should().Be(reference is not null);
        if (reference is not null)
            given.GetRawText().Should().Be(reference);
        (await LineAsync()).Should().Be("""{"event":"bye","ref":"q"}""");
        (await _run.WaitAsync(FakeServer.Limit)).Should().Be(0);
    }

    [Test]
    public async Task Sends_are_not_waited_for_and_answered_in_order()
    {
        await StartAsync();
        await LoginAsync();
        await _pipes.WriteAsync("""
            {"cmd":"msg","to":"bob","text":"one","ref":1,"id":"018f0000-0000-7000-8000-000000000001"}
            {"cmd":"msg","to":"bob","text":"two","ref":2}

            """);
        (uint one, Guid id, _) = await _peer.ExpectSendAsync();
        id.Should().Be(new Guid("018f0000-0000-7000-8000-000000000001"));
        (uint two, _, _) = await _peer.ExpectSendAsync();
        await _peer.RefuseAsync(two, ErrorCode.RateLimited, TimeSpan.FromMilliseconds(1500));
        await _peer.AnswerSendAsync(one, delivered: true);

        (await LineAsync()).Should().Be(
            """{"event":"sent","cmd":"msg","ref":1,"id":"018f0000-0000-7000-8000-000000000001","to":"bob","delivered":true,"at":"1970-01-01T00:00:01.000Z"}""");
        JsonElement refused = await _pipes.ReadJsonAsync();
        refused.GetProperty("ref").GetInt32().Should().Be(2);
        refused.GetProperty("code").GetString().Should().Be("rate-limited");
        refused.GetProperty("retryAfter").GetDouble().Should().Be(1.5);
    }

    [Test]
    public async Task Read_shows_its_messages_before_its_answer()
    {
        await StartAsync();
        await LoginAsync();
        await _pipes.WriteAsync("""{"cmd":"read","from":"bob","count":2,"ref":1}""" + "\n");
        Received read = await _peer.ExpectAsync(Opcode.Read);
        await _peer.PushAsync(1, "a", queued: true);
        await _peer.PushAsync(2, "b", queued: true);
        await _peer.SendAsync(Opcode.ReadAnswer, read.RequestId, new ReadAnswer(2, 4));

        (await _pipes.ReadJsonAsync()).GetProperty("text").GetString().Should().Be("a");
        (await _pipes.ReadJsonAsync()).GetProperty("text").GetString().Should().Be("b");
        (await LineAsync()).Should().Be("""{"event":"ok","cmd":"read","ref":1,"count":2,"left":4}""");
    }

    [Test]
    public async Task With_manual_confirmation_only_the_command_confirms_the_oldest_of_an_id_first()
    {
        await StartAsync(confirmManually: true);
        await LoginAsync();
        Guid id = new(9, 0, 0, new byte[8]);
        foreach (ulong number in new ulong[] { 4, 5 })
        {
            await _peer.PushWithIdAsync(number, id);
            await LineAsync();
        }
        await _pipes.WriteAsync($$"""{"cmd":"confirm","ids":["{{id}}","{{Guid.NewGuid()}}"],"ref":1}""" + "\n");

        (await _peer.ExpectConfirmAsync()).Should().Equal(4);
        (await LineAsync()).Should().Be("""{"event":"ok","cmd":"confirm","ref":1}""");
        await _pipes.WriteAsync($$"""{"cmd":"confirm","ids":["{{id}}"],"ref":2}""" + "\n");
        (await _peer.ExpectConfirmAsync()).Should().Equal(5);
        (await LineAsync()).Should().Be("""{"event":"ok","cmd":"confirm","ref":2}""");
        await _pipes.WriteAsync($$"""{"cmd":"confirm","ids":["{{id}}"],"ref":3}""" + "\n");
        (await LineAsync()).Should().Be("""{"event":"ok","cmd":"confirm","ref":3}""");
    }

    [TestCase("no-uuid")]
    [TestCase("")]
    [TestCase("{00000001-0000-0000-0000-000000000000}")]
    public async Task An_id_that_is_no_uuid_spoils_the_confirmation_as_a_whole(string id)
    {
        await StartAsync(confirmManually: true);
        await LoginAsync();
        await _peer.PushAsync(1, "a");
        await LineAsync();
        await _pipes.WriteAsync($$"""{"cmd":"confirm","ids":["00000001-0000-0000-0000-000000000000","{{id}}"],"ref":1}""" + "\n");

        JsonElement error = await _pipes.ReadJsonAsync();
        (error.GetProperty("code").GetString(), error.GetProperty("ref").GetInt32()).Should().Be(("bad-command", 1));
        // Nothing was confirmed, and the message still can be.
        await _pipes.WriteAsync("{\"cmd\":\"unread\"}\n");
        Received unread = await _peer.ExpectAsync(Opcode.Unread);
        await _peer.SendAsync(Opcode.UnreadAnswer, unread.RequestId, new Undelivered(1, 1, [new("bob", false, 1)]));
        (await _pipes.ReadJsonAsync()).GetProperty("total").GetInt32().Should().Be(1);
        await _pipes.WriteAsync("{\"cmd\":\"confirm\",\"ids\":[\"00000001-0000-0000-0000-000000000000\"]}\n");
        (await _peer.ExpectConfirmAsync()).Should().Equal(1);
    }

    [Test]
    public async Task A_line_that_is_not_UTF_8_is_refused_and_not_repaired()
    {
        await StartAsync();
        await _pipes.WriteAsync([.. "{\"cmd\":\"whoami\",\"ref\":\""u8, 0xFF, .. "\"}\n{\"cmd\":\"quit\"}\n"u8]);

        (await LineAsync()).Should().Be("""{"event":"error","code":"bad-command","message":"not valid UTF-8"}""");
        (await LineAsync()).Should().Be("""{"event":"bye"}""");
    }

    [Test]
    public async Task A_byte_order_mark_is_skipped_at_the_start_only()
    {
        await StartAsync();
        await _pipes.WriteAsync("\uFEFF\n\uFEFF{\"cmd\":\"whoami\",\"ref\":1}\n{\"cmd\":\"quit\"}\n");

        (await _pipes.ReadJsonAsync()).GetProperty("code").GetString().Should().Be("bad-command");
        (await LineAsync()).Should().Be("""{"event":"bye"}""");
    }

    [Test]
    public async Task An_interruption_names_the_unanswered_sends_too()
    {
        await StartAsync();
        await LoginAsync();
        await _pipes.WriteAsync("{\"cmd\":\"msg\",\"to\":\"bob\",\"text\":\"x\"}\n");
        (_, Guid id, _) = await _peer.ExpectSendAsync();
        await _interrupt.CancelAsync();

        (await _run.WaitAsync(FakeServer.Limit)).Should().Be(130);
        _stderr.ToString().Should().Contain(id.ToString());
    }

    [Test]
    public async Task A_confirmation_passes_the_read_that_waits_for_it()
    {
        await StartAsync(confirmManually: true);
        await LoginAsync();
        await _pipes.WriteAsync("""{"cmd":"read","ref":1}""" + "\n");
        Received read = await _peer.ExpectAsync(Opcode.Read);
        await _peer.PushAsync(1, "a", queued: true);
        string id = (await _pipes.ReadJsonAsync()).GetProperty("id").GetString()!;
        await _pipes.WriteAsync($$"""{"cmd":"confirm","ids":["{{id}}"],"ref":2}""" + "\n");
        (await _peer.ExpectConfirmAsync()).Should().Equal(1);
        (await LineAsync()).Should().Be("""{"event":"ok","cmd":"confirm","ref":2}""");
        await _peer.SendAsync(Opcode.ReadAnswer, read.RequestId, new ReadAnswer(1, 0));
        (await LineAsync()).Should().Be("""{"event":"ok","cmd":"read","ref":1,"count":1,"left":0}""");
    }

    [Test]
    public async Task A_confirmation_behind_a_read_waits_for_what_the_read_shows()
    {
        await StartAsync(confirmManually: true);
        await LoginAsync();
        await _pipes.WriteAsync("{\"cmd\":\"read\",\"ref\":1}\n{\"cmd\":\"confirm\",\"ids\":[\"00000001-0000-0000-0000-000000000000\"],\"ref\":2}\n");
        Received read = await _peer.ExpectAsync(Opcode.Read);
        await _peer.PushAsync(1, "a", queued: true);
        await _peer.SendAsync(Opcode.ReadAnswer, read.RequestId, new ReadAnswer(1, 0));

        (await _peer.ExpectConfirmAsync()).Should().Equal(1);
    }

    [Test]
    public async Task Texts_of_all_languages_are_written_as_they_are_on_one_line()
    {
        await StartAsync();
        await LoginAsync();
        await _peer.PushAsync(1, "naïve 日本 👍🏽\n\"\\\u0001\u2028");

        string line = (await LineAsync())!;
        line.Should().Contain("""naïve 日本 👍🏽\n\"\\\u0001\u2028""");
        using JsonDocument document = JsonDocument.Parse(line);
        document.RootElement.GetProperty("text").GetString().Should().Be("naïve 日本 👍🏽\n\"\\\u0001\u2028");
    }

    [Test]
    public async Task Delete_account_shows_what_would_be_lost_and_then_wants_name_and_password()
    {
        await StartAsync();
        await LoginAsync();
        await _pipes.WriteAsync("{\"cmd\":\"delete-account\",\"ref\":1}\n{\"cmd\":\"delete-account\",\"confirm\":\"alice\",\"ref\":2}\n");
        Received preview = await _peer.ExpectAsync(Opcode.DeletePreview);
        await _peer.SendAsync(Opcode.DeletePreviewAnswer, preview.RequestId, new DeletePreviewAnswer(new(2, 1, [new("bob", false, 2)]), ["#lunch"]));

        (await LineAsync()).Should().Be(
            """{"event":"confirm","cmd":"delete-account","ref":1,"undelivered":{"bob":2},"total":2,"groupsOwned":["#lunch"]}""");
        (await _pipes.ReadJsonAsync()).GetProperty("code").GetString().Should().Be("bad-command");
    }

    [Test]
    public async Task The_end_of_input_says_bye_and_leaves_with_0()
    {
        await StartAsync();
        _pipes.End();

        (await LineAsync()).Should().Be("""{"event":"bye"}""");
        (await _run.WaitAsync(FakeServer.Limit)).Should().Be(0);
    }

    [Test]
    public async Task Unanswered_sends_are_named_on_stderr_after_ten_seconds()
    {
        ManualTime time = new();
        await StartAsync(time: time);
        await LoginAsync();
        await _pipes.WriteAsync("{\"cmd\":\"msg\",\"to\":\"bob\",\"text\":\"x\"}\n{\"cmd\":\"quit\"}\n");
        (_, Guid id, _) = await _peer.ExpectSendAsync();
        while (!_run.IsCompleted)
        {
            time.Advance(TimeSpan.FromSeconds(5));
            await Task.Yield();
        }

        (await _run).Should().Be(1);
        (await LineAsync()).Should().Be("""{"event":"bye"}""");
        _stderr.ToString().Should().Contain(id.ToString());
    }

    [Test]
    public async Task A_login_refused_at_start_leaves_with_4()
    {
        await StartAsync(user: "alice", password: "password");
        await _peer.RefuseAsync((await _peer.ExpectAsync(Opcode.Login)).RequestId, ErrorCode.BadCredentials);

        (await LineAsync()).Should().Be("""{"event":"error","cmd":"login","code":"bad-credentials","message":"no"}""");
        (await _run.WaitAsync(FakeServer.Limit)).Should().Be(4);
    }

    [Test]
    public async Task Input_may_come_in_any_pieces_with_a_byte_order_mark_and_blank_lines()
    {
        await StartAsync();
        byte[] bytes = Encoding.UTF8.GetBytes("\uFEFF{\"cmd\":\"whoami\",\"ref\":\"ü\"}\r\n\r\n  \n{\"cmd\":\"whoami\",\"ref\":2}");
        foreach (byte one in bytes)
            await _pipes.WriteAsync([one]);
        _pipes.End();

        (await _pipes.ReadJsonAsync()).GetProperty("ref").GetString().Should().Be("ü");
        (await _pipes.ReadJsonAsync()).GetProperty("code").GetString().Should().Be("not-logged-in");
        (await LineAsync()).Should().Be("""{"event":"bye"}""");
    }

    [Test]
    public async Task A_line_longer_than_any_command_is_refused_and_the_next_is_read()
    {
        await StartAsync();
        await _pipes.WriteAsync(new string('x', 3 * JsonLines.LongestLine));
        await _pipes.WriteAsync("\n{\"cmd\":\"quit\",\"ref\":1}\n");

        (await _pipes.ReadJsonAsync()).GetProperty("code").GetString().Should().Be("bad-command");
        (await LineAsync()).Should().Be("""{"event":"bye","ref":1}""");
    }

    private async Task StartAsync(bool confirmManually = false, string? user = null, string? password = null, TimeProvider? time = null)
    {
        (_session, _peer) = (new MessengerSession(_server.Options), null!);
        Task connecting = _session.ConnectAsync();
        _peer = await _server.AcceptAsync();
        await _peer.WelcomeAsync();
        await connecting.WaitAsync(FakeServer.Limit);
        _client = new JsonClient(_session, _pipes.Input, new JsonOutput(_pipes.Output), _stderr, confirmManually, time ?? TimeProvider.System);
        _run = _client.RunAsync(user, password, _interrupt.Token);
        (await LineAsync()).Should().Be("""{"event":"connected","server":"fake/1","protocol":1,"tls":false}""");
    }

    private async Task LoginAsync()
    {
        await _pipes.WriteAsync("""{"cmd":"login","name":"alice","password":"password"}""" + "\n");
        await _peer.OpenAsync(Opcode.Login, "alice");
        await LineAsync();
        await LineAsync();
    }

    private Task<string?> LineAsync() => _pipes.ReadLineAsync();
}
