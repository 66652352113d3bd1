using System.Net;
using System.Text.Json.Nodes;
using Google.Protobuf.Reflection;
using Messenger.Gateway.Contract;
using Messenger.Gateway.Operations;
using Messenger.Gateway.Rest;
using Messenger.Rpc;

namespace Messenger.Tests.Gateway.Support;

/// <summary>Says by gRPC what a request of REST says, so that whatever is asked there can be asked here.</summary>
internal static class GrpcTranslation
{
    public static async Task<RestAnswer> AskAsync(GrpcClient client, string token, string method, string path, string? json)
    {
        Dictionary<string, string> values = [];
        string[] address = path.Split('?');
        Operation operation = Router.Find(method, address[0], values, out _) ?? throw new ArgumentException($"{method} {path} is no operation");
        values = values.ToDictionary(value => value.Key, value => Uri.UnescapeDataString(value.Value));
        if (address.Length > 1)
            Query.TryRead(address[1], values);
        JsonObject body = JsonNode.Parse(json ?? "{}")!.AsObject();
        foreach ((string name, string value) in values)
            body[name] = value;
        MethodDescriptor called = ProtobufJson.MethodOf(operation);
        client.Token = token;
        GrpcAnswer answer = await client.CallAsync(called.Name, GrpcClient.Framed(ProtobufJson.Encode(called.InputType, body.ToJsonString())));
        if (answer.Status is not GrpcStatus.Ok)
            return new RestAnswer((HttpStatusCode)answer.Problem!.Status, answer.Response, ProtobufJson.ObjectOf(answer.Problem).ToJsonString());
        // What has no answer has a message in which nothing is said.
        string text = operation.AnswerType == typeof(Nothing) ? "" : ProtobufJson.Decode(called.OutputType, answer.Message);
        return new RestAnswer((HttpStatusCode)operation.Status, answer.Response, text);
    }
}
