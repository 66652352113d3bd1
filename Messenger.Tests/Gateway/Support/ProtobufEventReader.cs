using System.Globalization;
using FluentAssertions;
using Google.Protobuf;
using Messenger.Tests.Support;
using Messenger.V1;

namespace Messenger.Tests.Gateway.Support;

/// <summary>Events as messages of protocol buffers, each with its length before it.</summary>
internal sealed class ProtobufEventReader(HttpClient http, Stream stream) : EventReader(http, stream)
{
    public override async Task<StreamedEvent?> NextAsync()
    {
        while (await ReadLengthAsync().Within("an event") is { } length)
        {
            byte[] bytes = new byte[length];
            await Stream.ReadExactlyAsync(bytes).AsTask().Within("the rest of an event");
            EventsResponse told = EventsResponse.Parser.ParseFrom(bytes);
            if (told.EventCase is EventsResponse.EventOneofCase.None)
            {
                length.Should().Be(0, "what says nothing has no bytes");
                Pings++;
                continue;
            }
            return EventOf(told);
        }
        return null;
    }

    /// <summary>An event that says something.</summary>
    public static StreamedEvent EventOf(EventsResponse told)
    {
        var field = EventsResponse.Descriptor.FindFieldByNumber((int)told.EventCase);
        return new StreamedEvent(
            field.Name.Replace('_', '-'),
            told.Id == 0 ? null : told.Id.ToString(CultureInfo.InvariantCulture),
            ProtobufJson.ObjectOf((IMessage)field.Accessor.GetValue(told)).ToJsonString());
    }

    /// <summary>Null at the end of the stream.</summary>
    private async Task<int?> ReadLengthAsync()
    {
        byte[] next = new byte[1];
        int length = 0;
        for (int shift = 0; ; shift += 7)
        {
            if (await Stream.ReadAsync(next) == 0)
                return null;
            length |= (next[0] & 0x7F) << shift;
            if (next[0] < 0x80)
                return length;
        }
    }
}
