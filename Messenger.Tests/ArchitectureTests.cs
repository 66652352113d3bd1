using System.Reflection;
using System.Text.RegularExpressions;
using FluentAssertions;
using Messenger.Tests.Support;
using NUnit.Framework;

namespace Messenger.Tests;

/// <summary>Holds the arrows of docs/ARCHITECTURE.md.</summary>
[TestFixture]
[Parallelizable(ParallelScope.All)]
public sealed class ArchitectureTests
{
    private static readonly string[] Wire = ["Messenger.Wire"];
    private static readonly string[] WireAndRpc = ["Messenger.Wire", "Messenger.Rpc"];
    private static readonly string[] AllButTheServer = [.. WireAndRpc, "Messenger.Client"];
    private static readonly string[] AllButTheClient = [.. WireAndRpc, "Messenger.Server"];

    [Test]
    public void The_wire_library_references_the_runtime_only() =>
        References(typeof(Messenger.Wire.Opcode).Assembly).Should().OnlyContain(name => name.StartsWith("System.", StringComparison.Ordinal));

    [Test]
    public void Server_and_client_know_the_wire_and_not_each_other()
    {
        References(typeof(Messenger.Server.ServerOptions).Assembly).Where(IsOurs).Should().Equal(Wire);
        References(typeof(Messenger.Client.ClientOptions).Assembly).Where(IsOurs).Should().BeSubsetOf(WireAndRpc);
    }

    [Test]
    public void What_both_ends_of_grpc_share_knows_neither() =>
        References(typeof(Messenger.V1.MessengerReflection).Assembly).Where(IsOurs).Should().Equal(Wire);

    [Test]
    public void The_gateway_knows_the_server_and_not_the_client() =>
        References(typeof(Messenger.Gateway.GatewayOptions).Assembly).Where(IsOurs).Should().BeEquivalentTo(AllButTheClient);

    [Test]
    public void Nothing_but_the_gateway_knows_http() =>
        new[] { typeof(Messenger.Server.ServerOptions), typeof(Messenger.Client.ClientOptions), typeof(Messenger.Tools.DecodeProgram) }
            .SelectMany(type => References(type.Assembly))
            .Should().NotContain(name => name.StartsWith("Microsoft.AspNetCore.", StringComparison.Ordinal));

    [TestCase("Contract", "Messenger\\.(Server|Gateway)\\.|Microsoft\\.AspNetCore")]
    [TestCase("Operations", "Messenger\\.Gateway\\.(Rest|Hosting|OpenApi|Representation)|Microsoft\\.AspNetCore|System\\.Text\\.Json")]
    [TestCase("Representation", "Messenger\\.Gateway\\.(Rest|Hosting|OpenApi|Operations)|Microsoft\\.AspNetCore")]
    [TestCase("Rest", "Messenger\\.Gateway\\.(OpenApi|Web)")]
    [TestCase("Web", "Messenger\\.Server|Messenger\\.Gateway\\.(Contract|Operations|Representation|Events|OpenApi)")]
    public void Rooms_of_the_gateway_know_only_what_is_theirs(string room, string forbidden) =>
        Repository.SourceFiles("Messenger.Gateway", room).Should().NotBeEmpty()
            .And.NotContain(file => Regex.IsMatch(File.ReadAllText(file).Replace($"namespace Messenger.Gateway.{room};", ""), forbidden));

    [Test]
    public void The_tools_never_see_the_servers_insides() =>
        References(typeof(Messenger.Tools.DecodeProgram).Assembly).Where(IsOurs).Should().BeSubsetOf(AllButTheServer);

    [TestCase("Service")]
    [TestCase("Engine")]
    [TestCase("Storage")]
    [TestCase("Search")]
    public void Below_the_doors_nobody_knows_frames_opcodes_or_sockets(string room)
    {
        Regex forbidden = new(@"\b(Messenger\.Wire\.(Framing|Messages|Explain)|System\.Net\.Sockets|Opcode\.|FieldReader|FieldWriter)");
        FilesOf(room).Should().NotContain(file => forbidden.IsMatch(File.ReadAllText(file)));
    }

    [TestCase("Dispatch", "NetworkStream|System\\.Net\\.Sockets")]
    [TestCase("Service", "Messenger\\.Server\\.(Connections|Dispatch)")]
    [TestCase("Engine", "Messenger\\.Server\\.(Connections|Dispatch|Service)\\b")]
    [TestCase("Storage", "Messenger\\.Server\\.(Connections|Dispatch|Service)\\b")]
    [TestCase("Search", "Messenger\\.Server\\.(Connections|Dispatch|Service|Engine)\\b")]
    [TestCase("Security", "Messenger\\.Server\\.(Connections|Dispatch|Service|Engine|Storage)\\b")]
    public void Rooms_of_the_server_know_only_what_is_below_them(string room, string forbidden) =>
        FilesOf(room).Should().NotContain(file => Regex.IsMatch(File.ReadAllText(file), forbidden));

    [Test]
    public void The_session_library_has_no_console() =>
        Repository.SourceFiles("Messenger.Client", "Session").Should()
            .NotContain(file => Regex.IsMatch(File.ReadAllText(file), @"\bConsole\."));

    [Test]
    public void What_is_laid_over_the_conversation_knows_no_network_and_never_waits() =>
        Repository.SourceFiles("Messenger.Client", "Chat", "Overlays").Should().NotBeEmpty()
            .And.NotContain(file => Regex.IsMatch(File.ReadAllText(file), @"Messenger\.Client\.Session|System\.Net|\b(async|await|lock) "));

    [Test]
    public void No_file_has_more_than_400_lines() =>
        new[] { "Messenger.Wire", "Messenger.Rpc", "Messenger.Server", "Messenger.Gateway", "Messenger.Client", "Messenger.Tools", "Messenger.Tests", "Messenger.Browser.Tests", "Commands" }
            .SelectMany(folder => Repository.SourceFiles(folder))
            .Where(file => File.ReadLines(file).Count() > 400)
            .Should().BeEmpty();

    [Test]
    public void What_needs_a_browser_is_outside_the_solution() =>
        Repository.ReadAllText("Messenger.sln").Should().Contain("Messenger.Tests").And.NotContain("Messenger.Browser.Tests");

    private static IEnumerable<string> FilesOf(string room) => Repository.SourceFiles("Messenger.Server", room);

    private static IEnumerable<string> References(Assembly assembly) => assembly.GetReferencedAssemblies().Select(name => name.Name!);

    private static bool IsOurs(string name) => name.StartsWith("Messenger.", StringComparison.Ordinal);
}
