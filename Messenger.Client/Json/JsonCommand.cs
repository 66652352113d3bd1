using System.Text;
using System.Text.Json;
using System.Text.Unicode;

namespace Messenger.Client.Json;

/// <summary>A line that is no command; the message says why.</summary>
internal sealed class BadCommandException(string message) : Exception(message);

/// <summary>One line of input: a command's name, its ref, its fields.</summary>
internal sealed class JsonCommand
{
    private const string NotUnicode = "a string in it is not valid Unicode";

    private readonly JsonElement _root;

    private JsonCommand(JsonElement root, string? reference)
    {
        _root = root;
        Reference = reference;
    }

    /// <summary>Empty when there is none.</summary>
    public string Name { get; private set; } = "";

    /// <summary>What the answer carries as ref, as JSON; null when the command had none.</summary>
    public string? Reference { get; }

    /// <summary>Reads a line; if it is no command, <paramref name="problem"/> says why.</summary>
    /// <returns>Null when not even a ref can be read from it.</returns>
    public static JsonCommand? Parse(ReadOnlyMemory<byte> line, out string? problem)
    {
        JsonElement root;
        // The parser looks into no string that nobody asks for, and repairs what it copies.
        if (!Utf8.IsValid(line.Span))
        {
            problem = "not valid UTF-8";
            return null;
        }
        try
        {
            using JsonDocument document = JsonDocument.Parse(line);
            root = document.RootElement.Clone();
        }
        catch (JsonException)
        {
            problem = "not valid JSON; one object a line is expected";
            return null;
        }
        if (root.ValueKind is not JsonValueKind.Object)
        {
            problem = "one JSON object a line is expected";
            return null;
        }
        if (!TryReference(root, out string? reference))
        {
            problem = NotUnicode;
            return null;
        }
        JsonCommand command = new(root, reference);
        try
        {
            command.Name = command.Text("cmd");
            problem = line.Span.IndexOf("\\u"u8) < 0 || IsUnicode(root) ? null : NotUnicode;
        }
        catch (BadCommandException e)
        {
            problem = e.Message;
        }
        return command;
    }

    /// <exception cref="BadCommandException">Missing, no string, or not Unicode.</exception>
    public string Text(string field) => OptionalText(field) ?? throw new BadCommandException($"{field} is missing");

    /// <summary>Null when the field is absent or null.</summary>
    public string? OptionalText(string field) => Find(field) is { } value ? TextOf(field, value) : null;

    /// <summary>Null when the field is absent or null.</summary>
    public uint? OptionalCount(string field)
    {
        if (Find(field) is not { } value)
            return null;
        return value.ValueKind is JsonValueKind.Number && value.TryGetUInt32(out uint count)
            ? count
            : throw new BadCommandException($"{field} must be a whole number, 0 or more");
    }

    /// <summary>As <see cref="OptionalCount(string)"/>, no more than a page may have; 0 when the field is absent or null.</summary>
    public int OptionalCount(string field, int most) => (int)Math.Min(OptionalCount(field) ?? 0, (uint)most);

    /// <summary>Null when the field is absent or null.</summary>
    public bool? OptionalFlag(string field) => Find(field)?.ValueKind switch
    {
        null => null,
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => throw new BadCommandException($"{field} must be true or false"),
    };

    /// <exception cref="BadCommandException">Missing, or no array of strings.</exception>
    public IReadOnlyList<string> Texts(string field) =>
        [.. Items(field, "strings").Select(item => TextOf(field, item))];

    /// <exception cref="BadCommandException">Missing, or no array of UUIDs.</exception>
    public IReadOnlyList<Guid> Ids(string field) =>
        [.. Items(field, "UUIDs").Select(item => IdOf(field, TextOf(field, item)))];

    /// <exception cref="BadCommandException">Missing, or no UUID.</exception>
    public Guid Id(string field) => IdOf(field, Text(field));

    /// <summary>Null when the field is absent or null.</summary>
    public Guid? OptionalId(string field) => OptionalText(field) is { } text ? IdOf(field, text) : null;

    private JsonElement.ArrayEnumerator Items(string field, string what)
    {
        JsonElement value = Find(field) ?? throw new BadCommandException($"{field} is missing");
        return value.ValueKind is JsonValueKind.Array
            ? value.EnumerateArray()
            : throw new BadCommandException($"{field} must be an array of {what}");
    }

    private static Guid IdOf(string field, string text) => Guid.TryParseExact(text, "D", out Guid id)
        ? id
        : throw new BadCommandException($"{field} takes UUIDs, as 8-4-4-4-12 hex digits");

    /// <summary>Whether no escape in it stands for half a character.</summary>
    private static bool IsUnicode(JsonElement value)
    {
        try
        {
            return value.ValueKind switch
            {
                JsonValueKind.String => value.GetString() is not null,
                JsonValueKind.Array => value.EnumerateArray().All(IsUnicode),
                JsonValueKind.Object => value.EnumerateObject().All(property => property.Name is not null && IsUnicode(property.Value)),
                _ => true,
            };
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }

    private static string TextOf(string field, JsonElement value)
    {
        if (value.ValueKind is not JsonValueKind.String)
            throw new BadCommandException($"{field} must be a string");
        try
        {
            return value.GetString()!;
        }
        catch (InvalidOperationException)
        {
            throw new BadCommandException($"{field} is not valid Unicode");
        }
    }

    private static bool TryReference(JsonElement root, out string? reference)
    {
        reference = null;
        try
        {
            if (!root.TryGetProperty("ref", out JsonElement value) || value.ValueKind is JsonValueKind.Null)
                return true;
            using MemoryStream bytes = new();
            using (Utf8JsonWriter writer = new(bytes, JsonOutput.WriterOptions))
                value.WriteTo(writer);
            reference = Encoding.UTF8.GetString(bytes.ToArray());
            return true;
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }

    private JsonElement? Find(string field)
    {
        try
        {
            return _root.TryGetProperty(field, out JsonElement value) && value.ValueKind is not JsonValueKind.Null ? value : null;
        }
        catch (InvalidOperationException)
        {
            // The name of another field, met on the way.
            throw new BadCommandException(NotUnicode);
        }
    }
}
