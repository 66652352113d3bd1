using Messenger.Tests.EndToEnd.Support;
using Microsoft.Playwright;
using NUnit.Framework;
using NUnit.Framework.Interfaces;

namespace Messenger.Browser.Tests.Support;

/// <summary>Tests with a server in a process of its own that has the page, and people who have it open.</summary>
internal abstract class WebTest : ProgramTest
{
    private readonly List<WebUser> _users = [];

    /// <summary>A server in memory, on free ports.</summary>
    protected async Task<WebServer> StartWebAsync(params IEnumerable<string> more) =>
        await WebServer.OfAsync(await StartServerAsync(["--http", "0", "--no-rate-limits", .. more]));

    /// <summary>A server that keeps its store; with the ports it had before when it is started again.</summary>
    protected async Task<WebServer> StartKeepingWebAsync(string data, WebServer? before = null) => await WebServer.OfAsync(
        await RunningServer.OfAsync(Start([.. KeepingServer(data, before?.Server.Port ?? 0), "--http", Number(before?.Address.Port ?? 0)])));

    /// <summary>Somebody with a browser of his own, before the page where one logs in.</summary>
    protected async Task<WebUser> VisitAsync(WebServer server, string name, BrowserNewContextOptions? options = null)
    {
        WebUser user = await WebUser.OpenAsync(server.Address, name, options);
        _users.Add(user);
        return user;
    }

    /// <summary>Somebody who has registered in the page.</summary>
    protected async Task<WebUser> RegisterWebAsync(WebServer server, string name, BrowserNewContextOptions? options = null)
    {
        WebUser user = await VisitAsync(server, name, options);
        await user.RegisterAsync();
        return user;
    }

    /// <summary>Nothing may have gone wrong in any page, whatever the test was about.</summary>
    [TearDown]
    public async Task ClosePagesAsync()
    {
        string[] troubles = [.. _users.SelectMany(user => user.Troubles)];
        if (TestContext.CurrentContext.Result.Outcome.Status is TestStatus.Failed)
            await Task.WhenAll(_users.Select(user => user.KeepPictureAsync()));
        await Task.WhenAll(_users.Select(user => user.DisposeAsync().AsTask()));
        Assert.That(troubles, Is.Empty, "the consoles of the pages");
    }
}
