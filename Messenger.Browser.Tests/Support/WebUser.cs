using System.Collections.Concurrent;
using Messenger.Tests.EndToEnd.Support;
using Messenger.Tests.Support;
using Microsoft.Playwright;
using NUnit.Framework;
using static Microsoft.Playwright.Assertions;

namespace Messenger.Browser.Tests.Support;

/// <summary>Somebody with the page open in a browser of his own. What he does he does as a person: by what is written on things, and by keys.</summary>
internal sealed class WebUser : IAsyncDisposable
{
    private readonly IBrowserContext _context;
    private readonly ConcurrentQueue<string> _troubles = new();

    private WebUser(string name, IBrowserContext context, IPage page)
    {
        Name = name;
        _context = context;
        Page = page;
        page.Console += (_, message) => Note(message.Type, message.Text);
        page.PageError += (_, error) => _troubles.Enqueue($"{name}: {error}");
        page.Dialog += (_, dialog) => _troubles.Enqueue($"{name}: a dialog of the browser, {dialog.Message}");
    }

    public string Name { get; }

    public IPage Page { get; }

    /// <summary>Errors and warnings of the console, violations of the policy among them; not that a request was refused or cut, which is often meant.</summary>
    public IEnumerable<string> Troubles => _troubles;

    public ILocator Messages => Page.GetByRole(AriaRole.Log).GetByRole(AriaRole.Article);

    public ILocator Side => Page.Locator("#side");

    public ILocator Writing => Page.GetByLabel("Message", new() { Exact = true });

    public ILocator Dialog => Page.GetByRole(AriaRole.Dialog);

    public static async Task<WebUser> OpenAsync(Uri address, string name, BrowserNewContextOptions? options)
    {
        IBrowserContext context = await Chromium.Browser.NewContextAsync(options ?? new());
        context.SetDefaultTimeout((float)TimeLimits.Wait.TotalMilliseconds);
        SetDefaultExpectTimeout((float)TimeLimits.Wait.TotalMilliseconds);
        WebUser user = new(name, context, await context.NewPageAsync());
        await user.Page.GotoAsync(address.ToString());
        return user;
    }

    public async Task RegisterAsync()
    {
        await Button("Register instead").ClickAsync();
        await EnterAsync("Register", repeated: true);
        await ExpectInsideAsync();
    }

    public async Task LoginAsync()
    {
        await EnterAsync("Log in", repeated: false);
        await ExpectInsideAsync();
    }

    /// <summary>Logged in, and the events open.</summary>
    public async Task ExpectInsideAsync()
    {
        await Expect(Page.Locator("#who")).ToHaveTextAsync($"You are {Name}");
        await Expect(Page.Locator("#link")).ToBeEmptyAsync();
    }

    public ILocator Button(string words) => Page.GetByRole(AriaRole.Button, new() { Name = words, Exact = true });

    /// <summary>Chooses one of the lists: Talks, People, Groups, Search, Account, Bytes.</summary>
    public Task ShowAsync(string section) => Page.GetByRole(AriaRole.Navigation).GetByRole(AriaRole.Button, new() { Name = section, Exact = true }).ClickAsync();

    /// <summary>Somebody, found under People; his conversation is open then.</summary>
    public async Task OpenPersonAsync(string name)
    {
        await ShowAsync("People");
        await Page.GetByRole(AriaRole.Searchbox).FillAsync(name);
        await Page.GetByRole(AriaRole.List, new() { Name = "People" }).GetByRole(AriaRole.Button).Filter(new() { HasText = name }).ClickAsync();
        await ExpectOpenAsync(name);
    }

    /// <summary>A conversation of the list of talks.</summary>
    public async Task OpenTalkAsync(string name)
    {
        await ShowAsync("Talks");
        await TalkOf(name).ClickAsync();
        await ExpectOpenAsync(name);
    }

    /// <summary>Makes a group; it is open then.</summary>
    public async Task MakeGroupAsync(string name, string members)
    {
        await ShowAsync("Groups");
        await Side.GetByLabel("Name", new() { Exact = true }).FillAsync(name);
        await Side.GetByLabel("Members, apart from you").FillAsync(members);
        await Button("Make the group").ClickAsync();
        await ExpectOpenAsync($"#{name}");
    }

    public ILocator TalkOf(string name) =>
        Page.GetByRole(AriaRole.List, new() { Name = "Conversations" }).GetByRole(AriaRole.Button).Filter(new() { Has = Page.Locator("bdi", new() { HasTextString = name }) });

    public Task ExpectOpenAsync(string name) => Expect(Page.Locator("#talk h2")).ToHaveTextAsync(name);

    public async Task WriteAsync(string text)
    {
        await Writing.FillAsync(text);
        await Writing.PressAsync("Enter");
    }

    /// <summary>The message is there, once.</summary>
    public async Task<ILocator> ExpectMessageAsync(string text)
    {
        ILocator message = Message(text);
        await Expect(message).ToHaveCountAsync(1);
        return message;
    }

    public ILocator Message(string text) => Messages.Filter(new() { Has = Page.GetByText(text, new() { Exact = true }) });

    /// <summary>How far an own message came: stored, delivered, read.</summary>
    public Task ExpectMarkAsync(string text, string word) => Expect(Message(text).GetByRole(AriaRole.Img, new() { Name = word, Exact = true })).ToBeVisibleAsync();

    /// <summary>The id of an own message, or the number of another's: by what the page keeps them apart.</summary>
    public async Task<string?> KeyOfAsync(string text) =>
        await Page.GetByRole(AriaRole.Log).GetByRole(AriaRole.Listitem).Filter(new() { Has = Page.GetByText(text, new() { Exact = true }) }).GetAttributeAsync("data-key");

    /// <summary>Nothing is wider than the window.</summary>
    public async Task ExpectNoScrollingSidewaysAsync(string where)
    {
        int[] widths = await Page.EvaluateAsync<int[]>(
            "() => [document.documentElement.scrollWidth, document.body.scrollWidth, ...['side', 'talk'].map(id => document.getElementById(id).scrollWidth - "
            + "document.getElementById(id).clientWidth + innerWidth), innerWidth]");
        Assert.That(widths[..^1], Is.All.LessThanOrEqualTo(widths[^1]), where);
    }

    /// <summary>For whoever looks for why a test failed.</summary>
    public async Task KeepPictureAsync()
    {
        string path = Path.Combine(TestContext.CurrentContext.WorkDirectory, $"{TestContext.CurrentContext.Test.MethodName}-{Name}.png");
        await Page.ScreenshotAsync(new() { Path = path });
        TestContext.AddTestAttachment(path);
    }

    public async ValueTask DisposeAsync() => await _context.CloseAsync();

    private async Task EnterAsync(string words, bool repeated)
    {
        await Page.GetByLabel("Name", new() { Exact = true }).FillAsync(Name);
        await Page.GetByLabel("Password", new() { Exact = true }).FillAsync(ProgramTest.Password);
        if (repeated)
            await Page.GetByLabel("Password, once more").FillAsync(ProgramTest.Password);
        await Button(words).ClickAsync();
    }

    private void Note(string type, string text)
    {
        if (type is "error" or "warning" && !text.StartsWith("Failed to load resource", StringComparison.Ordinal))
            _troubles.Enqueue($"{Name}: {text}");
    }
}
