using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Messenger.Client.Session;

/// <summary>
/// Names a server's key: <c>sha256:</c> and 64 hex digits over the certificate's SubjectPublicKeyInfo, so that a renewed
/// certificate with the same key is the same server (PROTOCOL.md §2.1).
/// </summary>
public static class Fingerprint
{
    private const string Prefix = "sha256:";
    private const int HexDigits = 64;

    public static string Of(X509Certificate2 certificate) =>
        Prefix + Convert.ToHexStringLower(SHA256.HashData(certificate.PublicKey.ExportSubjectPublicKeyInfo()));

    /// <summary>Reads what a person typed or pasted: case, colons and an absent prefix do not matter.</summary>
    /// <returns>The usual form, or null when it is no fingerprint.</returns>
    public static string? Normalise(string text)
    {
        string bare = text.Trim();
        if (bare.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase))
            bare = bare[Prefix.Length..];
        string hex = bare.Replace(":", "", StringComparison.Ordinal).ToLowerInvariant();
        return hex.Length == HexDigits && hex.All(char.IsAsciiHexDigit) ? Prefix + hex : null;
    }
}
