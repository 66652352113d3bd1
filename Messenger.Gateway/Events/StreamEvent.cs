using System.Buffers;
using Messenger.Gateway.Representation;

namespace Messenger.Gateway.Events;

/// <summary>Something that a client is told, in no representation yet.</summary>
/// <param name="Type">Its name, such as <c>message</c>.</param>
/// <param name="Number">What the client confirms, and resumes behind; 0 for what is told once or never.</param>
/// <param name="Bytes">What it counts for while it waits.</param>
internal abstract record StreamEvent(string Type, ulong Number, int Bytes)
{
    /// <summary>What of an event is not its text.</summary>
    public const int BytesBesideText = 256;

    /// <summary>Of the contract, for representations that have a place for each.</summary>
    public abstract object What { get; }

    public abstract void WriteBody(IRepresentation representation, IBufferWriter<byte> output);
}

/// <summary>An event with what it says.</summary>
internal sealed record StreamEvent<T>(string Type, ulong Number, int Bytes, T Body) : StreamEvent(Type, Number, Bytes)
    where T : class
{
    public override object What => Body;

    public override void WriteBody(IRepresentation representation, IBufferWriter<byte> output) => representation.Write(output, Body);
}
