using System.Net.Http.Headers;
using System.Text;
using System.Text.RegularExpressions;
using FluentAssertions;
using Messenger.Tests.Gateway.Support;
using Messenger.Tests.Support;
using NUnit.Framework;

namespace Messenger.Tests.Gateway;

/// <summary>Every example of docs/rest.md, in order, does what the manual says.</summary>
internal sealed partial class CurlExamplesTests : GatewayTest
{
    private const string Address = "http://localhost:8080";

    [Test]
    public async Task Every_curl_example_is_answered_as_the_manual_says()
    {
        Doors doors = await StartDoorsAsync();
        using HttpClient http = new(new SocketsHttpHandler { UseProxy = false }) { Timeout = TimeLimits.Wait };
        string token = "";
        int examples = 0;
        foreach (Match example in Example().Matches(Repository.ReadAllText("docs", "rest.md").ReplaceLineEndings("\n")))
        {
            examples++;
            string command = example.Groups["command"].Value.Replace("\\\n", "");
            using HttpRequestMessage request = RequestOf(command.Replace(Address, $"http://{doors.Http.EndPoint}").Replace("$TOKEN", token));
            using HttpResponseMessage response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead).Within("an answer");
            $"{(int)response.StatusCode}".Should().Be(example.Groups["status"].Value, "{0}", command);
            if (response.Content.Headers.ContentType?.MediaType is "text/event-stream")
                continue;
            string answer = await response.Content.ReadAsStringAsync();
            token = Token().Match(answer) is { Success: true } shown ? shown.Groups["token"].Value : token;
        }
        examples.Should().BeGreaterThan(25);
    }

    [Test]
    public void Every_example_says_what_is_answered()
    {
        string manual = Repository.ReadAllText("docs", "rest.md").ReplaceLineEndings("\n");
        Example().Matches(manual).Should().HaveCount(Regex.Count(manual, "^curl ", RegexOptions.Multiline));
    }

    /// <summary>The part of curl's language that the manual uses.</summary>
    private static HttpRequestMessage RequestOf(string command)
    {
        (string? method, string? data, string? query, Uri? address) = (null, null, null, null);
        HttpRequestMessage request = new();
        string? type = null;
        Queue<string> words = new(Word().Matches(command).Skip(1).Select(word => word.Value.Trim('\'', '"')));
        while (words.TryDequeue(out string? word))
        {
            switch (word)
            {
                case "-s" or "-N" or "-G":
                    break;
                case "-X":
                    method = words.Dequeue();
                    break;
                case "-d":
                    data = words.Dequeue();
                    break;
                case "--data-urlencode":
                    string[] field = words.Dequeue().Split('=', 2);
                    query = $"{field[0]}={Uri.EscapeDataString(field[1])}";
                    break;
                case "-H":
                    string[] header = words.Dequeue().Split(": ", 2);
                    if (header[0] == "Content-Type")
                        type = header[1];
                    else
                        request.Headers.Add(header[0], header[1]);
                    break;
                default:
                    address = new Uri(word);
                    break;
            }
        }
        request.Method = new HttpMethod(method ?? (data is null ? "GET" : "POST"));
        request.RequestUri = query is null ? address : new Uri($"{address}?{query}");
        if (data is not null)
        {
            request.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(data));
            request.Content.Headers.ContentType = type is null ? new MediaTypeHeaderValue("application/x-www-form-urlencoded") : new MediaTypeHeaderValue(type);
        }
        return request;
    }

    /// <summary>A command, over several lines where these end in a backslash, and the status behind it.</summary>
    [GeneratedRegex(@"^(?<command>curl (.*\\\n)*.*)\n# (?<status>\d{3})\b", RegexOptions.Multiline | RegexOptions.ExplicitCapture)]
    private static partial Regex Example();

    [GeneratedRegex("\"token\":\"(?<token>[^\"]+)\"")]
    private static partial Regex Token();

    [GeneratedRegex("""'[^']*'|"[^"]*"|\S+""")]
    private static partial Regex Word();
}
