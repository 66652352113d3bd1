using System.Text.RegularExpressions;
using FluentAssertions;
using Google.Protobuf.Reflection;
using Messenger.Tests.Gateway.Support;
using Messenger.Tests.Support;
using Messenger.V1;
using NUnit.Framework;

namespace Messenger.Tests.Gateway;

/// <summary>messenger.proto keeps to what buf's default rules ask for, so that code generators of all languages take it well.</summary>
internal sealed partial class ProtobufFileTests : GatewayTest
{
    /// <summary>Of the languages that code is generated for most; a field of such a name cannot be written down there.</summary>
    private static readonly HashSet<string> Keywords = ["and", "as", "assert", "async", "await", "break", "class", "continue", "def", "default", "del", "delete",
        "elif", "else", "except", "finally", "for", "from", "func", "global", "go", "if", "import", "in", "is", "lambda", "new", "nonlocal", "not", "or", "package",
        "pass", "raise", "range", "return", "select", "self", "static", "switch", "this", "throw", "try", "type", "var", "while", "with", "yield"];

    private static readonly FileDescriptor File = MessengerReflection.Descriptor;

    [Test]
    public void Package_and_place_agree()
    {
        File.Package.Should().Be("messenger.v1");
        File.Name.Should().Be("messenger/v1/messenger.proto");
    }

    [Test]
    public void Fields_are_in_snake_case_and_no_keywords()
    {
        foreach (FieldDescriptor field in File.MessageTypes.SelectMany(type => type.Fields.InDeclarationOrder()))
        {
            Snake().IsMatch(field.Name).Should().BeTrue("{0}", field.FullName);
            Keywords.Should().NotContain(field.Name, "{0}", field.FullName);
        }
        File.MessageTypes.Concat<DescriptorBase>(File.EnumTypes).Concat(ProtobufJson.Service.Methods).Should().OnlyContain(named => Pascal().IsMatch(named.Name));
    }

    [Test]
    public void Lists_of_words_begin_with_none_and_carry_their_own_name()
    {
        foreach (EnumDescriptor type in File.EnumTypes)
        {
            string prefix = Word().Replace(type.Name, "_$0").TrimStart('_').ToUpperInvariant() + "_";
            type.FindValueByNumber(0).Name.Should().Be(prefix + "UNSPECIFIED");
            type.Values.Should().OnlyContain(value => value.Name.StartsWith(prefix));
        }
    }

    [Test]
    public void Each_operation_has_messages_of_its_own()
    {
        foreach (MethodDescriptor method in ProtobufJson.Service.Methods)
            (method.InputType.Name, method.OutputType.Name).Should().Be((method.Name + "Request", method.Name + "Response"));
    }

    [Test]
    public void Everything_has_a_comment()
    {
        string[] lines = Repository.ReadAllText("Messenger.Rpc", "Protos", "messenger", "v1", "messenger.proto").ReplaceLineEndings("\n").Split('\n');
        lines.Should().OnlyContain(line => line.Length <= 150);
        string[] bare = [.. lines.Index().Where(line => Declaration().IsMatch(line.Item) && !lines[line.Index - 1].TrimStart().StartsWith("//", StringComparison.Ordinal))
            .Select(line => line.Item)];
        bare.Should().BeEmpty();
        lines.Count(line => Declaration().IsMatch(line)).Should().BeGreaterThan(300);
    }

    [Test]
    public async Task The_server_gives_it_to_whoever_asks()
    {
        RestAnswer answer = await Stranger(await StartDoorsAsync()).GetAsync("messenger.proto");
        answer.Text.Should().Be(Repository.ReadAllText("Messenger.Rpc", "Protos", "messenger", "v1", "messenger.proto"));
    }

    [GeneratedRegex("^[a-z][a-z0-9]*(_[a-z0-9]+)*$", RegexOptions.ExplicitCapture)]
    private static partial Regex Snake();

    [GeneratedRegex("^([A-Z][a-z0-9]*)+$", RegexOptions.ExplicitCapture)]
    private static partial Regex Pascal();

    [GeneratedRegex("[A-Z]")]
    private static partial Regex Word();

    [GeneratedRegex(@"^\s*(message|enum|service|rpc|oneof) |^\s+[\w. <>,]+ = \d+")]
    private static partial Regex Declaration();
}
