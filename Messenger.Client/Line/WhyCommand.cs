using System.Globalization;
using Messenger.Client.Session;
using Messenger.Client.Terminal;
using Messenger.Wire;
using Messenger.Wire.Messages;

namespace Messenger.Client.Line;

/// <summary>The command <c>/why</c>: what became of an own message, a line for each stage.</summary>
internal sealed class WhyCommand(MessengerSession session, ILineConsole console, Addressees addressees, OpenAnswers open, WallClock clock)
{
    private const int ShortestStart = 8;

    public async Task RunAsync(IReadOnlyList<string> words, CancellationToken stop)
    {
        if (!session.IsConnected)
            throw RefusedException.NotConnected();
        // What has no answer yet may be refused, and what was sent last is not there yet.
        await open.NoneAsync().WaitAsync(stop).ConfigureAwait(false);
        Guid id = words.Count > 0 ? Named(words[0]) : await NewestAsync(stop).ConfigureAwait(false);
        WhyAnswer way = await session.History.WhyAsync(id, stop).ConfigureAwait(false);
        console.Print($"message {id} to {SafeText.Line(way.To)}");
        foreach (string stage in Stages(way))
            console.Print($"  {stage}");
    }

    private Guid Named(string word)
    {
        if (Guid.TryParseExact(word, "D", out Guid id))
            return id;
        IReadOnlyList<Guid> begun = word.Length < ShortestStart ? [] : addressees.Begun(word);
        return begun.Count switch
        {
            1 => begun[0],
            0 => throw new RefusedException(ErrorCode.BadCommand,
                $"which message? /why takes its id, or the first {ShortestStart} characters or more of one that was sent here; /why alone is about your last one"),
            _ => throw new RefusedException(ErrorCode.BadCommand, $"{begun.Count} of your messages begin so; give more of the id"),
        };
    }

    private async Task<Guid> NewestAsync(CancellationToken stop)
    {
        string target = addressees.Current ?? throw new RefusedException(ErrorCode.BadCommand, "of which conversation? /to NAME chooses it");
        if (addressees.NewestTo(target) is { } known)
            return known;
        HistoryAnswer page = await session.History.PageAsync(target, count: Limits.HistoryMax, cancellation: stop).ConfigureAwait(false);
        return page.Messages.LastOrDefault(message => message.Marks.HasFlag(HistoryMarks.Own))?.Id
            ?? throw new RefusedException(ErrorCode.NoSuchMessage, $"none of the newest messages to {target} is yours");
    }

    private IEnumerable<string> Stages(WhyAnswer way)
    {
        bool timesKnown = way.Marks.HasFlag(WayMarks.TimesKnown);
        yield return $"{clock.SayExactly(way.AcceptedAt)}  taken up by the server";
        yield return At(way, way.StoredAt, way.Marks.HasFlag(WayMarks.Durable) ? "on disk" : "in memory only, as everything on this server");
        if (!timesKnown)
            yield return $"{NoTime}  the server does not remember more of its times";
        else if (way.Terminals == 0)
            yield return $"{NoTime}  not pushed to any terminal yet";
        else
            yield return At(way, way.PushedAt, $"pushed to {Wording.Count(way.Terminals, "terminal")}");
        if (way.Marks.HasFlag(WayMarks.Unsent))
        {
            yield return $"{NoTime}  taken back";
            yield break;
        }
        yield return Done(way, way.ConfirmedAt, way.ConfirmedBy, "confirmed");
        yield return Done(way, way.ReadAt, way.ReadBy, "read");
        if (way.Marks.HasFlag(WayMarks.Edited))
            yield return $"{NoTime}  edited";
    }

    private static string NoTime { get; } = "--:--:--.---";

    private string Done(WhyAnswer way, ulong at, uint by, string what)
    {
        bool toGroup = way.To.StartsWith('#');
        if (by == 0)
        {
            string whose = way.Marks.HasFlag(WayMarks.Large) ? " by everybody" : "";
            return $"{NoTime}  not {what}{whose} yet{(what == "read" ? ", or that is not told" : "")}";
        }
        return At(way, at, toGroup ? string.Create(CultureInfo.InvariantCulture, $"{what} by {by:N0} of {way.Recipients:N0}") : what);
    }

    private string At(WhyAnswer way, ulong at, string what)
    {
        if (at == 0)
            return $"{NoTime}  {what}";
        long after = (long)at - (long)way.AcceptedAt;
        return string.Create(CultureInfo.InvariantCulture, $"{clock.SayExactly(at)}  {what} (+{after:N0} ms)");
    }
}
