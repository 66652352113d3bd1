using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Messenger.Server.Engine;

/// <summary>SHA-256 of a resume token. The token itself is never kept: who reads memory or disk cannot resume with what is found there.</summary>
internal readonly record struct TokenHash(ulong A, ulong B, ulong C, ulong D)
{
    public static TokenHash Of(ReadOnlySpan<byte> token)
    {
        Span<TokenHash> hash = stackalloc TokenHash[1];
        SHA256.HashData(token, MemoryMarshal.AsBytes(hash));
        return hash[0];
    }
}
