using System.ComponentModel;
using System.Diagnostics;
using FluentAssertions;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Google.Protobuf.WellKnownTypes;
using Messenger.Tests.Gateway.Support;
using Messenger.Tests.Support;
using Messenger.V1;
using NUnit.Framework;

namespace Messenger.Tests.Gateway;

/// <summary>
/// The walks of clients/grpc, made by others' libraries, with somebody at a terminal as their peer. Skipped where the libraries are missing, unless
/// they are said to be there.
/// </summary>
internal sealed class GrpcForeignClientsTests : GatewayTest
{
    /// <summary>Set where the libraries were brought for these tests: then nothing is skipped.</summary>
    private const string Needed = "MESSENGER_FOREIGN_CLIENTS";

    private static readonly string Folder = Path.Combine(Repository.Root, "clients", "grpc");

    private static readonly string[] Walk =
    [
        "registered ada",
        "refused UNAUTHENTICATED bad-credentials",
        "refused UNAUTHENTICATED not-logged-in",
        "logged in ada",
        "listening ada",
        "sent once",
        "refused NOT_FOUND no-such-account",
        "received bob hello from a terminal",
        "waiting 1",
        "resumed true",
        "confirmed 0",
        "refused DEADLINE_EXCEEDED",
        "closed session-ended",
        "refused UNAUTHENTICATED session-ended",
    ];

    [TestCase(false)]
    [TestCase(true)]
    public Task A_client_in_python_talks_with_a_terminal(bool tls) => TalkAsync(tls, "/usr/bin/python3", "import grpc, google.protobuf", messages =>
    {
        FileDescriptorSet files = new();
        foreach (FileDescriptor file in new[] { TimestampReflection.Descriptor, MessengerReflection.Descriptor })
            files.File.Add(FileDescriptorProto.Parser.ParseFrom(file.SerializedData));
        File.WriteAllBytes(messages, files.ToByteArray());
        return [Path.Combine(Folder, "python", "talk.py"), "--messages", messages];
    });

    [TestCase(false)]
    [TestCase(true)]
    public Task A_client_in_node_talks_with_a_terminal(bool tls) =>
        TalkAsync(tls, "node", "require('@grpc/grpc-js'); require('@grpc/proto-loader')", _ =>
            [Path.Combine(Folder, "node", "talk.mjs"), "--messages", Path.Combine(Repository.Root, "Messenger.Rpc", "Protos")]);

    [Test]
    public async Task Of_another_key_no_certificate_is_written()
    {
        Doors doors = await StartDoorsAsync();
        (int exitCode, string output, string errors) = await RunAsync("sh", [Path.Combine(Folder, "certificate.sh"), $"{doors.Http.EndPoint}", "sha256:00"]);
        (exitCode, output).Should().Be((1, ""));
        errors.Should().Contain($"this is another key: {doors.Wire.Server.Fingerprint}");
    }

    [Test]
    public void What_npm_brings_is_pinned_and_from_no_place_in_particular()
    {
        File.ReadAllText(Path.Combine(Folder, "node", "package.json")).Should().NotContainAny("^", "~");
        File.ReadAllText(Path.Combine(Folder, "node", "package-lock.json")).Should().Contain("\"integrity\"").And.NotContain("\"resolved\"");
    }

    private async Task TalkAsync(bool tls, string program, string libraries, Func<string, string[]> script)
    {
        string flag = program == "node" ? "-e" : "-c";
        if ((await RunAsync(program, [flag, libraries])).ExitCode != 0)
            Skip($"{program} has not the libraries for gRPC; see docs/grpc.md");
        Doors doors = await StartDoorsAsync();
        string folder = NewDirectory();
        List<string> arguments = [.. script(Path.Combine(folder, "messenger.pb")), "--name", "ada", "--peer", "bob"];
        if (tls)
        {
            (int made, string certificate, string trouble) = await RunAsync(
                "sh", [Path.Combine(Folder, "certificate.sh"), $"{doors.Http.EndPoint}", doors.Wire.Server.Fingerprint]);
            made.Should().Be(0, "{0}", trouble);
            string file = Path.Combine(folder, "server.pem");
            await File.WriteAllTextAsync(file, certificate);
            arguments.AddRange(["--certificate", file]);
        }
        RawClient bob = await RegisterAsync(doors.Wire, "bob");
        Task<(int ExitCode, string Output, string Errors)> talk = RunAsync(program, [.. arguments, $"{(tls ? doors.Http.EndPoint : doors.Http.GrpcEndPoint)}"]);
        Task first = await Task.WhenAny(talk, bob.NextMessageAsync());
        if (first != talk)
            await bob.SendAsync("ada", "hello from a terminal");
        (int exitCode, string output, string errors) = await talk;
        exitCode.Should().Be(0, "{0}{1}", output, errors);
        output.ReplaceLineEndings("\n").TrimEnd().Split('\n').Should().Equal(Walk);
    }

    private static async Task<(int ExitCode, string Output, string Errors)> RunAsync(string program, IEnumerable<string> arguments)
    {
        // Node looks for its libraries from the folder that it runs in, and beside its script.
        ProcessStartInfo start = new(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = Path.Combine(Folder, "node") };
        using Process process = Start(start);
        try
        {
            Task<string> output = process.StandardOutput.ReadToEndAsync();
            Task<string> errors = process.StandardError.ReadToEndAsync();
            await process.WaitForExitAsync().Within($"the end of {program}");
            return (process.ExitCode, await output, await errors);
        }
        finally
        {
            process.Kill(entireProcessTree: true);
        }
    }

    private static Process Start(ProcessStartInfo start)
    {
        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception)
        {
            Skip($"{start.FileName} is not installed");
            throw;
        }
    }

    private static void Skip(string why)
    {
        if (Environment.GetEnvironmentVariable(Needed) is { Length: > 0 })
            Assert.Fail($"{why}, and {Needed} says that it is");
        Assert.Ignore($"{why}; with it this test runs a foreign client of gRPC");
    }
}
