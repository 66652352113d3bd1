using System.Buffers.Text;
using System.Text;

namespace Messenger.Tools.Torture.Ledgers;

/// <summary>A text of 100 bytes that says who sent it to whom, and as which of his messages to him.</summary>
internal readonly record struct BacklogText(int Sender, int Account, int Sequence)
{
    public const int Bytes = 100;

    private static readonly BacklogText Unknown = new(-1, -1, -1);

    public void Write(Span<byte> text)
    {
        text.Fill((byte)'x');
        Encoding.ASCII.GetBytes($"{Sender} {Account} {Sequence} ", text);
    }

    /// <summary>What a text claims to be; no valid numbers when it is none of these, or damaged.</summary>
    public static BacklogText Of(ReadOnlySpan<byte> text)
    {
        ReadOnlySpan<byte> rest = text;
        if (text.Length != Bytes || !TryTake(ref rest, out int sender) || !TryTake(ref rest, out int account) || !TryTake(ref rest, out int sequence)
            || rest.ContainsAnyExcept((byte)'x'))
            return Unknown;
        return new BacklogText(sender, account, sequence);
    }

    public override string ToString() => $"#{Sequence} of sender{Sender} to account{Account}";

    private static bool TryTake(ref ReadOnlySpan<byte> rest, out int number)
    {
        if (!Utf8Parser.TryParse(rest, out number, out int used) || used >= rest.Length || rest[used] != (byte)' ')
            return false;
        rest = rest[(used + 1)..];
        return true;
    }
}
