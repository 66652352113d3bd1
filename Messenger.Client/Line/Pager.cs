using Messenger.Client.Terminal;

namespace Messenger.Client.Line;

/// <summary>What <c>/more</c> goes on with: the page behind the one that was shown last, of whatever list that was.</summary>
internal sealed class Pager(ILineConsole console)
{
    private Func<CancellationToken, Task>? _next;

    /// <summary>Says that there is more, if there is.</summary>
    /// <param name="next">Shows the next page; null when there is none.</param>
    /// <param name="word">What there is more of, such as <c>older</c>.</param>
    public void Offer(Func<CancellationToken, Task>? next, string word = "more")
    {
        _next = next;
        if (next is not null)
            console.Print($"  … {word}: /more");
    }

    public Task MoreAsync(IReadOnlyList<string> words, CancellationToken stop)
    {
        if (_next is { } next)
            return next(stop);
        console.Print("there is no more; /list, /groups, /history, /conversations and /find begin a list");
        return Task.CompletedTask;
    }
}
