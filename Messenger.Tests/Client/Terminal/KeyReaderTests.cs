using System.IO.Pipes;
using FluentAssertions;
using Messenger.Client.Chat;
using Messenger.Client.Terminal;
using Messenger.Tests.Support;
using NUnit.Framework;

namespace Messenger.Tests.Client.Terminal;

[Parallelizable(ParallelScope.All)]
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class KeyReaderTests : IDisposable
{
    private readonly ManualClock _clock = new();
    private readonly AnonymousPipeServerStream _terminal = new(PipeDirection.Out);
    private readonly AnonymousPipeClientStream _input;
    private readonly KeyReader _reader;

    public KeyReaderTests()
    {
        _input = new AnonymousPipeClientStream(PipeDirection.In, _terminal.ClientSafePipeHandle);
        _reader = new KeyReader(_input, _clock, ChatKeys.IsBound);
        _reader.Start();
    }

    [Test]
    public async Task A_lone_escape_comes_when_its_time_is_up_and_not_before()
    {
        _terminal.Write("\e"u8);
        Task<Key> key = NextAsync();
        key.IsCompleted.Should().BeFalse();

        await _clock.AdvanceUntil(key, KeyReader.EscapeWait, "a lone escape is told");

        (await key).Should().Be(new Key(KeyKind.Escape));
    }

    [Test]
    public async Task A_lone_escape_is_not_lost_when_the_timer_fires_a_moment_early()
    {
        AnonymousPipeServerStream terminal = new(PipeDirection.Out);
        AnonymousPipeClientStream input = new(PipeDirection.In, terminal.ClientSafePipeHandle);
        using KeyReader reader = new(input, new HastyClock(_clock), ChatKeys.IsBound);
        reader.Start();
        terminal.Write("\e"u8);
        Task<Key> key = reader.Keys.ReadAsync().AsTask();

        await _clock.AdvanceUntil(key, TimeSpan.FromMilliseconds(1), "a lone escape is told");

        (await key).Should().Be(new Key(KeyKind.Escape));
        // The end that is written to first: the other is being read.
        await terminal.DisposeAsync();
        await input.DisposeAsync();
    }

    [Test]
    public async Task A_sequence_in_two_pieces_is_one_key_while_its_time_is_not_up()
    {
        _terminal.Write("\e"u8);
        _clock.Advance(KeyReader.EscapeWait / 2);
        _terminal.Write("[A"u8);

        (await NextAsync()).Should().Be(new Key(KeyKind.Up));
    }

    [Test]
    public async Task A_paste_is_waited_for_however_long_it_takes()
    {
        _terminal.Write("a\e[200~one\r"u8);
        (await NextAsync()).Should().Be(new Key(KeyKind.Text, "a"));
        _clock.Advance(10 * KeyReader.PasteWait);
        _terminal.Write("two\e[201~"u8);

        (await NextAsync()).Should().Be(new Key(KeyKind.Paste, "one\ntwo"));
    }

    [Test]
    public async Task Keys_end_with_the_terminal()
    {
        _terminal.Write("a"u8);
        _terminal.Dispose();

        (await NextAsync()).Should().Be(new Key(KeyKind.Text, "a"));
        await _reader.Keys.Completion.Within("the keys to end");
    }

    [TearDown]
    public void Dispose()
    {
        _reader.Dispose();
        _terminal.Dispose();
        _input.Dispose();
    }

    private Task<Key> NextAsync() => _reader.Keys.ReadAsync().AsTask().Within("a key");

    /// <summary>Its timers fire a millisecond before they are due, as those of a system may that count in whole ones.</summary>
    private sealed class HastyClock(ManualClock clock) : TimeProvider
    {
        private static readonly TimeSpan Early = TimeSpan.FromMilliseconds(1);

        public override long TimestampFrequency => clock.TimestampFrequency;

        public override long GetTimestamp() => clock.GetTimestamp();

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
            new HastyTimer(clock.CreateTimer(callback, state, dueTime, period));

        private sealed class HastyTimer(ITimer timer) : ITimer
        {
            public bool Change(TimeSpan dueTime, TimeSpan period) => timer.Change(dueTime > Early ? dueTime - Early : dueTime, period);

            public void Dispose() => timer.Dispose();

            public ValueTask DisposeAsync() => timer.DisposeAsync();
        }
    }
}
