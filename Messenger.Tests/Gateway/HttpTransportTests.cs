using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using FluentAssertions;
using Messenger.Gateway;
using Messenger.Tests.Gateway.Support;
using Messenger.Tests.Support;
using NUnit.Framework;

namespace Messenger.Tests.Gateway;

/// <summary>Plaintext from this machine, TLS from everywhere, one port and one key (product rule §13).</summary>
internal sealed class HttpTransportTests : GatewayTest
{
    [Test]
    public async Task The_same_port_takes_tls_with_the_servers_key_and_speaks_http_2_there()
    {
        Doors doors = await StartDoorsAsync();
        HttpResponseMessage response = await AskTlsAsync(doors);
        response.StatusCode.Should().Be(HttpStatusCode.Unauthorized);
        response.Version.Should().Be(HttpVersion.Version20);
        (await Stranger(doors).GetAsync("unread")).Response.Version.Should().Be(HttpVersion.Version11);
    }

    [TestCase(false, 426)]
    [TestCase(true, 401)]
    public async Task From_elsewhere_plaintext_is_refused_unless_it_is_allowed(bool allowed, int status)
    {
        IPAddress own = OwnAddress();
        Doors doors = await StartDoorsAsync(
            ServerFixture.Options with { AllowPlaintext = allowed }, gateway: new GatewayOptions { Http = new IPEndPoint(own, 0) });
        RestAnswer answer = await Stranger(doors).GetAsync("unread");
        (answer.Number, answer.Word).Should().Be((status, allowed ? "not-logged-in" : "tls-required"));
        (await AskTlsAsync(doors)).StatusCode.Should().Be(HttpStatusCode.Unauthorized);
    }

    [TestCase("localhost:8080", false, 401)]
    [TestCase("chat.localhost", false, 401)]
    [TestCase("127.0.0.1", false, 401)]
    [TestCase("[::1]:8080", false, 401)]
    [TestCase("my-machine:8080", false, 401)]
    [TestCase("elsewhere.example:8080", false, 403)]
    [TestCase("localhost.elsewhere.example", false, 403)]
    [TestCase("127.0.0.1.elsewhere.example", false, 403)]
    [TestCase("elsewhere.example:8080", true, 401)]
    public async Task A_name_of_elsewhere_that_leads_here_is_refused_without_tls_unless_plaintext_is_allowed(string host, bool allowed, int status)
    {
        Doors doors = await StartDoorsAsync(ServerFixture.Options with { AllowPlaintext = allowed });
        using RawHttp http = await RawHttp.ConnectAsync(doors.Http.EndPoint);
        await http.SayAsync($"GET /api/v1/unread HTTP/1.1\r\nHost: {host}\r\nOrigin: http://{host}\r\nConnection: close\r\n\r\n");
        (await http.ReadToEndAsync()).Should().StartWith($"HTTP/1.1 {status} ");
    }

    [Test]
    public async Task Events_come_over_http_2_as_well()
    {
        Doors doors = await StartDoorsAsync();
        RestClient bob = await RegisterAsync(doors, "bob");
        RestClient alice = await RegisterAsync(doors, "alice");
        using HttpClient http = TlsClient(doors);
        HttpRequestMessage request = bob.Request("GET", $"https://{doors.Http.EndPoint}/api/v1/events");
        (request.Version, request.VersionPolicy) = (HttpVersion.Version20, HttpVersionPolicy.RequestVersionExact);
        using HttpResponseMessage response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead).Within("the stream");
        using StreamReader lines = new(await response.Content.ReadAsStreamAsync());
        await alice.SendAsync("bob", "hello over two");
        string? line;
        do
            line = await lines.ReadLineAsync().Within("the message");
        while (line is not null && !line.Contains("hello over two", StringComparison.Ordinal));
        line.Should().StartWith("data: ");
    }

    [TestCase("8080", "127.0.0.1", 8080)]
    [TestCase("localhost:0", "127.0.0.1", 0)]
    [TestCase("0.0.0.0:80", "0.0.0.0", 80)]
    [TestCase("[::1]:8080", "::1", 8080)]
    public void An_address_is_read(string text, string host, int port) =>
        GatewayOptions.Parse(text).Should().Be(new IPEndPoint(IPAddress.Parse(host), port));

    [TestCase("")]
    [TestCase("http")]
    [TestCase("65536")]
    [TestCase("-1")]
    [TestCase("example.org:80")]
    [TestCase("::1:8080")]
    [TestCase("127.0.0.1:")]
    public void What_is_no_address_is_none(string text) => GatewayOptions.Parse(text).Should().BeNull();

    private static async Task<HttpResponseMessage> AskTlsAsync(Doors doors)
    {
        using HttpClient http = TlsClient(doors);
        HttpRequestMessage request = new(HttpMethod.Get, $"https://{doors.Http.EndPoint}/api/v1/unread") { Version = HttpVersion.Version20 };
        return await http.SendAsync(request).Within("an answer");
    }

    /// <summary>Trusts the server's own key, and no other.</summary>
    private static HttpClient TlsClient(Doors doors)
    {
        SocketsHttpHandler handler = new() { UseProxy = false };
        handler.SslOptions.RemoteCertificateValidationCallback = (_, certificate, _, _) => doors.Wire.Server.Fingerprint
            == "sha256:" + Convert.ToHexStringLower(SHA256.HashData(((X509Certificate2)certificate!).PublicKey.ExportSubjectPublicKeyInfo()));
        return new HttpClient(handler) { Timeout = TimeLimits.Wait };
    }

    internal static IPAddress OwnAddress()
    {
        IPAddress? own = NetworkInterface.GetAllNetworkInterfaces()
            .Where(network => network.OperationalStatus is OperationalStatus.Up)
            .SelectMany(network => network.GetIPProperties().UnicastAddresses)
            .Select(unicast => unicast.Address)
            .FirstOrDefault(address => address.AddressFamily is AddressFamily.InterNetwork && !IPAddress.IsLoopback(address));
        if (own is null)
            Assert.Ignore("this machine has no address but loopback");
        return own;
    }
}
