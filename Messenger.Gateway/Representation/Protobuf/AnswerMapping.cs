using Google.Protobuf;
using Google.Protobuf.Reflection;

namespace Messenger.Gateway.Representation.Protobuf;

/// <summary>How an answer of the contract is written.</summary>
/// <param name="Type">The contract's.</param>
/// <param name="Message">What is written; other operations with the same answer have a message with the same fields under the same numbers.</param>
/// <param name="ToMessage">From the contract's type to the message.</param>
internal sealed record AnswerMapping(Type Type, MessageDescriptor Message, Func<object, IMessage> ToMessage);
