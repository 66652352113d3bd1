using Messenger.Server.Engine;
using Messenger.Server.Engine.Commands;
using Messenger.Wire;

namespace Messenger.Server.Service;

/// <summary>The answer to one send or one confirmation, for a door that waits for each.</summary>
internal sealed class AwaitedAnswers : IAnswers
{
    private readonly TaskCompletionSource<Append> _stored = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<ErrorCode> _confirmed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>What became of the send.</summary>
    public Task<Append> Stored => _stored.Task;

    /// <summary>What became of the confirmation.</summary>
    public Task<ErrorCode> Result => _confirmed.Task;

    public void Appended(AppendBatch batch) => _stored.TrySetResult(batch.Items[0]);

    public void Confirmed(uint tag, int count, ErrorCode result) => _confirmed.TrySetResult(result);
}
