using System.Net;
using System.Text;
using System.Text.Unicode;

namespace Messenger.Gateway.Rest;

/// <summary>What stands behind the question mark, strictly: the framework's own reader lets bytes pass that are not UTF-8.</summary>
internal static class Query
{
    /// <summary>Reads the fields into a map.</summary>
    /// <param name="query">With its question mark, or empty.</param>
    /// <param name="values">Where to.</param>
    /// <returns>False when it is not UTF-8, or names a field twice.</returns>
    public static bool TryRead(string? query, IDictionary<string, string> values)
    {
        foreach (string pair in (query ?? "").TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            int equals = pair.IndexOf('=', StringComparison.Ordinal);
            string? name = Decode(equals < 0 ? pair : pair[..equals]);
            string? value = equals < 0 ? "" : Decode(pair[(equals + 1)..]);
            if (name is null || value is null || !values.TryAdd(name, value))
                return false;
        }
        return true;
    }

    private static string? Decode(string text)
    {
        byte[] encoded = Encoding.UTF8.GetBytes(text);
        byte[]? bytes = WebUtility.UrlDecodeToBytes(encoded, 0, encoded.Length);
        return bytes is not null && Utf8.IsValid(bytes) ? Encoding.UTF8.GetString(bytes) : null;
    }
}
