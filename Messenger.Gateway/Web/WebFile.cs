using System.Reflection;
using System.Security.Cryptography;

namespace Messenger.Gateway.Web;

/// <summary>A file of the web page, as it is served.</summary>
/// <param name="Path">Its address, such as <c>/views/talk.js</c>.</param>
/// <param name="MediaType">What it is.</param>
/// <param name="Content">Its bytes.</param>
internal sealed record WebFile(string Path, string MediaType, byte[] Content)
{
    private const string ResourcePrefix = "page/";
    private const string Start = "/index.html";

    /// <summary>Another content has another one: browsers ask whether theirs is still it.</summary>
    public string ETag { get; } = $"\"{Convert.ToHexStringLower(SHA256.HashData(Content))}\"";

    /// <summary>All there are, by address; they are part of the program.</summary>
    public static IReadOnlyDictionary<string, WebFile> ReadAll()
    {
        Assembly assembly = typeof(WebFile).Assembly;
        return assembly.GetManifestResourceNames()
            .Where(name => name.StartsWith(ResourcePrefix, StringComparison.Ordinal))
            .Select(name => Read(assembly, name))
            .ToDictionary(file => file.Path, StringComparer.Ordinal);
    }

    private static WebFile Read(Assembly assembly, string name)
    {
        using Stream resource = assembly.GetManifestResourceStream(name)!;
        byte[] content = new byte[resource.Length];
        resource.ReadExactly(content);
        string path = "/" + name[ResourcePrefix.Length..].Replace('\\', '/');
        return new WebFile(path == Start ? "/" : path, MediaTypeOf(path), content);
    }

    private static string MediaTypeOf(string path) => System.IO.Path.GetExtension(path) switch
    {
        ".html" => "text/html; charset=utf-8",
        ".css" => "text/css; charset=utf-8",
        ".svg" => "image/svg+xml",
        ".js" => "text/javascript; charset=utf-8",
        _ => throw new InvalidOperationException($"{path} has no media type"),
    };
}
