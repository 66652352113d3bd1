using System.Buffers;
using Messenger.Gateway.Events;
using Messenger.Server.Service;

namespace Messenger.Gateway.Representation;

/// <summary>A language in which requests and answers are written; chosen by <c>Content-Type</c> and <c>Accept</c>. Safe on any thread.</summary>
internal interface IRepresentation
{
    /// <summary>Of requests and answers.</summary>
    string MediaType { get; }

    /// <summary>Of the stream of events.</summary>
    string EventsMediaType { get; }

    /// <summary>Of a refusal.</summary>
    string ProblemMediaType { get; }

    /// <summary>Reads a request.</summary>
    /// <param name="body">What the request carries; may be empty.</param>
    /// <param name="values">What its address says, by the names of the fields; these stand before the body's.</param>
    /// <returns>The request, or <c>bad-command</c> with the field that is wrong.</returns>
    Outcome<T> Read<T>(ReadOnlyMemory<byte> body, IReadOnlyDictionary<string, string> values)
        where T : class;

    /// <summary>Writes an answer, or what an event says.</summary>
    void Write<T>(IBufferWriter<byte> output, T value)
        where T : class;

    /// <summary>Writes an event as one piece of the stream.</summary>
    void WriteEvent(IBufferWriter<byte> output, StreamEvent happened);

    /// <summary>Writes a sign of life that says nothing.</summary>
    void WritePing(IBufferWriter<byte> output);
}
