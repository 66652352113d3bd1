using System.ComponentModel;
using System.Diagnostics;
using FluentAssertions;
using Messenger.Gateway.Web;
using Messenger.Tests.Gateway.Support;
using Messenger.Tests.Support;
using NUnit.Framework;

namespace Messenger.Tests.Gateway;

/// <summary>What of the web page draws nothing, run by node as it is served: two logins talk through a real server.</summary>
internal sealed class WebSessionTests : GatewayTest
{
    private readonly string _folder = Directory.CreateTempSubdirectory("page-").FullName;

    [TearDown]
    public void Clear() => Directory.Delete(_folder, recursive: true);

    [TestCase("json")]
    [TestCase("protobuf")]
    public async Task Two_pages_talk_through_cuts_and_lost_answers(string spoken)
    {
        foreach (WebFile file in WebRoom.Files.Values.Where(file => file.Path != "/"))
        {
            string path = Path.Combine(_folder, file.Path.TrimStart('/'));
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            await File.WriteAllBytesAsync(path, file.Content);
        }
        await File.WriteAllTextAsync(Path.Combine(_folder, "package.json"), """{"type":"module"}""");
        Doors doors = await StartDoorsAsync();
        using Process node = Start(Path.Combine(Repository.Root, "Messenger.Tests", "Gateway", "Support", "page-session.mjs"), $"http://{doors.Http.EndPoint}", spoken);
        try
        {
            Task<string> steps = node.StandardOutput.ReadToEndAsync();
            Task<string> errors = node.StandardError.ReadToEndAsync();
            await node.WaitForExitAsync().Within("the pages");
            node.ExitCode.Should().Be(0, "{0}{1}", await steps, await errors);
        }
        finally
        {
            node.Kill(entireProcessTree: true);
        }
    }

    private Process Start(string script, string address, string spoken)
    {
        ProcessStartInfo start = new("node", [script, address, _folder, spoken]) { RedirectStandardOutput = true, RedirectStandardError = true };
        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception)
        {
            Assert.Ignore("node is not installed; with it this test runs the page's modules");
            throw;
        }
    }
}
