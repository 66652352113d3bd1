using System.Globalization;
using Messenger.Tools.Doors;

namespace Messenger.Tools.Compare;

/// <summary>Lines of the server's code between the bytes of a door and the Service, counted when this was built; blank ones are not.</summary>
internal static class AdapterLines
{
    /// <summary>By part; AdapterLines.targets says what belongs to which.</summary>
    public static IReadOnlyDictionary<string, int> Parts { get; } = Read();

    /// <param name="kind">Whose.</param>
    /// <param name="own">No other door has these.</param>
    /// <returns>All that the door needs.</returns>
    public static int Of(DoorKind kind, out int own)
    {
        (string[] alone, string[] shared) = kind switch
        {
            DoorKind.Wire => ((string[])["wire"], (string[])[]),
            DoorKind.RestJson => (["json"], ["http", "rest"]),
            DoorKind.RestProtobuf => ([], ["http", "rest", "protobuf"]),
            DoorKind.Grpc => (["grpc"], ["http", "protobuf"]),
            _ => throw new ArgumentOutOfRangeException(nameof(kind)),
        };
        own = alone.Sum(part => Parts[part]);
        return own + shared.Sum(part => Parts[part]);
    }

    private static Dictionary<string, int> Read()
    {
        using Stream stream = typeof(AdapterLines).Assembly.GetManifestResourceStream("adapter-lines.txt")
            ?? throw new InvalidOperationException("this was built without counting");
        using StreamReader reader = new(stream);
        return reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Select(line => line.Split(' '))
            .ToDictionary(words => words[0], words => int.Parse(words[1], CultureInfo.InvariantCulture));
    }
}
