using System.Text.RegularExpressions;
using FluentAssertions;
using Messenger.Tests.EndToEnd.Support;
using Messenger.Tests.Support;
using NUnit.Framework;

namespace Messenger.Tests.EndToEnd;

/// <summary>The program with <c>--http</c>: how it says where, how it stops, and what it says when it cannot start.</summary>
internal sealed partial class HttpServerTests : ProgramTest
{
    [TestCase(ProgramProcess.SigTerm)]
    [TestCase(ProgramProcess.SigInt)]
    public async Task It_says_where_http_is_and_stops_with_the_server(int signal)
    {
        RunningServer server = await StartServerAsync("--http", "0");
        using HttpClient http = new(new SocketsHttpHandler { UseProxy = false });
        string root = await RootAsync(server);
        HttpResponseMessage made = await http.PostAsync(
            $"{root}accounts", new StringContent("""{"name":"bob","password":"correct horse"}""", null, "application/json")).Within("an account");
        string token = Regex.Match(await made.Content.ReadAsStringAsync(), "\"token\":\"([^\"]+)\"").Groups[1].Value;
        HttpRequestMessage request = new(HttpMethod.Get, $"{root}events");
        request.Headers.Authorization = new("Bearer", token);
        using HttpResponseMessage events = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead).Within("events");
        server.Process.Signal(signal);
        (await events.Content.ReadAsStringAsync().Within("the end of the stream")).Should().Contain("event: closed").And.Contain("shutting-down");
        (await server.Process.ExitCodeAsync()).Should().Be(0);
        server.Process.Errors.Should().Contain("listening for HTTP on").And.Contain("INF stopped").And.NotContain(" ERR ").And.NotContain(token);
    }

    [Test]
    public async Task A_token_outlives_the_server_and_what_waited_still_waits()
    {
        string data = InHome("kept");
        using HttpClient http = new(new SocketsHttpHandler { UseProxy = false });
        RunningServer server = await RunningServer.OfAsync(Start([.. KeepingServer(data), "--http", "0"]));
        string root = await RootAsync(server);
        string alice = await RegisterAsync(http, root, "alice");
        string bob = await RegisterAsync(http, root, "bob");
        string number = Regex.Match(
            await AskAsync(http, HttpMethod.Post, $"{root}messages", alice, $$"""{"id":"{{Guid.NewGuid()}}","to":"bob","text":"kept"}"""), "\"number\":\"(\\d+)\"").Groups[1].Value;
        await server.Process.KillAsync();

        server = await RunningServer.OfAsync(Start([.. KeepingServer(data), "--http", "0"]));
        root = await RootAsync(server);
        (await AskAsync(http, HttpMethod.Get, $"{root}session", alice)).Should().Contain("\"name\":\"alice\"");
        (await AskAsync(http, HttpMethod.Get, $"{root}undelivered", bob)).Should().Contain("\"text\":\"kept\"");
        (await AskAsync(http, HttpMethod.Post, $"{root}confirmations", bob, $$"""{"numbers":["{{number}}"]}""")).Should().BeEmpty();
        (await AskAsync(http, HttpMethod.Get, $"{root}undelivered", bob)).Should().Contain("\"messages\":[]");
    }

    [Test]
    public async Task It_says_what_is_wrong_with_the_address()
    {
        RunningServer server = await StartServerAsync("--http", "0", "--grpc", "localhost:0");
        string port = Regex.Match(await RootAsync(server), ":(\\d+)/").Groups[1].Value;
        (int exitCode, _, string errors) = await RunAsync("server", "--host", "127.0.0.1", "--port", "0", "--ephemeral", "--http", port);
        exitCode.Should().Be(2);
        errors.Should().Contain($"cannot listen for HTTP on 127.0.0.1:{port}: address in use (another server? try --http 127.0.0.1:");
        port = Regex.Match(await server.Process.ReadLineAsync("the line of gRPC"), @"^grpc on 127\.0\.0\.1:(\d+) · reach it at 127\.0\.0\.1:\1$").Groups[1].Value;
        (exitCode, _, errors) = await RunAsync("server", "--host", "127.0.0.1", "--port", "0", "--ephemeral", "--http", "0", "--grpc", port);
        exitCode.Should().Be(2);
        errors.Should().Contain($"cannot listen for gRPC on 127.0.0.1:{port}: address in use (another server? try --grpc 127.0.0.1:");
        (exitCode, _, errors) = await RunAsync("server", "--grpc", "nowhere");
        exitCode.Should().Be(2);
        errors.Should().Contain("--grpc takes a port");
    }

    private static async Task<string> RegisterAsync(HttpClient http, string root, string name) => Regex.Match(
        await AskAsync(http, HttpMethod.Post, $"{root}accounts", "", $$"""{"name":"{{name}}","password":"correct horse"}"""), "\"token\":\"([^\"]+)\"").Groups[1].Value;

    private static async Task<string> AskAsync(HttpClient http, HttpMethod method, string address, string token, string? body = null)
    {
        HttpRequestMessage request = new(method, address) { Content = body is null ? null : new StringContent(body, null, "application/json") };
        if (token.Length > 0)
            request.Headers.Authorization = new("Bearer", token);
        HttpResponseMessage response = await http.SendAsync(request).Within($"the answer to {method} {address}");
        response.EnsureSuccessStatusCode();
        return await response.Content.ReadAsStringAsync();
    }

    private static async Task<string> RootAsync(RunningServer server)
    {
        Match line = SecondLine().Match(await server.Process.ReadLineAsync("the line of the HTTP door"));
        line.Success.Should().BeTrue();
        return $"{line.Groups["page"].Value}api/v1/";
    }

    [GeneratedRegex(@"^http on 127\.0\.0\.1:\d+ · reach it at (?<page>http://127\.0\.0\.1:\d+/)$")]
    private static partial Regex SecondLine();
}
