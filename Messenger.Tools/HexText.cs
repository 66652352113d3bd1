using System.Globalization;
using System.Text;

namespace Messenger.Tools;

/// <summary>Hex as people paste it: spaces, newlines, colons, commas, dashes and <c>0x</c> between the digits.</summary>
internal static class HexText
{
    public static bool TryParse(string text, out byte[] bytes, out string complaint)
    {
        bytes = [];
        StringBuilder digits = new(text.Length);
        for (int i = 0; i < text.Length; i++)
        {
            char c = text[i];
            if (char.IsWhiteSpace(c) || c is ':' or ',' or '-')
                continue;
            bool prefix = c == '0' && digits.Length % 2 == 0 && i + 1 < text.Length && text[i + 1] is 'x' or 'X';
            if (prefix)
            {
                i++;
                continue;
            }
            if (!char.IsAsciiHexDigit(c))
            {
                complaint = string.Create(CultureInfo.InvariantCulture, $"character {i + 1} is not a hex digit");
                return false;
            }
            digits.Append(c);
        }
        complaint = digits.Length == 0 ? "there are no hex digits" : digits.Length % 2 == 1 ? "an odd number of hex digits; the last byte is half" : "";
        if (complaint.Length > 0)
            return false;
        bytes = Convert.FromHexString(digits.ToString());
        return true;
    }
}
