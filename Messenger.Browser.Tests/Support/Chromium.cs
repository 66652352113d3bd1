using Microsoft.Playwright;
using NUnit.Framework;

[assembly: LevelOfParallelism(2)]

/// <summary>The one browser of the run. Each <see cref="Messenger.Browser.Tests.Support.WebUser"/> has a profile of its own in it, as people have browsers of their own.</summary>
[SetUpFixture]
internal sealed class Chromium
{
    private const string DefaultPath = "/usr/bin/chromium";

    /// <summary>No visitor but the tests: it asks nobody on the network for anything.</summary>
    private static readonly string[] Quiet =
        ["--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"];

    private static IPlaywright? _playwright;

    /// <summary>Where it is: the variable CHROMIUM, or where Debian has it.</summary>
    public static string Path { get; } = Environment.GetEnvironmentVariable("CHROMIUM") is { Length: > 0 } path ? path : DefaultPath;

    public static IBrowser Browser { get; private set; } = null!;

    [OneTimeSetUp]
    public async Task StartAsync()
    {
        if (!File.Exists(Path))
            Assert.Fail($"there is no {Path}; install Chromium, or name it in the variable CHROMIUM");
        _playwright = await Playwright.CreateAsync();
        Browser = await _playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions { ExecutablePath = Path, ChromiumSandbox = false, Args = Quiet });
    }

    [OneTimeTearDown]
    public async Task StopAsync()
    {
        await Browser.CloseAsync();
        _playwright?.Dispose();
    }
}
