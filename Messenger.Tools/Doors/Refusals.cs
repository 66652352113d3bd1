using Messenger.Client.Session;
using Messenger.Wire;

namespace Messenger.Tools.Doors;

/// <summary>Refusals by the word of their code, as REST and gRPC tell them.</summary>
internal static class Refusals
{
    public static RefusedException Of(string code, string? detail, double retryAfterSeconds) =>
        new(CodeOf(code), detail ?? code, TimeSpan.FromSeconds(retryAfterSeconds));

    /// <summary><see cref="ErrorCode.Internal"/> for a word that this program does not know.</summary>
    public static ErrorCode CodeOf(string word) => ErrorCodes.TryParse(word, out ErrorCode code) ? code : ErrorCode.Internal;
}
