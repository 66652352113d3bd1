using FluentAssertions;
using Messenger.Server.Engine;
using Messenger.Tests.Support;
using NUnit.Framework;

namespace Messenger.Tests.Server.Engine;

/// <summary>Mark and runs against the plainest model there is: a set of numbers, and a table of rows.</summary>
[Parallelizable(ParallelScope.All)]
internal sealed class ConfirmedRunsTests
{
    [Test]
    public void They_say_what_a_set_says_in_memory_and_on_disk([Range(1, 40)] int seed)
    {
        Random random = new(seed);
        Model model = new();
        for (int step = 0; step < 300; step++)
        {
            switch (random.Next(12))
            {
                case < 5:
                    model.Arrive(random.Next(1, 6), random.Next(1, 4));
                    break;
                case < 10:
                    model.Confirm(random, random.Next(1, 8));
                    break;
                case 10:
                    model.Commit(fails: random.Next(3) == 0);
                    break;
                default:
                    model.Restart();
                    break;
            }
            model.Check();
        }
    }

    [Test]
    public async Task Confirming_thousands_at_once_is_quick_in_any_order([Values] bool backwards)
    {
        const int Count = 50_000;
        using EngineHarness engine = new(limits: EngineHarness.NoRate with { MailboxMessages = Count });
        EngineHarness.Login bob = await engine.OpenAsync(await engine.CreateAsync("bob"));
        EngineHarness.Login alice = await engine.OpenAsync(await engine.CreateAsync("alice"));
        ulong[] numbers = [.. (await engine.SendAllAsync(bob, [.. Enumerable.Range(0, Count).Select(_ => (Guid.NewGuid(), alice.Account, "x"))]))
            .Select(append => append.Number)];
        if (backwards)
            Array.Reverse(numbers);

        // Walking the queue once for each would take minutes, and the limit on waits would end it.
        await engine.ConfirmAsync(alice, numbers);

        alice.Account.Mailbox.Count.Should().Be(0);
    }

    /// <summary>An account with its journal's rows.</summary>
    private sealed class Model
    {
        private readonly Account _account = new(1, "somebody", EngineHarness.Password);
        private readonly Conversation _conversation;
        private readonly List<ulong> _staged = [];
        private HashSet<ulong> _confirmed = [];
        private readonly List<ulong> _arrived = [];
        private ConfirmedRuns _runs;
        private NumberedQueue<Message> _queue = new();
        private ulong _last;
        private ulong _lastQueued;
        private ulong _markOnDisk;
        private readonly SortedDictionary<ulong, ulong> _runsOnDisk = [];

        public Model()
        {
            _runs = new ConfirmedRuns();
            _conversation = new Conversation(1, _account, new Account(2, "other", EngineHarness.Password));
        }

        /// <summary>Messages come; the numbers between go to others.</summary>
        public void Arrive(int count, int step)
        {
            for (int i = 0; i < count; i++)
            {
                _last += (ulong)step;
                _arrived.Add(_last);
                Queue(_last);
            }
        }

        public void Confirm(Random random, int count)
        {
            ulong[] waiting = [.. _arrived.Where(number => !_confirmed.Contains(number) && !_staged.Contains(number))];
            random.Shuffle(waiting);
            foreach (ulong number in waiting.Take(count))
            {
                (ulong? before, ulong? after) = _queue.Neighbours(number, _runs);
                _runs.Add(number, before, after);
                _staged.Add(number);
            }
        }

        public void Commit(bool fails)
        {
            if (fails)
            {
                List<ulong> waiting = [];
                foreach (Message message in _queue)
                    waiting.Add(message.Number);
                _runs.Rebuild(waiting, _lastQueued);
                _staged.Clear();
                return;
            }
            Write();
            foreach (ulong number in _staged)
                _queue.Remove(number);
            _confirmed.UnionWith(_staged);
            _staged.Clear();
        }

        /// <summary>What was staged is gone; the rest is what is on disk.</summary>
        public void Restart()
        {
            _staged.Clear();
            _runs = new ConfirmedRuns();
            _runs.Load(_markOnDisk, [.. _runsOnDisk.Select(pair => new ConfirmedRuns.Run(pair.Key, pair.Value))]);
            _queue = new NumberedQueue<Message>();
            _lastQueued = 0;
            foreach (ulong number in _arrived.Where(number => !_runs.Contains(number)))
                Queue(number);
            _confirmed = [.. _arrived.Where(_runs.Contains)];
        }

        public void Check()
        {
            foreach (ulong number in _arrived)
            {
                if (_runs.Contains(number) != (_confirmed.Contains(number) || _staged.Contains(number)))
                    Assert.Fail($"{number} is {(_runs.Contains(number) ? "" : "not ")}confirmed, and should be otherwise");
                bool onDisk = number <= _markOnDisk || _runsOnDisk.Any(run => run.Key <= number && number <= run.Value);
                if (onDisk != _confirmed.Contains(number))
                    Assert.Fail($"{number} is {(onDisk ? "" : "not ")}confirmed on disk, and should be otherwise");
            }
            _runs.Runs.Zip(_runs.Runs.Skip(1)).All(pair => pair.First.Last < pair.Second.First).Should().BeTrue("runs rise and do not overlap");
        }

        private void Queue(ulong number)
        {
            _queue.Add(new Message(number, Guid.Empty, _conversation.Second!, _conversation, 0, []));
            _lastQueued = number;
        }

        private void Write()
        {
            _markOnDisk = _runs.Mark;
            if (_runs.ReplaceAll)
            {
                _runsOnDisk.Clear();
                foreach (ConfirmedRuns.Run run in _runs.Runs)
                    _runsOnDisk[run.First] = run.Last;
            }
            else
            {
                foreach ((ulong first, ulong? last) in _runs.Changes)
                {
                    if (last is { } end)
                        _runsOnDisk[first] = end;
                    else
                        _runsOnDisk.Remove(first);
                }
            }
            _runs.Written();
        }
    }
}
