using System.Diagnostics;
using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using FluentAssertions;
using Messenger.Gateway.Web;
using Messenger.Tests.Gateway.Support;
using Messenger.Tests.Support;
using NUnit.Framework;

namespace Messenger.Tests.Gateway;

/// <summary>The web page is served as it should be, and has nothing in it that could run what somebody wrote.</summary>
internal sealed partial class WebPageTests : GatewayTest
{
    private const string Policy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    private static IEnumerable<string> Addresses => WebRoom.Files.Keys.Order(StringComparer.Ordinal);

    private static IEnumerable<string> Modules => Addresses.Where(address => address.EndsWith(".js", StringComparison.Ordinal));

    [Test]
    public async Task Every_file_comes_with_its_type_and_the_headers_that_guard_it()
    {
        RestClient browser = Stranger(await StartDoorsAsync());
        foreach (string address in Addresses)
        {
            RestAnswer answer = await browser.GetAsync(address);
            answer.Status.Should().Be(HttpStatusCode.OK, "{0} is there", address);
            answer.Response.Content.Headers.ContentType!.ToString().Should().Be(TypeOf(address));
            Header(answer, "Content-Security-Policy").Should().Be(Policy);
            Header(answer, "X-Content-Type-Options").Should().Be("nosniff");
            Header(answer, "Referrer-Policy").Should().Be("no-referrer");
            Header(answer, "Cross-Origin-Opener-Policy").Should().Be("same-origin");
            Header(answer, "Cross-Origin-Resource-Policy").Should().Be("same-origin");
            Header(answer, "Cache-Control").Should().Be("no-cache");
            answer.Response.Headers.Contains("Set-Cookie").Should().BeFalse();
        }
    }

    [Test]
    public async Task What_a_browser_has_is_not_sent_again_until_it_is_another()
    {
        RestClient browser = Stranger(await StartDoorsAsync());
        RestAnswer first = await browser.GetAsync("/main.js");
        string tag = Header(first, "ETag");
        (await AskAsync(browser, tag)).Status.Should().Be(HttpStatusCode.NotModified);
        (await AskAsync(browser, $"\"other\", W/{tag}")).Status.Should().Be(HttpStatusCode.NotModified);
        RestAnswer changed = await AskAsync(browser, "\"other\"");
        changed.Status.Should().Be(HttpStatusCode.OK);
        changed.Text.Should().Be(first.Text);
        WebRoom.Files.Values.Select(file => file.ETag).Should().OnlyHaveUniqueItems();
    }

    [TestCase("/index.html")]
    [TestCase("/Main.js")]
    [TestCase("/views/")]
    [TestCase("/views")]
    [TestCase("/nothing")]
    [TestCase("/..%2fmain.js")]
    public async Task Where_there_is_no_file_there_is_a_problem(string address)
    {
        RestAnswer answer = await Stranger(await StartDoorsAsync()).GetAsync(address);
        answer.Status.Should().Be(HttpStatusCode.NotFound);
        answer.Response.Content.Headers.ContentType!.MediaType.Should().Be("application/problem+json");
    }

    [Test]
    public async Task The_page_is_read_and_nothing_else()
    {
        RestClient browser = Stranger(await StartDoorsAsync());
        RestAnswer head = await browser.AskAsync("HEAD", "/");
        head.Text.Should().BeEmpty();
        head.Response.Content.Headers.ContentLength.Should().Be(WebRoom.Files["/"].Content.Length);
        RestAnswer posted = await browser.AskAsync("POST", "/", "{}");
        posted.Status.Should().Be(HttpStatusCode.MethodNotAllowed);
        posted.Response.Content.Headers.Allow.Should().Equal("GET", "HEAD");
    }

    [Test]
    public async Task A_page_of_another_site_gets_nothing_of_this_one()
    {
        RestClient browser = Stranger(await StartDoorsAsync());
        HttpRequestMessage request = browser.Request("GET", "/main.js");
        request.Headers.Add("Origin", "https://elsewhere.example");
        (await browser.AskAsync(request)).Word.Should().Be("forbidden");
    }

    [Test]
    public void Nothing_stands_inline_in_the_html()
    {
        string html = TextOf("/");
        html.Should().NotMatchRegex("(?i)<style|\\sstyle\\s*=|\\son\\w+\\s*=|javascript:|<base|<iframe|<object|\\saction\\s*=");
        Script().Matches(html).Should().OnlyContain(script => script.Groups["body"].Value == "" && script.Groups["tag"].Value.Contains(" src=\"/"));
        Reference().Matches(html).Select(match => match.Groups["address"].Value).Where(address => !address.StartsWith("/api/", StringComparison.Ordinal))
            .Should().NotBeEmpty().And.BeSubsetOf(Addresses);
    }

    [TestCaseSource(nameof(Modules))]
    public void No_module_makes_markup_or_code_of_text(string address) => TextOf(address).Should().NotMatchRegex(
        @"innerHTML|outerHTML|insertAdjacentHTML|setHTML|parseFromString|createContextualFragment|document\s*\.\s*write|\beval\b|\bFunction\s*\(|\.srcdoc|"
        + @"\.style\b|\bimport\s*\(|localStorage|sessionStorage|document\s*\.\s*cookie|set(Timeout|Interval)\s*\(\s*[""'`]");

    [TestCaseSource(nameof(Modules))]
    public void What_a_module_imports_is_there_and_has_that_name(string address)
    {
        foreach (Match import in Import().Matches(TextOf(address)))
        {
            string wanted = new Uri(new Uri($"http://here{address}"), import.Groups["from"].Value).AbsolutePath;
            WebRoom.Files.Should().ContainKey(wanted, "{0} imports it", address);
            foreach (string name in import.Groups["names"].Value.Split(',', StringSplitOptions.TrimEntries))
                TextOf(wanted).Should().MatchRegex($@"(?m)^export (async )?(function\*?|class|const) {Regex.Escape(name)}\b");
        }
    }

    [Test]
    public void Every_module_is_reached_from_the_first()
    {
        HashSet<string> reached = [];
        Reach("/main.js");
        reached.Should().BeEquivalentTo(Modules);

        void Reach(string address)
        {
            if (!reached.Add(address))
                return;
            foreach (Match import in Import().Matches(TextOf(address)))
                Reach(new Uri(new Uri($"http://here{address}"), import.Groups["from"].Value).AbsolutePath);
        }
    }

    [Test]
    public void Every_element_that_a_module_asks_for_is_in_the_html() =>
        Modules.SelectMany(address => AskedId().Matches(TextOf(address)).Select(match => match.Groups["id"].Value)).Distinct()
            .Should().NotBeEmpty().And.OnlyContain(id => TextOf("/").Contains($" id=\"{id}\""));

    [Test]
    public void Files_of_the_page_are_small() =>
        WebRoom.Files.Values.Should().OnlyContain(file => Encoding.UTF8.GetString(file.Content).Split('\n', StringSplitOptions.None).Length <= 200);

    [TestCaseSource(nameof(Modules))]
    public async Task A_module_is_javascript(string address)
    {
        using Process node = new()
        {
            StartInfo = new ProcessStartInfo("node", ["--check", "--input-type=module"]) { RedirectStandardInput = true, RedirectStandardError = true },
        };
        try
        {
            node.Start();
        }
        catch (System.ComponentModel.Win32Exception)
        {
            Assert.Ignore("node is not installed; with it this test checks the modules");
        }
        Task<string> said = node.StandardError.ReadToEndAsync();
        await node.StandardInput.WriteAsync(TextOf(address));
        node.StandardInput.Close();
        string errors = await said.Within("node");
        await node.WaitForExitAsync().Within("node");
        node.ExitCode.Should().Be(0, "{0}", errors);
    }

    private static string TextOf(string address) => Encoding.UTF8.GetString(WebRoom.Files[address].Content);

    private static string Header(RestAnswer answer, string name) => answer.Response.Headers.GetValues(name).Single();

    private static string TypeOf(string address) => Path.GetExtension(address) switch
    {
        ".js" => "text/javascript; charset=utf-8",
        ".css" => "text/css; charset=utf-8",
        ".svg" => "image/svg+xml",
        _ => "text/html; charset=utf-8",
    };

    private static Task<RestAnswer> AskAsync(RestClient browser, string known)
    {
        HttpRequestMessage request = browser.Request("GET", "/main.js");
        request.Headers.TryAddWithoutValidation("If-None-Match", known);
        return browser.AskAsync(request);
    }

    [GeneratedRegex("<script(?<tag>[^>]*)>(?<body>.*?)</script>", RegexOptions.Singleline | RegexOptions.IgnoreCase)]
    private static partial Regex Script();

    [GeneratedRegex("\\s(src|href)=\"(?<address>[^\"]*)\"", RegexOptions.ExplicitCapture)]
    private static partial Regex Reference();

    [GeneratedRegex("^import \\{ (?<names>[^}]*) \\} from \"(?<from>[^\"]*)\";$", RegexOptions.Multiline)]
    private static partial Regex Import();

    [GeneratedRegex("byId\\(\"(?<id>[^\"]+)\"\\)")]
    private static partial Regex AskedId();
}
