using Messenger.Client.Session;
using Messenger.Wire;

namespace Messenger.Tools.Torture.People;

/// <summary>How people at the doors of HTTP deal with a bad connection and a server that is away: they ask again.</summary>
internal static class Patience
{
    /// <summary>An answer that takes longer is given up: a connection that is dead shows by nothing else.</summary>
    public static readonly TimeSpan AnswerLimit = TimeSpan.FromSeconds(Limits.SilenceSeconds);

    private static readonly TimeSpan AgainAfter = TimeSpan.FromMilliseconds(50);

    /// <summary>It says nothing about what was asked, and may be asked again.</summary>
    public static bool IsPassing(RefusedException refused) =>
        refused.Code is ErrorCode.NotConnected or ErrorCode.ShuttingDown or ErrorCode.TooManyConnections or ErrorCode.Throttled or ErrorCode.DeadlineMissed;

    /// <summary>Asks until there is an answer; only for what may be repeated.</summary>
    /// <param name="request">Is given what ends one try.</param>
    /// <param name="gone">Ends all of them.</param>
    /// <exception cref="RefusedException">The answer is no.</exception>
    /// <exception cref="OperationCanceledException">The client is gone.</exception>
    public static async Task<T> AskAsync<T>(Func<CancellationToken, Task<T>> request, CancellationToken gone)
    {
        while (true)
        {
            try
            {
                return await OnceAsync(request, gone);
            }
            catch (RefusedException refused) when (IsPassing(refused))
            {
                await Task.Delay(AgainAfter, gone);
            }
        }
    }

    /// <summary>Asks once, for as long as is patient.</summary>
    /// <exception cref="RefusedException">The answer is no, or there is none in time.</exception>
    public static async Task<T> OnceAsync<T>(Func<CancellationToken, Task<T>> request, CancellationToken gone)
    {
        using CancellationTokenSource limit = CancellationTokenSource.CreateLinkedTokenSource(gone);
        limit.CancelAfter(AnswerLimit);
        try
        {
            return await request(limit.Token);
        }
        catch (OperationCanceledException) when (!gone.IsCancellationRequested)
        {
            throw new RefusedException(ErrorCode.NotConnected, $"no answer within {AnswerLimit.TotalSeconds:0} s");
        }
    }
}
