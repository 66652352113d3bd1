using System.Collections.Frozen;
using Messenger.Gateway.Operations;

namespace Messenger.Gateway.Grpc;

/// <summary>The service of messenger.proto: each operation of the table is a method of it.</summary>
internal static class GrpcService
{
    /// <summary>Where its methods are.</summary>
    public static readonly string Root = "/" + V1.MessengerReflection.Descriptor.Services[0].FullName;

    /// <summary>By path.</summary>
    public static FrozenDictionary<string, Operation> Methods { get; } = OperationTable.All.ToFrozenDictionary(PathOf, StringComparer.Ordinal);

    /// <summary>The operation's name as methods are written, behind the name of the service.</summary>
    public static string PathOf(Operation operation) => $"{Root}/{char.ToUpperInvariant(operation.Name[0])}{operation.Name[1..]}";
}
