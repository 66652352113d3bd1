using Messenger.Client.Session;
using Messenger.Tools.Doors.Net;

namespace Messenger.Tools.Doors.Rest;

/// <summary>How bodies of REST and its events are written and read (docs/rest.md). Safe on any thread.</summary>
internal interface IRestCodec
{
    string MediaType { get; }

    /// <summary>What is accepted as events.</summary>
    string EventsMediaType { get; }

    byte[] Credentials(string name, string password);

    byte[] Send(Guid id, string to, string text);

    byte[] Confirm(IReadOnlyList<ulong> numbers);

    /// <returns>The token.</returns>
    string ReadLoggedIn(byte[] body);

    DoorDirectory ReadDirectory(byte[] body);

    DoorSent ReadSent(byte[] body);

    DoorFetched ReadFetched(byte[] body);

    DoorHistory ReadHistory(byte[] body);

    RefusedException ReadProblem(byte[] body);

    /// <summary>Reads one event; null when more has to come first. Signs of life are taken and passed over.</summary>
    DoorEvent? ReadEvent(StreamBuffer stream);
}
