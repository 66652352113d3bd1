using System.Text.Json;
using FluentAssertions;
using Messenger.Tests.EndToEnd.Support;
using NUnit.Framework;

namespace Messenger.Tests.EndToEnd;

/// <summary>The comparison as a command, with a server of its own.</summary>
internal sealed class CompareTests : ProgramTest
{
    [Test]
    public async Task It_starts_a_server_and_writes_one_document()
    {
        (int exitCode, string output, string errors) = await RunAsync(
            "compare", "--brief", "--json", "--ephemeral", "--doors", "grpc", "--operations", "list", "load");

        exitCode.Should().Be(0);
        errors.Should().Be("counting bytes\nwarming up\nround 1 of 1\n");
        JsonElement document = JsonDocument.Parse(output).RootElement;
        document.GetProperty("operations")[0].GetProperty("doors")[0].GetProperty("door").GetString().Should().Be("grpc");
        document.GetProperty("load")[0].GetProperty("serverMicroseconds").GetProperty("median").GetDouble().Should().BePositive();
    }

    [Test]
    public async Task A_server_that_is_not_there_is_a_sentence()
    {
        (int exitCode, _, string errors) = await RunAsync("compare", "--plaintext", "--port", "1", "--doors", "wire");

        exitCode.Should().Be(1);
        errors.Should().StartWith("cannot compare: ");
    }
}
