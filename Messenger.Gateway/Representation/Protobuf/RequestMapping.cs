using Google.Protobuf;
using Google.Protobuf.Reflection;

namespace Messenger.Gateway.Representation.Protobuf;

/// <summary>How a request of the contract is read.</summary>
/// <param name="Type">The contract's.</param>
/// <param name="Message">What is read; other operations with the same request have a message with the same fields under the same numbers.</param>
/// <param name="ToContract">From the message to the contract's type.</param>
internal sealed record RequestMapping(Type Type, MessageDescriptor Message, Func<IMessage, object> ToContract);
