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
            "compare", "--brief", "--json", "--ephemeral", "--doors", "grpc", "wire", "--operations", "list", "load");

        exitCode.Should().Be(0);
        errors.Should().Be("counting bytes\nwarming up\nround 1 of 1\n");
        JsonElement document = JsonDocument.Parse(output).RootElement;
        document.GetProperty("operations")[0].GetProperty("doors")[0].GetProperty("door").GetString().Should().Be("grpc");
        document.GetProperty("load")[1].GetProperty("serverMicroseconds").GetProperty("median").GetDouble().Should().BePositive();
    }

    [TestCase("compare --port 1", "--port needs --fingerprint, the key in the server's first line, or --plaintext")]
    [TestCase("compare --doors wire pigeon", "--doors takes some of wire, rest-json, rest-protobuf, grpc, not \"pigeon\"")]
    public async Task What_it_cannot_take_it_says(string words, string sentence)
    {
        (int exitCode, string output, string errors) = await RunAsync(words.Split(' '));

        exitCode.Should().Be(2);
        output.Should().BeEmpty();
        errors.Should().Contain(sentence);
    }

    [Test]
    public async Task A_server_that_is_not_there_is_a_sentence()
    {
        (int exitCode, _, string errors) = await RunAsync("compare", "--plaintext", "--port", "1", "--doors", "wire");

        exitCode.Should().Be(1);
        errors.Should().StartWith("cannot compare: ");
    }
}
