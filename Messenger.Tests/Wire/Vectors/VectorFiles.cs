using System.Text.Json.Nodes;

namespace Messenger.Tests.Wire.Vectors;

/// <summary>docs/vectors as NUnit's test case sources see it.</summary>
public static class VectorFiles
{
    private static readonly Lazy<IReadOnlyList<Vector>> Everything = new(() =>
        [.. Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "vectors"), "*.json").Order(StringComparer.Ordinal).SelectMany(Load)]);

    public static IReadOnlyList<Vector> All => Everything.Value;

    public static IEnumerable<Vector> Good => All.Where(vector => !vector.File.StartsWith("reject", StringComparison.Ordinal));

    public static IEnumerable<Vector> RejectedFrames => All.Where(vector => vector.File == "reject-frames.json");

    public static IEnumerable<Vector> RejectedBodies => All.Where(vector => vector.File == "reject-bodies.json");

    public static IEnumerable<Vector> RejectedStates => All.Where(vector => vector.File == "reject-states.json");

    private static IEnumerable<Vector> Load(string path)
    {
        JsonObject file = JsonNode.Parse(File.ReadAllBytes(path))!.AsObject();
        foreach (JsonNode? node in file["vectors"]!.AsArray())
        {
            JsonObject source = node!.AsObject();
            yield return new Vector(Path.GetFileName(path), source["name"]!.GetValue<string>(), Hex(source["hex"]!), source);
        }
    }

    private static byte[] Hex(JsonNode hex)
    {
        if (hex is not JsonArray parts)
            return Convert.FromHexString(hex.GetValue<string>());
        return Convert.FromHexString(string.Concat(
            parts.SelectMany(part => Enumerable.Repeat(part![0]!.GetValue<string>(), part[1]!.GetValue<int>()))));
    }
}
