namespace Messenger.Wire.Fields;

/// <summary>
/// The body of one kind of frame. <see cref="Read"/> is the only description of its fields in code: decoding, <c>decode</c> and
/// the trace all run it. A test holds it against PROTOCOL.md's vectors in both directions.
/// </summary>
public interface IWireMessage<TSelf>
    where TSelf : IWireMessage<TSelf>, allows ref struct
{
    /// <exception cref="WireException">The bytes break the specification.</exception>
    static abstract TSelf Read(scoped ref FieldReader reader);

    void Write(ref FieldWriter writer);
}
