using System.Threading.Channels;
using FluentAssertions;
using Messenger.Client.Terminal;
using Messenger.Client.Terminal.Screen;
using Messenger.Tests.Client.Terminal.Support;
using Messenger.Tests.Support;
using NUnit.Framework;

namespace Messenger.Tests.Client.Terminal.Screen;

[Parallelizable(ParallelScope.All)]
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class ScreenLoopTests
{
    private static readonly Key Letter = new(KeyKind.Text, "x");

    private readonly ManualClock _clock = new();
    private readonly EmulatedTerminal _terminal = new(30, 3);
    private readonly Channel<Key> _keys = Channel.CreateUnbounded<Key>();
    private readonly NotingApp _app = new();
    private readonly ScreenLoop _loop;

    public ScreenLoopTests() => _loop = new ScreenLoop(_terminal, new Renderer(_terminal, ColourDepth.True), _clock);

    [Test]
    public async Task A_key_is_drawn_at_once()
    {
        Task<LoopEnd> run = Start();
        await Drawn(1);

        Press(Letter);
        await Drawn(2);
        Press(Letter);
        await Drawn(3);

        _terminal.Rows[0].Should().Be("xx");
        await End(run);
    }

    [Test]
    public async Task What_happens_is_drawn_together_and_not_too_often()
    {
        Task<LoopEnd> run = Start();
        await Drawn(1);

        for (int i = 0; i < 100; i++)
            await Happens("e");
        _app.Draws.Should().Be(1, "time stands still");
        _clock.Advance(ScreenLoop.DrawEvery - TimeSpan.FromMilliseconds(1));
        await Happens("f");
        _app.Draws.Should().Be(1, "it is not time yet");
        await _clock.AdvanceUntil(Drawn(2), TimeSpan.FromMilliseconds(1), "it is drawn");

        _terminal.Rows[0].Should().Be(new string('e', 30), "it is cut off at the edge");
        await End(run);
        _app.Draws.Should().Be(2);
    }

    [Test]
    public async Task What_happens_after_a_quiet_time_is_drawn_at_once()
    {
        Task<LoopEnd> run = Start();
        await Drawn(1);
        _clock.Advance(TimeSpan.FromHours(1));

        await Happens("e");

        await Drawn(2);
        await End(run);
    }

    [Test]
    public async Task What_can_wait_for_the_next_picture_wakes_nobody()
    {
        Task<LoopEnd> run = Start();
        await Drawn(1);
        await Happens("");
        // It has gone to sleep until the next picture once it goes round no more.
        await Eventually.Becomes(() => _loop.Turns >= 2, "a turn");
        long turns = -1;
        await Eventually.Becomes(() => turns == (turns = _loop.Turns), "sleep");

        for (int i = 0; i < 100; i++)
            (await _loop.PostAsync(() => _app.Text += "e", CancellationToken.None, withPicture: true)).Should().BeTrue();
        await _clock.AdvanceUntil(Drawn(2), ScreenLoop.DrawEvery, "it is drawn");

        _terminal.Rows[0].Should().Be(new string('e', 30));
        await End(run);
        (_loop.Turns - turns).Should().BeLessThan(10, "they were taken together");
    }

    [Test]
    public async Task Keys_come_before_what_happens()
    {
        using ManualResetEventSlim held = new();
        Task<LoopEnd> run = Start();
        await Drawn(1);
        TaskCompletionSource isHeld = new(TaskCreationOptions.RunContinuationsAsynchronously);
        _loop.TryPost(() =>
        {
            isHeld.SetResult();
            held.Wait();
        });
        await isHeld.Task.Within("the loop to be held");
        for (int i = 0; i < 1000; i++)
            _loop.TryPost(() => _app.Text += "e").Should().BeTrue();
        Press(Letter);

        held.Set();
        await Drawn(2);

        _terminal.Rows[0].Should().StartWith("xee");
        await End(run);
    }

    [Test]
    public async Task What_waits_is_bounded_and_those_who_can_wait_for_room()
    {
        using ManualResetEventSlim held = new();
        Task<LoopEnd> run = Start();
        await Drawn(1);
        TaskCompletionSource isHeld = new(TaskCreationOptions.RunContinuationsAsynchronously);
        _loop.TryPost(() =>
        {
            isHeld.SetResult();
            held.Wait();
        });
        await isHeld.Task.Within("the loop to be held");
        int done = 0;
        for (int i = 0; i < ScreenLoop.MostEvents; i++)
            _loop.TryPost(() => done++).Should().BeTrue();

        _loop.TryPost(() => done++).Should().BeFalse();
        Task<bool> waiting = _loop.PostAsync(() => done++, CancellationToken.None).AsTask();
        waiting.IsCompleted.Should().BeFalse();
        held.Set();

        (await waiting.Within("room")).Should().BeTrue();
        await Happens("");
        done.Should().Be(ScreenLoop.MostEvents + 1);
        await End(run);
        _loop.TryPost(() => { }).Should().BeFalse("the loop has ended");
        (await _loop.PostAsync(() => { }, CancellationToken.None)).Should().BeFalse();
    }

    [Test]
    public async Task Whoever_quits_before_it_waits_is_heard()
    {
        _loop.Quit();
        (await Start().Within("the end")).Should().Be(LoopEnd.Quit);
    }

    [Test]
    public async Task An_app_that_quits_at_a_key_is_left_at_once()
    {
        _app.QuitAt = (Key.Control('c'), _loop);
        Task<LoopEnd> run = Start();
        Press(Key.Control('c'), Letter);

        (await run.Within("the end")).Should().Be(LoopEnd.Quit);
        _app.Text.Should().BeEmpty();
    }

    [Test]
    public async Task It_ends_when_no_more_keys_come()
    {
        Task<LoopEnd> run = Start();
        Press(Letter);
        await Drawn(1);
        _keys.Writer.Complete();
        _loop.Wake();

        (await run.Within("the end")).Should().Be(LoopEnd.TerminalGone);
        _app.Text.Should().Be("x");
    }

    [Test]
    public async Task It_ends_when_the_terminal_takes_nothing_more()
    {
        Task<LoopEnd> run = Start();
        await Drawn(1);
        _terminal.Written = () => throw new IOException("Input/output error");
        Press(Letter);

        (await run.Within("the end")).Should().Be(LoopEnd.TerminalGone);
        _loop.TryPost(() => { }).Should().BeFalse("the loop has ended");
    }

    [Test]
    public async Task What_the_app_throws_ends_it_and_is_not_swallowed()
    {
        Task<LoopEnd> run = Start();
        _loop.TryPost(() => throw new InvalidOperationException("on purpose"));

        Func<Task> end = () => run.Within("the end");
        await end.Should().ThrowAsync<InvalidOperationException>().WithMessage("on purpose");
        _loop.TryPost(() => { }).Should().BeFalse();
    }

    [Test]
    public async Task A_resize_is_drawn_whole_and_at_once()
    {
        _app.Text = "text";
        Task<LoopEnd> run = Start();
        await Drawn(1);

        _terminal.Resize(3, 2);
        await Drawn(2);

        _terminal.Rows.Should().Equal("tex", "");
        await End(run);
    }

    [Test]
    public async Task Two_keys_are_the_loops_own()
    {
        _app.Text = "text";
        Task<LoopEnd> run = Start();
        await Drawn(1);
        _terminal.Write("\e[2J");

        Press(Key.Control('l'));
        await Drawn(3);
        Press(Key.Control('z'));
        await Eventually.Becomes(() => _terminal.Suspensions == 1, "a suspension");

        _terminal.Rows[0].Should().Be("text");
        await End(run);
    }

    [Test]
    public async Task With_nothing_to_do_it_sleeps()
    {
        Task<LoopEnd> run = Start();
        await Drawn(1);
        await Happens("e");
        await _clock.AdvanceUntil(Drawn(2), ScreenLoop.DrawEvery, "it is drawn");
        long turns = _loop.Turns;

        for (int i = 0; i < 1000; i++)
            _clock.Advance(ScreenLoop.DrawEvery);
        await End(run);

        (_loop.Turns - turns).Should().BeLessThanOrEqualTo(3, "quitting alone wakes it");
    }

    private Task<LoopEnd> Start() => _loop.RunAsync(_app, _keys.Reader);

    private void Press(params Key[] keys)
    {
        foreach (Key key in keys)
            _keys.Writer.TryWrite(key);
        _loop.Wake();
    }

    private Task Drawn(int times) => Eventually.Becomes(() => _terminal.Writes >= times, $"{times} pictures");

    /// <summary>Done when the loop has been told of it and has gone on.</summary>
    private async Task Happens(string text)
    {
        TaskCompletionSource done = new(TaskCreationOptions.RunContinuationsAsynchronously);
        _loop.TryPost(() => _app.Text += text).Should().BeTrue();
        _loop.TryPost(done.SetResult).Should().BeTrue();
        await done.Task.Within("what was posted");
    }

    private async Task End(Task<LoopEnd> run)
    {
        _loop.Quit();
        (await run.Within("the end")).Should().Be(LoopEnd.Quit);
    }

    private sealed class NotingApp : IScreenApp
    {
        private int _draws;

        public string Text { get; set; } = "";

        public int Draws => Volatile.Read(ref _draws);

        public (Key Key, ScreenLoop Loop)? QuitAt { get; set; }

        public void OnKey(Key key)
        {
            if (key == QuitAt?.Key)
                QuitAt.Value.Loop.Quit();
            else
                Text += key.Text;
        }

        public void Draw(Canvas canvas)
        {
            canvas.Write(0, 0, Text);
            Interlocked.Increment(ref _draws);
        }
    }
}
