using System.Collections.Concurrent;
using Messenger.Server.Engine;
using Messenger.Server.Engine.Commands;
using Messenger.Server.Service;
using Messenger.Wire;
using Messenger.Wire.Messages;

namespace Messenger.Server.Connections;

/// <summary>
/// The sends of one connection on their way through the engine: gathered while frames are read, handed over as one batch, answered
/// together once they are stored. So hundreds can be in flight and share one commit, and the next frame never waits for the disk.
/// Confirmations are counted with them, so that whatever waits for the answers of sends waits for theirs as well.
/// Adding and submitting belong to the read loop; answers come from the engine.
/// </summary>
internal sealed class SendPipeline(MessengerEngine engine, Outbox outbox) : IAnswers
{
    private readonly ConcurrentStack<AppendBatch> _spare = new();
    private readonly Lock _gate = new();
    private AppendBatch? _gathering;
    private int _inFlight;
    private readonly List<(int Count, TaskCompletionSource Done)> _waiters = [];

    public int InFlight => Volatile.Read(ref _inFlight) + (_gathering?.Count ?? 0);

    public void Add(Session session, in Append append)
    {
        if (_gathering is null)
        {
            _gathering = _spare.TryPop(out AppendBatch? spare) ? spare : new AppendBatch(this);
            _gathering.Begin(session);
        }
        _gathering.Add(append);
    }

    /// <summary>Hands over what was gathered.</summary>
    public void Submit()
    {
        if (_gathering is not { } batch)
            return;
        _gathering = null;
        Interlocked.Add(ref _inFlight, batch.Count);
        engine.Append(batch);
    }

    /// <summary>Hands over a confirmation.</summary>
    public void Confirm(Session session, ulong[] numbers, uint tag)
    {
        Interlocked.Add(ref _inFlight, WeightOf(numbers.Length));
        engine.Confirm(session, numbers, tag, this);
    }

    /// <summary>Done when at most <paramref name="count"/> of the sends handed over are unanswered. Any thread.</summary>
    public Task WaitUntilInFlightAsync(int count)
    {
        lock (_gate)
        {
            if (_inFlight <= count)
                return Task.CompletedTask;
            TaskCompletionSource done = new(TaskCreationOptions.RunContinuationsAsynchronously);
            _waiters.Add((count, done));
            return done.Task;
        }
    }

    public void Appended(AppendBatch batch)
    {
        outbox.WriteMany(batch, static (batch, writer) =>
        {
            foreach (ref Append item in batch.Items)
            {
                if (MessageService.Explain(item) is { } refused)
                    writer.Write(Opcode.Error, item.Tag, new Refusal(refused.Code, refused.RetryAfter, refused.Message));
                else
                    writer.Write(Opcode.SendAnswer, item.Tag, new SendAnswer(item.Number, (ulong)item.At, item.Delivered, item.Duplicate));
            }
        });
        int answered = batch.Count;
        // Not when it is used again: a quiet connection must not keep texts alive.
        batch.Clear();
        _spare.Push(batch);
        CountAnswered(answered);
    }

    public void Confirmed(uint tag, int count, ErrorCode result)
    {
        if (result is ErrorCode.None)
        {
            outbox.Write(Opcode.ConfirmAnswer, tag, new Empty());
        }
        else
        {
            Refused refused = Refusals.Failed(result);
            outbox.Write(Opcode.Error, tag, new Refusal(refused.Code, refused.RetryAfter, refused.Message));
        }
        CountAnswered(WeightOf(count));
    }

    /// <summary>A confirmation of thousands of numbers holds as much memory as hundreds of sends, and counts as much.</summary>
    private static int WeightOf(int numbers) => 1 + (numbers / 8);

    private void CountAnswered(int answered)
    {
        lock (_gate)
        {
            int left = Interlocked.Add(ref _inFlight, -answered);
            for (int i = _waiters.Count - 1; i >= 0; i--)
            {
                if (left > _waiters[i].Count)
                    continue;
                _waiters[i].Done.TrySetResult();
                _waiters.RemoveAt(i);
            }
        }
    }
}
