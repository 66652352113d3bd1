using FluentAssertions;
using Google.Protobuf.Reflection;
using Messenger.Client.Grpc;
using Messenger.Wire;
using NUnit.Framework;

namespace Messenger.Tests.Client.Doors;

/// <summary>Whatever a session may ask, the bridge knows the call for; and messenger.proto has it, with those messages.</summary>
public sealed class BridgeTableTests
{
    /// <summary>About the connection or the login, or more than one call: Bridge has them.</summary>
    private static readonly Opcode[] Apart = [Opcode.Hello, Opcode.Ping, Opcode.Register, Opcode.Login, Opcode.Resume, Opcode.Read];

    private static readonly string[] MethodsApart = ["About", "Whoami", "Register", "Login", "Events", "Undelivered", "ShowSettings"];

    private static readonly ServiceDescriptor Service = V1.MessengerReflection.Descriptor.Services[0];

    [Test]
    public void Every_request_has_its_call() => BridgeTable.All.Keys.Concat(Apart).Order().Should().Equal(
        Enum.GetValues<Opcode>().Where(opcode => opcode.IsRequest()).Order());

    [Test]
    public void Every_call_is_made() => BridgeTable.All.Values.Select(call => call.Method).Concat(MethodsApart).Order().Should().Equal(
        Service.Methods.Select(method => method.Name).Order());

    [Test]
    public void Every_call_has_the_messages_of_its_method()
    {
        foreach (BridgedCall call in BridgeTable.All.Values)
        {
            MethodDescriptor method = Service.FindMethodByName(call.Method)!;
            call.Messages.Request.Should().Be(method.InputType.ClrType);
            // Answers that say the same have the same fields; one of them is read for all.
            MessageDescriptor read = (MessageDescriptor)call.Messages.Answer.GetProperty("Descriptor")!.GetValue(null)!;
            FieldsOf(read).Should().Equal(FieldsOf(method.OutputType), "{0}", call.Method);
        }
        FieldsOf(V1.LoginRequest.Descriptor).Should().Equal(FieldsOf(V1.RegisterRequest.Descriptor));
        FieldsOf(V1.LoginResponse.Descriptor).Should().Equal(FieldsOf(V1.RegisterResponse.Descriptor));
    }

    private static IEnumerable<(int Number, FieldType Type, bool Repeated)> FieldsOf(MessageDescriptor type) =>
        type.Fields.InFieldNumberOrder().Select(field => (field.FieldNumber, field.FieldType, field.IsRepeated));
}
