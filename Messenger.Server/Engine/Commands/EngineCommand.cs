using Messenger.Wire;

namespace Messenger.Server.Engine.Commands;

/// <summary>
/// A change to what the server keeps. Goes through four steps, in the engine's turn (one thread at a time, all commands in one order):
/// staged (checked against memory, noted in the journal) → committed (durable together with all that waited) → applied (memory,
/// pushes) → answered. When the commit fails it is undone instead of applied.
/// </summary>
internal abstract class EngineCommand
{
    public abstract void Stage(EngineState state);

    public abstract void Apply(EngineState state);

    /// <summary>The commit failed: forgets what <see cref="Stage"/> noted and makes the result <see cref="ErrorCode.StoreFailed"/>.</summary>
    public abstract void Undo(EngineState state);

    /// <summary>A bug of ours met it in <see cref="Apply"/> or <see cref="Undo"/>: makes the result <see cref="ErrorCode.Internal"/>.</summary>
    public virtual void Fail()
    {
    }

    /// <summary>Tells whoever waits. Must not block.</summary>
    public abstract void Answer();
}

/// <summary>A command that one caller awaits. Its result is <see cref="ErrorCode.None"/> or the refusal.</summary>
internal abstract class AwaitedCommand : EngineCommand
{
    // Continuations run elsewhere: no caller's code runs in the engine's turn.
    private readonly TaskCompletionSource<ErrorCode> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task<ErrorCode> Done => _done.Task;

    protected ErrorCode Result { get; set; }

    public sealed override void Answer() => _done.TrySetResult(Result);

    public override void Undo(EngineState state) => Result = ErrorCode.StoreFailed;

    public sealed override void Fail() => Result = ErrorCode.Internal;
}
