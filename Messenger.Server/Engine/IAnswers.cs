using Messenger.Server.Engine.Commands;
using Messenger.Wire;

namespace Messenger.Server.Engine;

/// <summary>
/// Where the engine answers what runs ahead of its answers. A boundary that tests replace. Called in the engine's turn, under no
/// account's lock: must not block.
/// </summary>
internal interface IAnswers
{
    /// <summary>Every item of the batch has its result; the batch is the caller's again.</summary>
    void Appended(AppendBatch batch);

    /// <param name="tag">As given with the confirmation.</param>
    /// <param name="count">How many numbers it named.</param>
    /// <param name="result"><see cref="ErrorCode.None"/> when it is stored.</param>
    void Confirmed(uint tag, int count, ErrorCode result);
}
