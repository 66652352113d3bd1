using System.Globalization;
using Messenger.Tools.Doors;

namespace Messenger.Tools.Compare;

/// <summary>One comparison against one server: bytes first, then rounds in which the doors take turns.</summary>
internal sealed class CompareRun : IAsyncDisposable
{
    private const int WarmUpSamples = 100;
    private const int WarmUpTogether = 16;

    /// <summary>Turns of each door in a round.</summary>
    private const int Turns = 5;

    /// <summary>From here on numbers of messages keep their length while bytes are counted, also where they begin at 1.</summary>
    private const ulong LongEnough = 1_000;

    private readonly CompareOptions _options;
    private readonly DoorAddresses _addresses;
    private readonly ServerProcess? _server;
    private readonly TextWriter _progress;
    private readonly List<DoorPeople> _people = [];
    private readonly Rounds _rounds = new();

    /// <param name="options">What is compared.</param>
    /// <param name="addresses">Of the server.</param>
    /// <param name="server">The server, when it is ours.</param>
    /// <param name="progress">Is told how far it is.</param>
    public CompareRun(CompareOptions options, DoorAddresses addresses, ServerProcess? server, TextWriter progress)
    {
        _options = options;
        _addresses = addresses;
        _server = server;
        _progress = progress;
    }

    public async Task<Comparison> RunAsync()
    {
        // Another run at the same server has other accounts.
        string run = "c" + Guid.NewGuid().ToString("N")[..5];
        await DoorPeople.FillDirectoryAsync(_addresses, _options.Doors[0], run);
        foreach (DoorKind door in _options.Doors)
            _people.Add(await DoorPeople.OpenAsync(door, _addresses, run));
        int? digits = await CountBytesAsync();
        await WarmUpAsync();
        for (int round = 0; round < _options.Rounds; round++)
            await MeasureAsync(round);
        return new Evaluation(_rounds, _options).Compare(_people, digits);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (DoorPeople people in _people)
            await people.DisposeAsync();
    }

    /// <returns>How many digits the numbers of messages had meanwhile; null when they became longer, as bytes are the same only between runs with as many.</returns>
    private async Task<int?> CountBytesAsync()
    {
        await _progress.WriteLineAsync("counting bytes");
        string first = await ReachAsync(LongEnough);
        foreach (DoorPeople people in _people)
        {
            ByteMeasure measure = new(people, _options);
            _rounds.Add(people.Kind, await measure.WithoutTextAsync());
            foreach (SampleText text in _options.Texts)
                _rounds.Add(people.Kind, text, await measure.OfAsync(text));
            _rounds.Add(people.Kind, await measure.OfAsync(new SampleText("ascii", _options.TextBytes)));
        }
        string last = await ReachAsync(0);
        return first.Length == last.Length ? first.Length : null;
    }

    /// <summary>Sends by each door in turn, which warms them up, until numbers are so large.</summary>
    /// <returns>The number of the last message.</returns>
    private async Task<string> ReachAsync(ulong number)
    {
        while (true)
        {
            ulong last = 0;
            foreach (DoorPeople people in _people)
            {
                DoorSent[] sent = await Task.WhenAll(Enumerable.Range(0, WarmUpTogether).Select(_ => people.SendAsync(people.ReceiverName, "warm")));
                for (int i = 0; i < sent.Length; i++)
                    await people.ReceiveAsync();
                await people.Receiver.ConfirmAsync([.. sent.Select(one => one.Number)]);
                last = sent.Max(one => one.Number);
            }
            if (last >= number)
                return last.ToString(CultureInfo.InvariantCulture);
        }
    }

    /// <summary>As a round that does not count, so that what is measured has been compiled as well as it will be.</summary>
    private async Task WarmUpAsync()
    {
        await _progress.WriteLineAsync("warming up");
        foreach (DoorPeople people in _people)
        {
            await new LatencyMeasure(people, _options).RoundAsync(Math.Min(_options.Samples, WarmUpSamples));
            if (_options.Operations.Contains(CompareOperation.Load))
                await new LoadMeasure(people, _options, _server).RoundAsync(_options.Load);
        }
    }

    /// <summary>In short turns, so that what else the machine does meanwhile meets all doors alike.</summary>
    private async Task MeasureAsync(int round)
    {
        await _progress.WriteLineAsync($"round {round + 1} of {_options.Rounds}");
        for (int turn = 0; turn < _people.Count * Turns; turn++)
        {
            // Another one begins each time.
            DoorPeople people = _people[(round + turn / _people.Count + turn) % _people.Count];
            _rounds.Add(people.Kind, round, await new LatencyMeasure(people, _options).RoundAsync(Math.Max(1, _options.Samples / Turns)));
            if (_options.Operations.Contains(CompareOperation.Load))
                _rounds.Add(people.Kind, round, await new LoadMeasure(people, _options, _server).RoundAsync(_options.Load / Turns));
        }
    }
}
