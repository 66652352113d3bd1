using System.Buffers;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using FluentAssertions;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Google.Protobuf.WellKnownTypes;
using Messenger.Gateway.Contract;
using Messenger.Gateway.Events;
using Messenger.Gateway.Operations;
using Messenger.Gateway.Representation;
using Messenger.Gateway.Representation.Protobuf;
using Messenger.Tests.Gateway.Support;
using Messenger.Tests.Support;
using Messenger.V1;
using NUnit.Framework;

namespace Messenger.Tests.Gateway;

/// <summary>Whatever the contract has, messenger.proto has under the same name, and it goes over whole; nothing else is in there.</summary>
internal sealed partial class ProtobufMappingTests
{
    /// <summary>Of the flags: all; then each fourth of them alone, so that none stands for another; then nothing that may be missing.</summary>
    private static readonly int[] Patterns = [0b1111, 0b0001, 0b0010, 0b0100, 0b1000, 0];

    private static readonly ProtobufRepresentation Protobuf = new();

    public static IEnumerable<TestCaseData> Operations => OperationTable.All.Select(operation => new TestCaseData(operation).SetArgDisplayNames(operation.Name));

    public static IEnumerable<TestCaseData> Answers => ProtobufAnswers.All.Values.Select(mapping => new TestCaseData(mapping).SetArgDisplayNames(mapping.Type.Name));

    public static IEnumerable<TestCaseData> Events => ProtobufEvents.All.Values.Select(mapping => new TestCaseData(mapping).SetArgDisplayNames(mapping.Name));

    [Test]
    public void The_service_has_every_operation_and_no_other() =>
        ProtobufJson.Service.Methods.Select(method => method.Name).Should().Equal(OperationTable.All.Select(operation => ProtobufJson.MethodOf(operation).Name));

    [TestCaseSource(nameof(Operations))]
    public void Every_operation_has_its_messages(Operation operation)
    {
        MethodDescriptor method = ProtobufJson.MethodOf(operation);
        bool streams = operation is EventsOperation;
        (method.IsClientStreaming, method.IsServerStreaming).Should().Be((false, streams));
        FieldsOf(method.InputType).Should().Equal(FieldsOf(ProtobufRequests.All[operation.RequestType].Message), "one function reads both");
        if (!streams)
            FieldsOf(method.OutputType).Should().Equal(FieldsOf(ProtobufAnswers.All[operation.AnswerType].Message), "one function writes both");
        // Texts are looked at, and addresses put in, on the first level only.
        method.InputType.Fields.InDeclarationOrder().Should().NotContain(field => field.FieldType == FieldType.Message || field.FieldType == FieldType.Group);
        foreach (string name in operation.RouteFields.Where(_ => operation.HasBody))
            method.InputType.Fields.InDeclarationOrder().Single(field => field.JsonName == name).FieldType.Should().BeOneOf(FieldType.String, FieldType.Bytes);
    }

    [TestCaseSource(nameof(Operations))]
    public void Every_field_of_a_request_arrives(Operation operation)
    {
        foreach (int pattern in Patterns)
        {
            object request = operation.RequestType == typeof(Nothing) ? Nothing.Instance : new Sample(pattern).Of(operation.RequestType);
            MessageDescriptor type = ProtobufJson.MethodOf(operation).InputType;
            // Fails when there is a field that the message has not.
            byte[] bytes = ProtobufJson.Encode(type, JsonOf(request));
            if (pattern == Patterns[0])
                Unset(type.Parser.ParseFrom(bytes)).Should().BeEquivalentTo(operation is EventsOperation ? ["lastEventId"] : Array.Empty<string>());
            object read = Invoke(nameof(IRepresentation.Read), operation.RequestType, new ReadOnlyMemory<byte>(bytes), new Dictionary<string, string>())!;
            JsonOf(read.GetType().GetProperty("Value")!.GetValue(read)!).Should().Be(JsonOf(request));
        }
    }

    [TestCaseSource(nameof(Answers))]
    public void Every_field_of_an_answer_arrives(AnswerMapping mapping)
    {
        foreach (int pattern in Patterns)
        {
            object answer = mapping.Type == typeof(Nothing) ? Nothing.Instance : new Sample(pattern).Of(mapping.Type);
            ArrayBufferWriter<byte> written = new();
            Invoke(nameof(IRepresentation.Write), mapping.Type, written, answer);
            IMessage message = mapping.Message.Parser.ParseFrom(written.WrittenSpan);
            Said(ProtobufJson.ObjectOf(message)).Should().Be(Said(JsonNode.Parse(JsonOf(answer))!));
            if (pattern == Patterns[0])
                Unset(message).Should().BeEmpty();
        }
    }

    [TestCaseSource(nameof(Events))]
    public void Every_field_of_an_event_arrives(EventMapping mapping)
    {
        foreach (int pattern in Patterns)
        {
            object what = new Sample(pattern).Of(mapping.Type);
            StreamEvent happened = (StreamEvent)Activator.CreateInstance(typeof(StreamEvent<>).MakeGenericType(mapping.Type), mapping.Name, 300UL, 0, what)!;
            ArrayBufferWriter<byte> written = new();
            Protobuf.WriteEvent(written, happened);
            EventsResponse told = EventsResponse.Parser.ParseDelimitedFrom(new MemoryStream(written.WrittenSpan.ToArray()));
            told.Id.Should().Be(300);
            FieldDescriptor place = EventsResponse.Descriptor.FindFieldByNumber((int)told.EventCase);
            place.Name.Should().Be(mapping.Name.Replace('-', '_'));
            IMessage message = (IMessage)place.Accessor.GetValue(told);
            Said(ProtobufJson.ObjectOf(message)).Should().Be(Said(JsonNode.Parse(JsonOf(what))!));
            if (pattern == Patterns[0])
                Unset(message).Should().BeEmpty();
        }
    }

    [Test]
    public void The_manual_the_table_and_the_message_have_the_same_events()
    {
        string manual = Repository.ReadAllText("docs", "rest.md").ReplaceLineEndings("\n");
        string table = manual[manual.IndexOf("| event | says |", StringComparison.Ordinal)..];
        string[] named = [.. EventRow().Matches(table[..table.IndexOf("\n\n", StringComparison.Ordinal)]).SelectMany(row => Name().Matches(row.Value)).Select(name => name.Value)];
        named.Should().HaveCount(10).And.BeEquivalentTo(ProtobufEvents.All.Keys);
        EventsResponse.Descriptor.Oneofs.Single().Fields.Select(field => field.Name.Replace('_', '-')).Should().BeEquivalentTo(named);
    }

    [TestCase("state", typeof(Messenger.V1.MessageState), "stored", "delivered", "read")]
    [TestCase("change", typeof(Messenger.V1.GroupChange), "joined", "members", "renamed", "owner", "out", "deleted")]
    public void Every_word_has_its_value(string kind, System.Type type, params string[] words)
    {
        IEnumerable<string> values = words.Select(word => kind == "state" ? ProtobufFields.State(word).ToString() : ProtobufFields.Change(word).ToString());
        values.Select(value => value.ToLowerInvariant()).Should().Equal(words);
        System.Enum.GetValues(type).Length.Should().Be(words.Length + 1);
    }

    private static IEnumerable<(int Number, string Name, FieldType Type, bool Repeated, bool Presence)> FieldsOf(MessageDescriptor type) =>
        type.Fields.InFieldNumberOrder().Select(field => (field.FieldNumber, field.JsonName, field.FieldType, field.IsRepeated, field.HasPresence));

    /// <summary>The fields that have no value, however deep they are.</summary>
    private static IEnumerable<string> Unset(IMessage message) => message.Descriptor.Fields.InDeclarationOrder().SelectMany(field =>
    {
        object value = field.Accessor.GetValue(message);
        return value switch
        {
            null or "" or false or 0 or 0u or 0L or 0UL => [field.JsonName],
            ByteString { IsEmpty: true } or System.Collections.ICollection { Count: 0 } => [field.JsonName],
            Timestamp => [],
            IMessage inner => Unset(inner),
            System.Collections.IList list => list.OfType<IMessage>().Where((_, place) => place == 0).SelectMany(Unset),
            System.Enum word when Convert.ToInt32(word, System.Globalization.CultureInfo.InvariantCulture) == 0 => [field.JsonName],
            _ => Array.Empty<string>(),
        };
    });

    private static string JsonOf(object value)
    {
        ArrayBufferWriter<byte> written = new();
        typeof(JsonRepresentation).GetMethod(nameof(IRepresentation.Write))!.MakeGenericMethod(value.GetType()).Invoke(Representations.Json, [written, value]);
        return Encoding.UTF8.GetString(written.WrittenSpan);
    }

    private static object? Invoke(string method, System.Type type, params object[] arguments) =>
        typeof(ProtobufRepresentation).GetMethod(method)!.MakeGenericMethod(type).Invoke(Protobuf, arguments);

    /// <summary>What is said, in the order of the names: what is not, what is false, and a list of nothing is the same in both.</summary>
    private static string Said(JsonNode node) => node switch
    {
        JsonObject json => "{" + string.Join(",", json.Where(field => field.Value is not null && field.Value.ToJsonString() is not ("false" or "[]"))
            .OrderBy(field => field.Key, StringComparer.Ordinal).Select(field => $"{field.Key}:{Said(field.Value!)}")) + "}",
        JsonArray list => "[" + string.Join(",", list.Select(item => Said(item!))) + "]",
        _ => node.ToJsonString(),
    };

    [GeneratedRegex(@"^\| (`[a-z-]+`(, )?)+ \|", RegexOptions.Multiline | RegexOptions.ExplicitCapture)]
    private static partial Regex EventRow();

    [GeneratedRegex("(?<=`)[a-z-]+(?=`)")]
    private static partial Regex Name();
}
