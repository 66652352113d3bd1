using System.Buffers;
using System.Text.Unicode;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Messenger.Gateway.Events;
using Messenger.Server.Service;
using Messenger.Wire;

namespace Messenger.Gateway.Representation.Protobuf;

/// <summary>Protocol buffers, by the messages of messenger.proto; events as messages with their length before them.</summary>
internal sealed class ProtobufRepresentation : IRepresentation
{
    public string MediaType => "application/x-protobuf";

    public string EventsMediaType => "application/x-protobuf; delimited=true";

    public string ProblemMediaType => MediaType;

    public Outcome<T> Read<T>(ReadOnlyMemory<byte> body, IReadOnlyDictionary<string, string> values)
        where T : class
    {
        RequestMapping mapping = ProtobufRequests.All[typeof(T)];
        byte[] bytes = body.ToArray();
        try
        {
            if (FindWrongText(new CodedInputStream(bytes), mapping.Message) is { } wrong)
                return Bad($"the field {wrong.JsonName} is not UTF-8");
            IMessage message = mapping.Message.Parser.WithDiscardUnknownFields(true).ParseFrom(bytes);
            foreach (FieldDescriptor field in mapping.Message.Fields.InDeclarationOrder())
            {
                if (values.TryGetValue(field.JsonName, out string? value))
                    Set(message, field, value);
                if (field.FieldType is FieldType.Bytes && ((ByteString)field.Accessor.GetValue(message)).Length != ProtobufFields.IdBytes)
                    return Bad($"the field {field.JsonName} takes a UUID: 16 bytes in network order");
            }
            return (T)mapping.ToContract(message);
        }
        catch (InvalidProtocolBufferException)
        {
            return Bad($"the body is not a {mapping.Message.FullName}");
        }
    }

    public void Write<T>(IBufferWriter<byte> output, T value)
        where T : class => ProtobufAnswers.All[typeof(T)].ToMessage(value).WriteTo(output);

    public void WriteEvent(IBufferWriter<byte> output, StreamEvent happened)
    {
        V1.EventsResponse message = ProtobufEvents.Of(happened);
        WriteLength(output, (uint)message.CalculateSize());
        message.WriteTo(output);
    }

    /// <summary>A message that says nothing has no bytes.</summary>
    public void WritePing(IBufferWriter<byte> output) => WriteLength(output, 0);

    private static Refused Bad(string message) => new(ErrorCode.BadCommand, message);

    /// <summary>What stands in an address is a name or an id; one that is none becomes an id without bytes.</summary>
    private static void Set(IMessage message, FieldDescriptor field, string value) => field.Accessor.SetValue(message, field.FieldType switch
    {
        FieldType.String => value,
        FieldType.Bytes => Guid.TryParseExact(value, "D", out Guid id) ? ProtobufFields.Id(id) : ByteString.Empty,
        _ => throw new InvalidOperationException($"{field.FullName} does not fit into an address"),
    });

    /// <summary>The library puts replacements where bytes are not UTF-8, and says nothing.</summary>
    private static FieldDescriptor? FindWrongText(CodedInputStream input, MessageDescriptor message)
    {
        while (input.ReadTag() is var tag and not 0)
        {
            FieldDescriptor? field = message.FindFieldByNumber(WireFormat.GetTagFieldNumber(tag));
            if (WireFormat.GetTagWireType(tag) is not WireFormat.WireType.LengthDelimited || field?.FieldType is not FieldType.String)
                input.SkipLastField();
            else if (!Utf8.IsValid(input.ReadBytes().Span))
                return field;
        }
        return null;
    }

    private static void WriteLength(IBufferWriter<byte> output, uint length)
    {
        Span<byte> bytes = output.GetSpan(5);
        int written = 0;
        for (; length > 0x7F; length >>= 7)
            bytes[written++] = (byte)(length | 0x80);
        bytes[written++] = (byte)length;
        output.Advance(written);
    }
}
