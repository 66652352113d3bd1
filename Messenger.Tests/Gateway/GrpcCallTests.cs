using System.Net;
using System.Net.Http.Headers;
using FluentAssertions;
using Google.Protobuf;
using Messenger.Rpc;
using Messenger.Tests.Gateway.Support;
using Messenger.Tests.Support;
using Messenger.V1;
using NUnit.Framework;

namespace Messenger.Tests.Gateway;

/// <summary>Calls by gRPC: what goes over, what is no call, and how each is told.</summary>
internal sealed class GrpcCallTests : GatewayTest
{
    private static readonly byte[] Whoami = GrpcClient.Framed([]);

    private GrpcClient _alice = null!;

    [SetUp]
    public async Task StartAsync()
    {
        Doors doors = await StartDoorsAsync();
        _alice = Ends(new GrpcClient(doors.Http.GrpcEndPoint));
        await _alice.RegisterAsync("alice");
    }

    [Test]
    public async Task An_answer_is_a_message_and_its_status_comes_behind_it()
    {
        GrpcAnswer answer = await _alice.CallAsync("Whoami", Whoami);
        answer.Response.StatusCode.Should().Be(HttpStatusCode.OK);
        answer.Response.Content.Headers.ContentType!.ToString().Should().Be("application/grpc");
        answer.Response.TrailingHeaders.GetValues("grpc-status").Should().Equal("0");
        answer.Read(WhoamiResponse.Parser).Name.Should().Be("alice");
        (await _alice.CallAsync("Logout", Whoami)).Should().Match<GrpcAnswer>(done => done.Status == GrpcStatus.Ok && done.Message.Length == 0);
    }

    [Test]
    public async Task A_refusal_comes_with_its_sentence_its_problem_and_no_message()
    {
        GrpcAnswer answer = await _alice.SendAsync("50 % é\n", "x");
        answer.Response.StatusCode.Should().Be(HttpStatusCode.OK);
        answer.Response.Headers.Should().Contain(header => header.Key == "grpc-status", "nothing but headers comes");
        answer.Should().Match<GrpcAnswer>(refused => refused.Status == GrpcStatus.NotFound && refused.Code == "no-such-account" && refused.Body.Length == 0);
        answer.Text.Should().Be(answer.Problem!.Detail).And.Contain("50 % é");
        answer.Problem.Status.Should().Be(404);
        answer.Response.Headers.GetValues("messenger-problem-bin").Single().Should().NotEndWith("=");
    }

    [Test]
    public async Task The_time_to_wait_is_in_the_problem()
    {
        GrpcAnswer answer;
        do
            answer = await _alice.CallAsync("ChangePassword", new ChangePasswordRequest { Password = "wrong horse", NewPassword = "another horse" });
        while (answer.Code == "bad-credentials");
        answer.Should().Match<GrpcAnswer>(refused => refused.Status == GrpcStatus.ResourceExhausted && refused.Code == "throttled");
        answer.Problem!.RetryAfter.Should().BeGreaterThan(0);
    }

    public static IEnumerable<TestCaseData> Nonsense =>
    [
        new TestCaseData("no message", Array.Empty<byte>(), GrpcStatus.Unimplemented),
        new TestCaseData("two messages", (byte[])[.. Whoami, .. Whoami], GrpcStatus.Unimplemented),
        new TestCaseData("something behind it", (byte[])[.. Whoami, 0], GrpcStatus.Unimplemented),
        new TestCaseData("half a prefix", new byte[] { 0, 0 }, GrpcStatus.InvalidArgument),
        new TestCaseData("half a message", GrpcClient.Framed([8], length: 2), GrpcStatus.InvalidArgument),
        new TestCaseData("compressed", GrpcClient.Framed([8, 1], flag: 1), GrpcStatus.Unimplemented),
        new TestCaseData("unknown flag", GrpcClient.Framed([8, 1], flag: 0x80), GrpcStatus.Unimplemented),
        new TestCaseData("four gigabytes", GrpcClient.Framed([8, 1], length: -1), GrpcStatus.ResourceExhausted),
        new TestCaseData("no protocol buffers", GrpcClient.Framed([0xFF, 0xFF]), GrpcStatus.InvalidArgument),
        new TestCaseData("a field without end", GrpcClient.Framed([0x0A, 0x7F, 1]), GrpcStatus.InvalidArgument),
    ];

    [TestCaseSource(nameof(Nonsense))]
    public async Task Nonsense_is_refused(string what, byte[] body, GrpcStatus status)
    {
        GrpcAnswer answer = await _alice.CallAsync("Whoami", body);
        answer.Status.Should().Be(status, "{0}", what);
        answer.Response.Headers.Contains("grpc-accept-encoding").Should().Be(body is [1 or 0x80, ..]);
        (await _alice.CallAsync("Whoami", Whoami)).Status.Should().Be(GrpcStatus.Ok, "the connection goes on");
    }

    [Test]
    public async Task Texts_that_are_not_utf8_and_ids_that_are_none_are_refused()
    {
        byte[] wrong = [.. new SendRequest { Id = ByteString.CopyFrom(new byte[16]), To = "bob" }.ToByteArray(), 0x1A, 1, 0xFF];
        (await _alice.CallAsync("Send", GrpcClient.Framed(wrong))).Should().Match<GrpcAnswer>(
            answer => answer.Status == GrpcStatus.InvalidArgument && answer.Text == "the field text is not UTF-8");
        (await _alice.CallAsync("Send", new SendRequest { Id = ByteString.CopyFrom([1]), To = "bob", Text = "x" })).Code.Should().Be("bad-command");
        (await _alice.CallAsync("Events", new EventsRequest { Window = 0 })).Code.Should().Be("bad-command");
    }

    [TestCase("/messenger.v1.Messenger/Nothing")]
    [TestCase("/messenger.v1.Messenger/send")]
    [TestCase("/messenger.v1.Messenger")]
    [TestCase("/messenger.v1.Messenger/Send/")]
    [TestCase("/grpc.health.v1.Health/Check")]
    [TestCase("/api/v1/unread")]
    public async Task What_is_no_method_is_unimplemented(string path) =>
        (await _alice.CallAsync(path, Whoami)).Should().Match<GrpcAnswer>(answer => answer.Status == GrpcStatus.Unimplemented && answer.Code == "unknown-opcode");

    [TestCase("application/grpc+proto", 200)]
    [TestCase("application/grpc;charset=utf-8", 200)]
    [TestCase("Application/gRPC", 200)]
    [TestCase("application/grpc+json", 415)]
    [TestCase("application/grpc-web", 415)]
    [TestCase("application/json", 415)]
    [TestCase(null, 415)]
    public async Task Other_types_are_refused_in_the_words_of_http(string? type, int status)
    {
        HttpRequestMessage request = _alice.Request("Whoami", Whoami);
        request.Content!.Headers.ContentType = type is null ? null : MediaTypeHeaderValue.Parse(type);
        ((int)(await _alice.CallAsync(request)).Response.StatusCode).Should().Be(status);
    }

    [Test]
    public async Task Other_methods_and_older_versions_of_http_are_told_what_is_wrong()
    {
        HttpRequestMessage get = _alice.Request("Whoami", []);
        (get.Method, get.Content) = (HttpMethod.Get, null);
        (await _alice.CallAsync(get)).Response.Should().Match<HttpResponseMessage>(
            answer => answer.StatusCode == HttpStatusCode.MethodNotAllowed && answer.Content.Headers.Allow.Single() == "POST");
        Doors doors = await StartDoorsAsync();
        using GrpcClient old = new(doors.Http.EndPoint);
        HttpRequestMessage request = old.Request("Whoami", Whoami);
        request.Version = HttpVersion.Version11;
        GrpcAnswer answer = await old.CallAsync(request);
        answer.Response.StatusCode.Should().Be(HttpStatusCode.HttpVersionNotSupported);
        System.Text.Encoding.UTF8.GetString(answer.Body).Should().Contain("gRPC needs HTTP/2").And.Contain("--grpc");
    }

    [Test]
    public async Task Whoever_may_not_is_told_so_whatever_he_sends()
    {
        _alice.Token = "";
        (await _alice.CallAsync("Whoami", Whoami)).Should().Match<GrpcAnswer>(answer => answer.Status == GrpcStatus.Unauthenticated && answer.Code == "not-logged-in");
        (await _alice.CallAsync("Events", Whoami)).Code.Should().Be("not-logged-in");
        GrpcClient strange = Ends(new GrpcClient((await StartDoorsAsync()).Http.GrpcEndPoint));
        await strange.RegisterAsync("alice");
        (await strange.CallAsync("Login", new LoginRequest { Name = "alice", Password = RawClient.Password })).Should().Match<GrpcAnswer>(
            answer => answer.Status == GrpcStatus.FailedPrecondition && answer.Code == "already-logged-in");
        HttpRequestMessage stranger = strange.Request("Whoami", Whoami);
        stranger.Headers.Add("Origin", "http://evil.example");
        (await strange.CallAsync(stranger)).Should().Match<GrpcAnswer>(answer => answer.Status == GrpcStatus.PermissionDenied && answer.Code == "forbidden");
    }
}
