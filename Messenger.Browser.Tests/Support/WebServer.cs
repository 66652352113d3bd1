using System.Text.RegularExpressions;
using Messenger.Tests.EndToEnd.Support;

namespace Messenger.Browser.Tests.Support;

/// <summary>A server with its HTTP door open.</summary>
internal sealed partial record WebServer(RunningServer Server, Uri Address)
{
    public static async Task<WebServer> OfAsync(RunningServer server)
    {
        string line = await server.Process.ReadLineAsync("the line of the HTTP door");
        Match address = Page().Match(line);
        return address.Success ? new WebServer(server, new Uri(address.Value)) : throw new FormatException($"the second line of the server was: {line}");
    }

    [GeneratedRegex("https?://[^/ ]+/")]
    private static partial Regex Page();
}
