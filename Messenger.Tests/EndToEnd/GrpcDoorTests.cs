using System.Globalization;
using System.Text.RegularExpressions;
using FluentAssertions;
using Messenger.Tests.EndToEnd.Support;
using NUnit.Framework;

namespace Messenger.Tests.EndToEnd;

/// <summary>The client's programs over gRPC, beside one over the wire.</summary>
internal sealed partial class GrpcDoorTests : ProgramTest
{
    [Test]
    public async Task Lines_go_by_grpc_and_what_is_said_outlives_the_server()
    {
        string data = InHome("kept");
        RunningServer server = await RunningServer.OfAsync(Start([.. KeepingServer(data), "--grpc", "0"]));
        int port = int.Parse(GrpcPort().Match(await server.Process.ReadLineAsync("the line of gRPC")).Value, CultureInfo.InvariantCulture);
        LineTalk alice = await StartLineAsync(port, "--door", "grpc");
        await alice.RegisterAsync("alice");
        LineTalk bob = await RegisterLineAsync(server, "bob");
        await alice.AskAsync("/msg bob hello", "delivered to bob");
        await bob.ExpectMessageAsync("alice: hello");
        await bob.AskAsync("/msg alice hello yourself", "delivered to alice");
        await alice.ExpectMessageAsync("bob: hello yourself");

        await server.Process.KillAsync();
        (await alice.NextAsync()).Should().StartWith("disconnected: ").And.EndWith("; trying again, messages wait");
        (await bob.NextAsync()).Should().StartWith("disconnected: ");
        await alice.AskAsync("/msg bob are you there?", "offline: the message to bob waits until the connection is back");
        await RunningServer.OfAsync(Start([.. KeepingServer(data, server.Port), "--grpc", Number(port)]));
        await alice.ExpectAsync("connected again as alice");
        (await alice.NextAsync()).Should().BeOneOf("delivered to bob", "stored for bob, who is not logged in");
        await bob.ExpectAsync("connected again as bob");
        await bob.ExpectMessageAsync("alice: are you there?");
        await bob.AskAsync("/msg alice I am", "delivered to alice");
        await alice.ExpectMessageAsync("bob: I am");
        await alice.QuitAsync();
    }

    [GeneratedRegex(@"(?<=^grpc on 127\.0\.0\.1:)\d+")]
    private static partial Regex GrpcPort();
}
