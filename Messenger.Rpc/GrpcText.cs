using System.Globalization;
using System.Text;

namespace Messenger.Rpc;

/// <summary>Texts in trailers: UTF-8, in which bytes that are no printable ASCII, and the percent sign, are a percent sign and two hex digits.</summary>
internal static class GrpcText
{
    public static string Encode(string text)
    {
        StringBuilder encoded = new(text.Length);
        foreach (byte octet in Encoding.UTF8.GetBytes(text))
        {
            if (octet is >= (byte)' ' and <= (byte)'~' and not (byte)'%')
                encoded.Append((char)octet);
            else
                encoded.Append(CultureInfo.InvariantCulture, $"%{octet:X2}");
        }
        return encoded.ToString();
    }

    /// <summary>Never fails, as the specification asks: what is no such pair stands for itself.</summary>
    public static string Decode(string encoded)
    {
        byte[] from = Encoding.UTF8.GetBytes(encoded);
        List<byte> bytes = new(from.Length);
        for (int i = 0; i < from.Length; i++)
        {
            if (from[i] == (byte)'%' && i + 2 < from.Length && byte.TryParse(from.AsSpan(i + 1, 2), NumberStyles.AllowHexSpecifier, null, out byte octet))
            {
                bytes.Add(octet);
                i += 2;
            }
            else
            {
                bytes.Add(from[i]);
            }
        }
        return Encoding.UTF8.GetString([.. bytes]);
    }
}
