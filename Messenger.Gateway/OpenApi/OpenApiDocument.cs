using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using Messenger.Gateway.Contract;
using Messenger.Gateway.Operations;
using Messenger.Gateway.Representation;
using Messenger.Gateway.Rest;
using Messenger.Server.Dispatch;

namespace Messenger.Gateway.OpenApi;

/// <summary>The OpenAPI 3.1 document, made from the table of operations.</summary>
internal static class OpenApiDocument
{
    public static JsonObject Create() => new()
    {
        ["openapi"] = "3.1.0",
        ["info"] = new JsonObject
        {
            ["title"] = "Messenger",
            ["version"] = typeof(OpenApiDocument).Assembly.GetName().Version?.ToString(3),
            ["description"] = "The same messenger as over its own wire protocol: one set of rules, limits and codes. Numbers of the server are strings of digits. "
                + "As protocol buffers, by messenger.proto, they are numbers; an operation's messages are called as its operationId, with Request and Response behind.",
            ["license"] = new JsonObject { ["name"] = "MIT", ["identifier"] = "MIT" },
        },
        ["servers"] = new JsonArray(new JsonObject { ["url"] = RestApi.Root }),
        ["security"] = new JsonArray(new JsonObject { ["token"] = new JsonArray() }),
        ["paths"] = Paths(),
        ["components"] = new JsonObject
        {
            ["securitySchemes"] = new JsonObject { ["token"] = new JsonObject { ["type"] = "http", ["scheme"] = "bearer" } },
            ["schemas"] = new JsonObject { [nameof(Problem)] = Schemas.Of(typeof(Problem)) },
            ["responses"] = new JsonObject
            {
                [nameof(Problem)] = new JsonObject
                {
                    ["description"] = "Refused; go by code, show detail, wait retryAfter seconds where it is given.",
                    ["content"] = Contents(known => known.ProblemMediaType, new JsonObject { ["$ref"] = $"#/components/schemas/{nameof(Problem)}" }),
                },
            },
        },
    };

    private static JsonObject Paths()
    {
        JsonObject paths = [];
        foreach (IGrouping<string, Operation> path in OperationTable.All.GroupBy(operation => operation.Route))
        {
            JsonObject methods = [];
            foreach (Operation operation in path)
                methods[operation.Method.ToLowerInvariant()] = Describe(operation);
            paths[path.Key] = methods;
        }
        return paths;
    }

    private static JsonObject Describe(Operation operation)
    {
        JsonObject described = new()
        {
            ["operationId"] = operation.Name,
            ["summary"] = operation.Summary,
        };
        if (operation.Access is not Access.LoggedIn)
            described["security"] = new JsonArray();
        IReadOnlyList<JsonPropertyInfo> fields = Schemas.FieldsOf(operation, inRoute: false);
        JsonArray parameters = [.. Schemas.FieldsOf(operation, inRoute: true).Select(field => Parameter(field, "path"))];
        if (!operation.HasBody)
        {
            foreach (JsonPropertyInfo field in fields)
                parameters.Add(Parameter(field, "query"));
        }
        else if (fields.Count > 0)
        {
            described["requestBody"] = new JsonObject
            {
                ["required"] = true,
                ["content"] = Contents(known => known.MediaType, Schemas.OfBody(operation)),
            };
        }
        if (operation is EventsOperation)
            parameters.Add(LastEventId());
        if (parameters.Count > 0)
            described["parameters"] = parameters;
        described["responses"] = Responses(operation);
        return described;
    }

    private static JsonObject Parameter(JsonPropertyInfo field, string place) => new()
    {
        ["name"] = field.Name,
        ["in"] = place,
        ["required"] = place == "path" || field.IsRequired,
        ["schema"] = Schemas.OfField(field),
    };

    private static JsonObject LastEventId() => new()
    {
        ["name"] = "Last-Event-ID",
        ["in"] = "header",
        ["required"] = false,
        ["description"] = "The id of the last event that was received; what has it or a smaller one is not sent again.",
        ["schema"] = Schemas.Of(typeof(ulong)),
    };

    private static JsonObject Responses(Operation operation)
    {
        JsonObject success = new() { ["description"] = operation.Summary };
        if (operation is EventsOperation)
            success["content"] = Contents(known => known.EventsMediaType, new JsonObject { ["type"] = "string" });
        else if (operation.AnswerType != typeof(Nothing))
            success["content"] = Contents(known => known.MediaType, Schemas.Of(operation.AnswerType));
        JsonObject responses = new() { [Word(operation.Status)] = success };
        if (operation.RepeatedStatus is { } repeated)
            responses[Word(repeated)] = success.DeepClone();
        responses["default"] = new JsonObject { ["$ref"] = $"#/components/responses/{nameof(Problem)}" };
        return responses;
    }

    private static string Word(int status) => status.ToString(CultureInfo.InvariantCulture);

    private static JsonObject Contents(Func<IRepresentation, string> typeOf, JsonNode schema)
    {
        JsonObject contents = [];
        foreach (IRepresentation known in Representations.All)
            // What else there is has a schema of its own, messenger.proto.
            contents[typeOf(known)] = known == Representations.Json ? new JsonObject { ["schema"] = schema.DeepClone() } : [];
        return contents;
    }
}
