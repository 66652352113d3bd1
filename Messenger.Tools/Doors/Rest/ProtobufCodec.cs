using Google.Protobuf;
using Messenger.Client.Session;
using Messenger.Tools.Doors.Net;
using Messenger.V1;

namespace Messenger.Tools.Doors.Rest;

/// <summary>Bodies as messages of messenger.proto, events each with its length before it.</summary>
internal sealed class ProtobufCodec : IRestCodec
{
    private const int LengthBytesMax = 5;
    private const int BitsAByte = 7;
    private const byte More = 0x80;

    public string MediaType => "application/x-protobuf";

    public string EventsMediaType => MediaType;

    // Registering and logging in have the same fields under the same numbers, and so have their answers.
    public byte[] Credentials(string name, string password) => new LoginRequest { Name = name, Password = password }.ToByteArray();

    public byte[] Send(Guid id, string to, string text) => FromProtobuf.Send(id, to, text).ToByteArray();

    public byte[] Confirm(IReadOnlyList<ulong> numbers) => new ConfirmRequest { Numbers = { numbers } }.ToByteArray();

    public string ReadLoggedIn(byte[] body) => FromProtobuf.Parse(LoginResponse.Parser, body).Token;

    public DoorDirectory ReadDirectory(byte[] body) => FromProtobuf.Directory(FromProtobuf.Parse(ListAccountsResponse.Parser, body));

    public DoorSent ReadSent(byte[] body) => FromProtobuf.Sent(FromProtobuf.Parse(SendResponse.Parser, body));

    public DoorFetched ReadFetched(byte[] body) => FromProtobuf.Fetched(FromProtobuf.Parse(UndeliveredResponse.Parser, body));

    public DoorHistory ReadHistory(byte[] body) => FromProtobuf.History(FromProtobuf.Parse(HistoryResponse.Parser, body));

    public RefusedException ReadProblem(byte[] body) => FromProtobuf.Refusal(FromProtobuf.Parse(Problem.Parser, body));

    public DoorEvent? ReadEvent(StreamBuffer stream)
    {
        while (TryReadLength(stream.Unread, out int length, out int prefix) && stream.Unread.Length >= prefix + length)
        {
            EventsResponse told = FromProtobuf.Parse(EventsResponse.Parser, stream.Unread.Slice(prefix, length));
            stream.Take(prefix + length);
            if (FromProtobuf.Event(told) is { } happened)
                return happened;
        }
        return null;
    }

    /// <summary>A varint, once all of it is there.</summary>
    private static bool TryReadLength(ReadOnlySpan<byte> bytes, out int length, out int prefix)
    {
        length = 0;
        for (prefix = 0; prefix < bytes.Length; prefix++)
        {
            if (prefix == LengthBytesMax)
                throw DoorFaults.Strange("the length of an event is impossible");
            length |= (bytes[prefix] & ~More) << (BitsAByte * prefix);
            if (bytes[prefix] < More)
            {
                prefix++;
                return length >= 0 ? true : throw DoorFaults.Strange("the length of an event is impossible");
            }
        }
        return false;
    }
}
