using Messenger.Wire.Fields;

namespace Messenger.Wire.Messages;

/// <summary>The body of ERROR, the refusal of one request (PROTOCOL.md §7), and of GOODBYE, the last frame of a connection (§6.3).</summary>
/// <param name="Code">What programs go by.</param>
/// <param name="RetryAfter">How long to wait before trying again, whole milliseconds; zero when waiting would not help.</param>
/// <param name="Message">One sentence for people that says what to do. May change at any time.</param>
public sealed record Refusal(ErrorCode Code, TimeSpan RetryAfter, string Message) : IWireMessage<Refusal>
{
    private const int MessageBytes = 1024;

    public static Refusal Read(scoped ref FieldReader reader)
    {
        ErrorCode code = (ErrorCode)reader.U16("code", FieldKind.Error);
        uint retryAfter = reader.U32("retry_after_ms");
        return new(code, TimeSpan.FromMilliseconds(retryAfter), reader.String("message", MessageBytes));
    }

    public void Write(ref FieldWriter writer)
    {
        writer.U16((ushort)Code);
        writer.U32((uint)Math.Clamp(Math.Ceiling(RetryAfter.TotalMilliseconds), 0, uint.MaxValue));
        writer.String(Message);
    }
}
