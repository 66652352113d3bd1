using System.Text;
using Messenger.Tests.Support;

namespace Messenger.Tests.Gateway.Support;

/// <summary>Server-Sent Events, as their specification has them.</summary>
internal sealed class TextEventReader(HttpClient http, Stream stream) : EventReader(http, stream)
{
    private readonly StreamReader _lines = new(stream, new UTF8Encoding(false, throwOnInvalidBytes: true));

    public override async Task<StreamedEvent?> NextAsync()
    {
        (string type, string? id, string data) = ("message", null, "");
        while (await _lines.ReadLineAsync().Within("an event") is { } line)
        {
            if (line.Length == 0)
            {
                if (data.Length > 0)
                    return new StreamedEvent(type, id, data);
                continue;
            }
            if (line[0] == ':')
            {
                Pings++;
                continue;
            }
            int colon = line.IndexOf(": ", StringComparison.Ordinal);
            string value = line[(colon + 2)..];
            switch (line[..colon])
            {
                case "event":
                    type = value;
                    break;
                case "id":
                    id = value;
                    break;
                case "data":
                    data += value;
                    break;
            }
        }
        return null;
    }
}
