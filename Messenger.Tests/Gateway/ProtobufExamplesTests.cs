using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using FluentAssertions;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Messenger.Tests.Gateway.Support;
using Messenger.Tests.Support;
using Messenger.V1;
using NUnit.Framework;

namespace Messenger.Tests.Gateway;

/// <summary>Every message of docs/rest.md means what the manual says, to the byte.</summary>
internal sealed partial class ProtobufExamplesTests
{
    public static IEnumerable<TestCaseData> Rows => Row().Matches(Repository.ReadAllText("docs", "rest.md"))
        .Select(row => new TestCaseData(row.Groups["hex"].Value, row.Groups["json"].Value, row.Groups["name"].Value).SetName($"The manual's {row.Groups["name"].Value}"));

    [TestCaseSource(nameof(Rows))]
    public void Each_example_is_right(string hex, string json, string name)
    {
        MessageDescriptor type = MessengerReflection.Descriptor.MessageTypes.Single(known => known.Name == name);
        IMessage message = type.Parser.ParseFrom(Convert.FromHexString(hex));
        Convert.ToHexStringLower(message.ToByteArray()).Should().Be(hex, "it is written in one way only");
        JsonObject said = ProtobufJson.ObjectOf(message);
        Strip(said);
        said.ToJsonString().Should().Be(JsonNode.Parse(json)!.ToJsonString());
    }

    [Test]
    public void There_are_requests_answers_and_events() => Rows.Should().HaveCount(6);

    /// <summary>The manual leaves out what is false.</summary>
    private static void Strip(JsonObject json)
    {
        foreach ((string name, JsonNode? value) in json.ToArray())
        {
            if (value?.ToJsonString() == "false")
                json.Remove(name);
            else if (value is JsonObject inner)
                Strip(inner);
        }
    }

    [GeneratedRegex(@"^\| `(?<name>[A-Z]\w+)` \| `(?<hex>[0-9a-f]+)` \| `(?<json>\{.*\})` \|", RegexOptions.Multiline | RegexOptions.ExplicitCapture)]
    private static partial Regex Row();
}
