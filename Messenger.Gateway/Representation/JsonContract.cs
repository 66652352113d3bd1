using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Messenger.Client.Json;

namespace Messenger.Gateway.Representation;

/// <summary>How the contract is read and written as JSON: strict about what it knows, deaf to what it does not.</summary>
internal static class JsonContract
{
    public static JsonSerializerOptions Options { get; } = MakeOptions();

    public static JsonTypeInfo<T> Of<T>() => (JsonTypeInfo<T>)Options.GetTypeInfo(typeof(T));

    private static JsonSerializerOptions MakeOptions()
    {
        JsonSerializerOptions options = new()
        {
            PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
            RespectNullableAnnotations = true,
            RespectRequiredConstructorParameters = true,
            AllowDuplicateProperties = false,
            // What stands in an address is text.
            NumberHandling = JsonNumberHandling.AllowReadingFromString,
            Encoder = JsonText.Encoder,
            TypeInfoResolver = ContractJson.Default,
            Converters = { new PlainText(), new NumberText(), new TimeText() },
        };
        options.MakeReadOnly();
        return options;
    }
}
