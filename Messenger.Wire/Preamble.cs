namespace Messenger.Wire;

/// <summary>The first four bytes of a connection: "MSGR" (PROTOCOL.md §2.2). Its first byte can never begin a TLS record.</summary>
public static class Preamble
{
    /// <summary>The first byte of a TLS handshake record, which is how a server tells TLS from plaintext (PROTOCOL.md §2.1).</summary>
    public const byte TlsHandshake = 0x16;

    public static ReadOnlySpan<byte> Bytes => "MSGR"u8;

    public const int Size = 4;
}
