using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Messenger.Server.Security;

/// <summary>
/// The server's key and certificate. Clients pin the key, not the certificate: the fingerprint is over the SubjectPublicKeyInfo, so a
/// renewed certificate with the same key is the same server (PROTOCOL.md §2.1).
/// </summary>
internal sealed class TlsIdentity : IDisposable
{
    private const string FileName = "identity.pem";
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private static readonly TimeSpan Validity = TimeSpan.FromDays(3650);
    private static readonly TimeSpan RenewBefore = TimeSpan.FromDays(90);

    private readonly X509Certificate2 _certificate;
    private readonly SslStreamCertificateContext _context;

    private TlsIdentity(X509Certificate2 certificate)
    {
        _certificate = certificate;
        _context = SslStreamCertificateContext.Create(certificate, additionalCertificates: null, offline: true);
        Fingerprint = "sha256:" + Convert.ToHexStringLower(SHA256.HashData(certificate.PublicKey.ExportSubjectPublicKeyInfo()));
    }

    /// <summary><c>sha256:</c> and 64 hex digits.</summary>
    public string Fingerprint { get; }

    /// <summary>An operator's own certificate and key, in PEM files.</summary>
    /// <exception cref="IOException">A file cannot be read.</exception>
    /// <exception cref="CryptographicException">They are not a certificate and its key.</exception>
    public static TlsIdentity Load(string certificateFile, string keyFile) =>
        Parse($"{certificateFile} and {keyFile} are not a certificate and its key", () => new TlsIdentity(X509Certificate2.CreateFromPemFile(certificateFile, keyFile)));

    /// <summary>
    /// The identity kept in a directory; made at the first start. Key and certificate stand in one file that appears whole or not at
    /// all; of two servers that start at once, one makes it and both use it.
    /// </summary>
    /// <exception cref="IOException">The file cannot be read or written.</exception>
    /// <exception cref="CryptographicException">It is damaged.</exception>
    public static TlsIdentity LoadOrCreate(string directory, TimeProvider clock)
    {
        string path = Path.Combine(directory, FileName);
        if (!File.Exists(path))
        {
            using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
            Save(path, key, clock.GetUtcNow(), replace: false);
        }
        X509Certificate2 certificate = Read(path);
        if (certificate.NotAfter.ToUniversalTime() - clock.GetUtcNow().UtcDateTime > RenewBefore)
            return new TlsIdentity(certificate);

        using (certificate)
        {
            using ECDsa key = certificate.GetECDsaPrivateKey() ?? throw new CryptographicException($"{path} holds no EC key");
            Save(path, key, clock.GetUtcNow(), replace: true);
        }
        return new TlsIdentity(Read(path));
    }

    /// <summary>The server's side of a handshake (PROTOCOL.md §2.1).</summary>
    /// <exception cref="AuthenticationException">It came to nothing.</exception>
    public async Task<SslStream> SecureAsync(Stream stream, CancellationToken cancellation = default)
    {
        SslStream secure = new(stream, leaveInnerStreamOpen: false);
        await secure.AuthenticateAsServerAsync(NewOptions(), cancellation);
        return secure;
    }

    /// <summary>How the server takes part in a handshake; the caller may add the protocols it speaks inside.</summary>
    public SslServerAuthenticationOptions NewOptions() => new()
    {
        ServerCertificateContext = _context,
        EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
    };

    public void Dispose() => _certificate.Dispose();

    private static X509Certificate2 Read(string path)
    {
        string pem = File.ReadAllText(path);
        return Parse(
            $"{path} is damaged; put a copy back, or remove it for a new key, of which every client must then be told",
            () => X509Certificate2.CreateFromPem(pem, pem));
    }

    /// <summary>The runtime has many ways to say that a key is none, depending on where it is wrong.</summary>
    private static T Parse<T>(string ifNot, Func<T> parse)
    {
        try
        {
            return parse();
        }
        catch (Exception error) when (error is CryptographicException or ArgumentException or PlatformNotSupportedException)
        {
            throw new CryptographicException($"{ifNot} ({error.Message.ReplaceLineEndings(" ")})", error);
        }
    }

    private static void Save(string path, ECDsa key, DateTimeOffset now, bool replace)
    {
        CertificateRequest request = new("CN=messenger", key, HashAlgorithmName.SHA256);
        SubjectAlternativeNameBuilder names = new();
        names.AddDnsName("localhost");
        names.AddDnsName(Environment.MachineName);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid("1.3.6.1.5.5.7.3.1")], false));
        using X509Certificate2 certificate = request.CreateSelfSigned(now.AddDays(-1), now + Validity);

        string temporary = $"{path}.{Guid.NewGuid():N}";
        FileStreamOptions options = new() { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = OwnerOnly;
        using (FileStream file = new(temporary, options))
        {
            using StreamWriter writer = new(file);
            writer.WriteLine(key.ExportPkcs8PrivateKeyPem());
            writer.WriteLine(certificate.ExportCertificatePem());
            writer.Flush();
            file.Flush(flushToDisk: true);
        }
        try
        {
            File.Move(temporary, path, overwrite: replace);
        }
        catch (IOException) when (!replace && File.Exists(path))
        {
            // Another server was first; its identity is ours too.
            File.Delete(temporary);
        }
    }
}
