using Messenger.Gateway.Representation.Protobuf;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace Messenger.Gateway.Representation;

/// <summary>The representations there are, the default first, and which of them a request asks for.</summary>
internal static class Representations
{
    public static JsonRepresentation Json { get; } = new();

    public static IReadOnlyList<IRepresentation> All { get; } = [Json, new ProtobufRepresentation()];

    /// <summary>The one that a request's body is in; null when it is none of ours.</summary>
    public static IRepresentation? OfBody(string? contentType) =>
        MediaTypeHeaderValue.TryParse(contentType, out MediaTypeHeaderValue? type) && IsUtf8(type)
            ? All.FirstOrDefault(known => type.MediaType.Equals(known.MediaType, StringComparison.OrdinalIgnoreCase))
            : null;

    /// <summary>The one that the answer is to be in; null when the client takes none of ours.</summary>
    /// <param name="accept">The header; empty takes anything.</param>
    /// <param name="typeOf">The media type that counts: that of answers, or that of events.</param>
    public static IRepresentation? OfAnswer(StringValues accept, Func<IRepresentation, string> typeOf)
    {
        if (StringValues.IsNullOrEmpty(accept))
            return All[0];
        if (!MediaTypeHeaderValue.TryParseList(accept.ToArray()!, out IList<MediaTypeHeaderValue>? wanted))
            return null;
        return All
            .Select(known => (Known: known, Quality: QualityOf(typeOf(known), wanted)))
            .Where(choice => choice.Quality > 0)
            .OrderByDescending(choice => choice.Quality)
            .FirstOrDefault().Known;
    }

    /// <summary>Of the ranges that cover a type, the most exact one counts.</summary>
    private static double QualityOf(string type, IList<MediaTypeHeaderValue> wanted)
    {
        MediaTypeHeaderValue known = MediaTypeHeaderValue.Parse(type);
        return wanted
            .Where(range => range.MatchesMediaType(known.MediaType))
            .OrderBy(range => (range.MatchesAllTypes, range.MatchesAllSubTypes))
            .Select(range => range.Quality ?? 1)
            .FirstOrDefault();
    }

    private static bool IsUtf8(MediaTypeHeaderValue type) =>
        !type.Charset.HasValue || type.Charset.Equals("utf-8", StringComparison.OrdinalIgnoreCase) || type.Charset.Equals("\"utf-8\"", StringComparison.OrdinalIgnoreCase);
}
