using Messenger.Wire;
using Messenger.Wire.Fields;
using Messenger.Wire.Messages;

namespace Messenger.Client.Session;

/// <summary>A request that waits for its answer. Exactly one of its methods is called, once, from the link's read loop.</summary>
internal abstract class Pending(Opcode request)
{
    public Opcode Request { get; } = request;

    /// <exception cref="WireException">The answer's body breaks the specification.</exception>
    public abstract void Succeed(ReadOnlySpan<byte> body);

    public abstract void Refuse(Refusal refusal);

    /// <summary>The connection ended before the answer came.</summary>
    public abstract void Lose();
}

/// <summary>A request whose answer somebody awaits.</summary>
/// <param name="request">What was asked.</param>
/// <param name="applied">Called on the read loop before anything behind the answer is looked at, so that effects and pushes keep their order.</param>
internal sealed class PendingAnswer<T>(Opcode request, Action<T>? applied = null) : Pending(request)
    where T : IWireMessage<T>
{
    // Continuations run elsewhere: the read loop must not run a caller's code.
    private readonly TaskCompletionSource<T> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task<T> Answer => _answer.Task;

    public override void Succeed(ReadOnlySpan<byte> body)
    {
        try
        {
            T answer = FieldReader.ReadWhole<T>(body);
            applied?.Invoke(answer);
            _answer.SetResult(answer);
        }
        catch (WireException)
        {
            Lose();
            throw;
        }
    }

    public override void Refuse(Refusal refusal) => Fail(RefusedException.Of(refusal));

    public override void Lose() => Fail(RefusedException.AnswerLost());

    private void Fail(RefusedException refusal)
    {
        _answer.TrySetException(refusal);
        // Whoever asked may have given up waiting; then nobody else looks at it.
        _ = _answer.Task.Exception;
    }
}
