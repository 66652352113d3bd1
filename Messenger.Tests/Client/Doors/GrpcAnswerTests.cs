using System.Net;
using FluentAssertions;
using Google.Protobuf;
using Messenger.Client.Grpc;
using Messenger.Rpc;
using Messenger.Wire;
using NUnit.Framework;

namespace Messenger.Tests.Client.Doors;

/// <summary>What a client makes of the answers to its calls, good ones and others.</summary>
public sealed class GrpcAnswerTests
{
    private static readonly byte[] One = Framed(new V1.AboutResponse { Agent = "x/1" });

    [TestCase(0, TestName = "None")]
    [TestCase(1, TestName = "One")]
    [TestCase(3, TestName = "Several")]
    public async Task Messages_come_as_they_were_sent(int count)
    {
        byte[] body = [.. Enumerable.Repeat(One, count).SelectMany(bytes => bytes)];
        (await ReadAsync(Answer(body))).Should().Equal(Enumerable.Repeat(new V1.AboutResponse { Agent = "x/1" }, count));
    }

    [Test]
    public async Task A_refusal_has_its_status_its_code_its_sentence_and_the_time_to_wait()
    {
        V1.Problem problem = new() { Code = "throttled", Detail = "wait; ärgerlich", RetryAfter = 1.5 };
        string text = Convert.ToBase64String(problem.ToByteArray()).TrimEnd('=');
        GrpcException refused = await FailsAsync(Answer([], status: "8", ("grpc-message", "anything"), ("messenger-problem-bin", text)));
        (refused.Status, refused.Code, refused.Message, refused.RetryAfter, refused.IsLost)
            .Should().Be((GrpcStatus.ResourceExhausted, ErrorCode.Throttled, "wait; ärgerlich", TimeSpan.FromSeconds(1.5), false));
    }

    [TestCase("3", "a%20b %C3%A4", ErrorCode.BadCommand, "a b ä")]
    [TestCase("4", "", ErrorCode.DeadlineMissed, "")]
    [TestCase("12", "%zz", ErrorCode.BadCommand, "%zz")]
    [TestCase("14", "x", ErrorCode.NotConnected, "x")]
    [TestCase("16", "x", ErrorCode.NotLoggedIn, "x")]
    [TestCase("99", "x", ErrorCode.Internal, "x")]
    public async Task A_refusal_without_a_problem_has_the_nearest_code(string status, string said, ErrorCode code, string message)
    {
        GrpcException refused = await FailsAsync(Answer([], status, ("grpc-message", said), ("messenger-problem-bin", "%%%")));
        (refused.Code, refused.Message).Should().Be((code, message));
    }

    public static IEnumerable<TestCaseData> Wrong =>
    [
        new TestCaseData(new HttpResponseMessage(HttpStatusCode.NotFound), "HTTP 404").SetArgDisplayNames("other status"),
        new TestCaseData(new HttpResponseMessage { Content = new StringContent("{}", null, "application/json") }, "application/json").SetArgDisplayNames("other type"),
        new TestCaseData(Answer(One, status: null), "no status").SetArgDisplayNames("no status"),
        new TestCaseData(Answer(One, status: "-1"), "no status").SetArgDisplayNames("wrong status"),
        new TestCaseData(Answer(One[..^1]), "half a message").SetArgDisplayNames("half a message"),
        new TestCaseData(Answer(One[..4]), "half a message").SetArgDisplayNames("half a prefix"),
        new TestCaseData(Answer([1, .. One[1..]]), "compressed").SetArgDisplayNames("compressed"),
        new TestCaseData(Answer([0, 0xFF, 0xFF, 0xFF, 0xFF]), "4294967295 bytes").SetArgDisplayNames("too long"),
        new TestCaseData(Answer([0, 0, 0, 0, 1, 0x0A]), "protocol message").SetArgDisplayNames("no message"),
    ];

    [TestCaseSource(nameof(Wrong))]
    public async Task What_is_no_answer_is_said_to_be_none(HttpResponseMessage response, string why) =>
        (await FailsAsync(response)).Message.Should().StartWith("the server answered with what is not gRPC: ").And.Contain(why);

    private static HttpResponseMessage Answer(byte[] body, string? status = "0", params (string Name, string Value)[] more)
    {
        HttpResponseMessage response = new() { Content = new ByteArrayContent(body) };
        response.Content.Headers.TryAddWithoutValidation("content-type", "application/grpc+proto");
        // Without a message the headers are the trailers.
        System.Net.Http.Headers.HttpResponseHeaders where = body.Length == 0 ? response.Headers : response.TrailingHeaders;
        foreach ((string name, string value) in more.Prepend(("grpc-status", status ?? "")))
            where.TryAddWithoutValidation(name, value);
        return response;
    }

    private static byte[] Framed(V1.AboutResponse message)
    {
        byte[] bytes = new byte[GrpcMessage.PrefixBytes + message.CalculateSize()];
        GrpcMessage.WritePrefix(bytes, message.CalculateSize());
        message.WriteTo(bytes.AsSpan(GrpcMessage.PrefixBytes));
        return bytes;
    }

    private static async Task<List<V1.AboutResponse>> ReadAsync(HttpResponseMessage response)
    {
        List<V1.AboutResponse> read = [];
        await foreach (V1.AboutResponse message in GrpcAnswer.ReadAsync(response, V1.AboutResponse.Parser, CancellationToken.None))
            read.Add(message);
        return read;
    }

    private static async Task<GrpcException> FailsAsync(HttpResponseMessage response) =>
        (await FluentActions.Awaiting(() => ReadAsync(response)).Should().ThrowAsync<GrpcException>()).Which;
}
