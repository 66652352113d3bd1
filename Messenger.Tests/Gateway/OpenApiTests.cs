using System.Text.Json;
using System.Text.RegularExpressions;
using FluentAssertions;
using Messenger.Gateway.Operations;
using Messenger.Gateway.Rest;
using Messenger.Tests.Gateway.Support;
using Messenger.Tests.Support;
using Messenger.Wire;
using NUnit.Framework;

namespace Messenger.Tests.Gateway;

/// <summary>Whatever the table has, the documents have, and the other way round.</summary>
internal sealed partial class OpenApiTests : GatewayTest
{
    [Test]
    public void Every_request_of_the_wire_has_an_operation() => OperationTable.All.Where(operation => operation.Opcode is not null)
        .Select(operation => operation.Opcode!.Value).Order().Should().Equal(
            // HELLO and PING are about a connection.
            Enum.GetValues<Opcode>().Where(opcode => opcode.IsRequest() && opcode is not (Opcode.Hello or Opcode.Ping)).Order());

    [Test]
    public void Names_and_addresses_are_unique()
    {
        OperationTable.All.Select(operation => operation.Name).Should().OnlyHaveUniqueItems();
        OperationTable.All.Select(operation => (operation.Method, operation.Route)).Should().OnlyHaveUniqueItems();
    }

    [Test]
    public async Task The_document_has_every_operation_with_its_fields_and_answers()
    {
        JsonElement document = (await Stranger(await StartDoorsAsync()).GetAsync("openapi.json")).Json;
        document.GetProperty("openapi").GetString().Should().StartWith("3.1.");
        JsonElement paths = document.GetProperty("paths");
        paths.EnumerateObject().Sum(path => path.Value.EnumerateObject().Count()).Should().Be(OperationTable.All.Count);
        foreach (Operation operation in OperationTable.All)
        {
            JsonElement described = paths.GetProperty(operation.Route).GetProperty(operation.Method.ToLowerInvariant());
            described.GetProperty("operationId").GetString().Should().Be(operation.Name);
            described.GetProperty("responses").TryGetProperty($"{operation.Status}", out _).Should().BeTrue("{0} has its answer", operation.Name);
            described.GetProperty("responses").TryGetProperty($"{operation.RepeatedStatus}", out _).Should().Be(operation.RepeatedStatus is not null);
            FieldsOf(described).Should().BeEquivalentTo(
                operation.RequestType.GetConstructors()[0].GetParameters().Select(field => JsonNamingPolicy.CamelCase.ConvertName(field.Name!)), "{0}", operation.Name);
            foreach (Match field in Field().Matches(operation.Route))
                described.GetProperty("parameters").EnumerateArray().Should().Contain(parameter =>
                    parameter.GetProperty("name").GetString() == field.Groups["name"].Value && parameter.GetProperty("in").GetString() == "path");
        }
        OperationTable.All.Where(operation => operation.RepeatedStatus is not null).Select(operation => operation.Name).Should().Equal("send");
        foreach (Match reference in Reference().Matches(document.GetRawText()))
            Resolve(document, reference.Groups["path"].Value).Should().BeTrue("{0} is there", reference.Value);
    }

    [Test]
    public async Task The_page_names_every_operation_and_runs_nothing()
    {
        RestAnswer page = await Stranger(await StartDoorsAsync()).GetAsync("");
        page.Response.Content.Headers.ContentType!.MediaType.Should().Be("text/html");
        page.Response.Headers.GetValues("Content-Security-Policy").Single().Should().StartWith("default-src 'none'");
        page.Text.Should().NotContain("<script");
        foreach (Operation operation in OperationTable.All)
            page.Text.Should().Contain($"<code>{operation.Method} {operation.Route}</code>");
    }

    [Test]
    public void The_manual_has_a_row_for_every_operation_and_no_other()
    {
        string manual = Repository.ReadAllText("docs", "rest.md");
        Row().Matches(manual).Select(row => row.Groups["operation"].Value).Should().BeEquivalentTo(
            OperationTable.All.Select(operation => $"{operation.Method} {operation.Route}"));
    }

    [Test]
    public void The_manual_has_the_status_of_every_code()
    {
        Dictionary<string, int> manual = Status().Matches(Repository.ReadAllText("docs", "rest.md"))
            .SelectMany(row => Code().Matches(row.Groups["codes"].Value).Select(code => (code.Value, row.Groups["status"].Value)))
            .ToDictionary(pair => pair.Item1, pair => int.Parse(pair.Item2, System.Globalization.CultureInfo.InvariantCulture));
        foreach ((string word, int status) in manual)
        {
            ErrorCodes.TryParse(word, out ErrorCode code).Should().BeTrue("{0} is a code", word);
            HttpStatus.Of(code).Should().Be(status, "{0}", word);
        }
        manual.Should().HaveCountGreaterThan(25);
    }

    private static IEnumerable<string> FieldsOf(JsonElement described)
    {
        IEnumerable<string> fields = described.TryGetProperty("parameters", out JsonElement parameters)
            ? parameters.EnumerateArray().Where(field => field.GetProperty("in").GetString() != "header").Select(field => field.GetProperty("name").GetString()!)
            : [];
        if (!described.TryGetProperty("requestBody", out JsonElement body))
            return fields;
        JsonElement schema = body.GetProperty("content").GetProperty("application/json").GetProperty("schema");
        return fields.Concat(schema.GetProperty("properties").EnumerateObject().Select(field => field.Name));
    }

    private static bool Resolve(JsonElement document, string path)
    {
        foreach (string step in path.Split('/'))
        {
            if (!document.TryGetProperty(step, out document))
                return false;
        }
        return true;
    }

    [GeneratedRegex(@"^\| (?<status>\d{3}) \| (?<codes>.*) \|$", RegexOptions.Multiline | RegexOptions.ExplicitCapture)]
    private static partial Regex Status();

    [GeneratedRegex("(?<=`)[a-z-]+(?=`)")]
    private static partial Regex Code();

    [GeneratedRegex(@"\{(?<name>\w+)\}")]
    private static partial Regex Field();

    [GeneratedRegex("\"\\$ref\":\"#/(?<path>[^\"]+)\"")]
    private static partial Regex Reference();

    [GeneratedRegex(@"^\| `(?<operation>(GET|POST|PUT|PATCH|DELETE) /[^`]*)` \|", RegexOptions.Multiline | RegexOptions.ExplicitCapture)]
    private static partial Regex Row();
}
