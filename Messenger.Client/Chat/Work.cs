using Messenger.Client.Session;
using Messenger.Client.Terminal.Screen;
using Messenger.Wire;

namespace Messenger.Client.Chat;

/// <summary>Why something that was asked for did not come about.</summary>
/// <param name="Code">The server's, or <see cref="ErrorCode.NotConnected"/>.</param>
/// <param name="Reason">For people, one sentence, safe to show.</param>
internal readonly record struct Failure(ErrorCode Code, string Reason);

/// <summary>
/// Asks for things that take time, and brings what came of it back to the screen's loop, which alone touches what is shown. Called on the
/// loop's thread.
/// </summary>
internal sealed class Work(ScreenLoop loop, CancellationToken stop)
{
    /// <param name="ask">Begins at once, on the loop's thread, and must not block it.</param>
    /// <param name="done">Called on the loop's thread with the answer.</param>
    /// <param name="failed">Called on the loop's thread instead, when it was refused or there is no connection.</param>
    public void Start<T>(Func<CancellationToken, Task<T>> ask, Action<T> done, Action<Failure> failed) =>
        _ = RunAsync(ask, done, failed);

    /// <inheritdoc cref="Start{T}"/>
    public void Start(Func<CancellationToken, Task> ask, Action done, Action<Failure> failed) => Start(
        async cancellation =>
        {
            await ask(cancellation).ConfigureAwait(false);
            return true;
        },
        _ => done(),
        failed);

    private async Task RunAsync<T>(Func<CancellationToken, Task<T>> ask, Action<T> done, Action<Failure> failed)
    {
        Action then;
        try
        {
            T answer = await ask(stop).ConfigureAwait(false);
            then = () => done(answer);
        }
        catch (RefusedException e)
        {
            then = () => failed(new Failure(e.Code, Line.Wording.Refusal(e)));
        }
        catch (ConnectFailedException e)
        {
            then = () => failed(new Failure(e.Code, SafeText.Line(e.Message)));
        }
        catch (OperationCanceledException)
        {
            // The client is over, or the message was given up.
            return;
        }
        catch (Exception e)
        {
            // A bug: it ends the loop, which gives the terminal back, and the program says it.
            System.Runtime.ExceptionServices.ExceptionDispatchInfo bug = System.Runtime.ExceptionServices.ExceptionDispatchInfo.Capture(e);
            then = bug.Throw;
        }
        try
        {
            await loop.PostAsync(then, stop).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // The client is over.
        }
    }
}
