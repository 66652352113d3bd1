using System.Text.RegularExpressions;
using Messenger.Tests.Support;
using Messenger.Wire;
using Messenger.Wire.Framing;

namespace Messenger.Tests.EndToEnd;

/// <summary>One step of PROTOCOL.md §11: bytes that somebody sends, or a remark between them.</summary>
/// <param name="Title">The line above the bytes, or the remark.</param>
/// <param name="Bytes">Empty for a remark.</param>
internal sealed record ConversationStep(string Title, byte[] Bytes)
{
    public bool ToServer => Title.Contains("→ server", StringComparison.Ordinal);

    public bool FromServer => Title.Contains("**Server →", StringComparison.Ordinal);

    /// <summary>Whose connection it is on.</summary>
    public string Who => Title.Contains("Alice →", StringComparison.Ordinal) || Title.Contains("→ Alice", StringComparison.Ordinal) ? "Alice" : "Bob";

    public IReadOnlyList<byte[]> Frames()
    {
        List<byte[]> frames = [];
        ReadOnlySpan<byte> rest = Bytes.AsSpan().StartsWith(Preamble.Bytes) ? Bytes.AsSpan(Preamble.Size) : Bytes;
        while (FrameReader.Read(rest, Limits.FrameAfterLogin, out Frame frame, out _) == FrameOutcome.Frame)
        {
            frames.Add(rest[..frame.Size].ToArray());
            rest = rest[frame.Size..];
        }
        return rest.IsEmpty ? frames : throw new FormatException($"§11 \"{Title}\" does not end with a frame");
    }
}

/// <summary>PROTOCOL.md §11, read from the document itself.</summary>
internal static partial class WorkedConversation
{
    public static IReadOnlyList<ConversationStep> Steps()
    {
        string[] lines = Repository.ReadAllText("docs", "PROTOCOL.md").Split('\n');
        List<ConversationStep> steps = [];
        string title = "";
        List<byte>? bytes = null;
        foreach (string line in lines.SkipWhile(line => !line.StartsWith("## 11 ", StringComparison.Ordinal)).Skip(1)
            .TakeWhile(line => !line.StartsWith("## ", StringComparison.Ordinal)))
        {
            if (line == "```" && bytes is null)
                bytes = [];
            else if (line == "```")
            {
                steps.Add(new ConversationStep(title, [.. bytes!]));
                (title, bytes) = ("", null);
            }
            else if (bytes is not null)
                bytes.AddRange(Convert.FromHexString(Row().Match(line).Value.Replace(" ", "", StringComparison.Ordinal)));
            else if (line.Length > 0 && title.Length > 0)
                title += " " + line;
            else if (line.Length > 0)
                title = line;
            else if (title.Length > 0 && !title.StartsWith("**", StringComparison.Ordinal))
            {
                steps.Add(new ConversationStep(title, []));
                title = "";
            }
        }
        return steps;
    }

    [GeneratedRegex("^[0-9a-f]{2}(?: [0-9a-f]{2})*(?=  |$)")]
    private static partial Regex Row();
}
