using System.Security.Cryptography;
using Messenger.Wire;

namespace Messenger.Server.Security;

/// <summary>What a client shows to log in again without a password: 256 random bits (PROTOCOL.md §5.5).</summary>
internal static class ResumeToken
{
    public static byte[] Create() => RandomNumberGenerator.GetBytes(Limits.TokenBytes);
}
