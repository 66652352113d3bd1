using System.Collections.Concurrent;
using System.Globalization;

namespace Messenger.Tools.Torture.Ledgers;

/// <summary>
/// The ledger of a run with so many messages that a history of each would be too much: what each account got from each sender comes one by
/// one, 0, 1, 2 …, or something is wrong. An account is used by one thread at a time; totals are safe on any.
/// </summary>
/// <param name="senders">How many send.</param>
/// <param name="accounts">How many receive.</param>
/// <param name="each">How many messages each sender sends to each account.</param>
internal sealed class BacklogTally(int senders, int accounts, int each)
{
    private const int FaultsKept = 20;

    private readonly int[] _next = new int[senders * accounts];
    private readonly ConcurrentQueue<string> _faults = new();
    private long _sent;
    private long _acknowledged;
    private long _refused;
    private long _shown;
    private long _doubled;
    private long _outOfOrder;
    private long _invented;

    public int AccountCount => accounts;

    public int Each => each;

    public long Total => (long)senders * accounts * each;

    public long Acknowledged => Volatile.Read(ref _acknowledged);

    public long Shown => Volatile.Read(ref _shown);

    public static string Account(int number) => string.Create(CultureInfo.InvariantCulture, $"account{number}");

    public static string Sender(int number) => string.Create(CultureInfo.InvariantCulture, $"sender{number}");

    public void Sent() => Interlocked.Increment(ref _sent);

    public void Answered(bool acknowledged) => Interlocked.Increment(ref acknowledged ? ref _acknowledged : ref _refused);

    /// <summary>An account was shown the text of <see cref="BacklogText"/> with these numbers.</summary>
    public void Show(int account, BacklogText text, Guid id)
    {
        if (text.Account != account || text.Sender < 0 || text.Sender >= senders || text.Sequence < 0 || text.Sequence >= each)
        {
            Fault(ref _invented, $"invented: {Account(account)} was shown {text}, id {id}");
            return;
        }
        ref int next = ref _next[(account * senders) + text.Sender];
        if (text.Sequence == next)
        {
            next++;
            Interlocked.Increment(ref _shown);
        }
        else if (text.Sequence < next)
        {
            Fault(ref _doubled, $"doubled: {Account(account)} was shown {text} again, id {id}, when #{next} was due");
        }
        else
        {
            Fault(ref _outOfOrder, $"out of order: {Account(account)} was shown {text}, id {id}, when #{next} was due");
            next = text.Sequence + 1;
        }
    }

    public void Report(Verdict verdict)
    {
        long lost = 0;
        for (int account = 0; account < accounts; account++)
        {
            for (int sender = 0; sender < senders; sender++)
            {
                int next = _next[(account * senders) + sender];
                lost += each - next;
                if (next < each)
                    Fault($"lost: {Account(account)} was shown nothing from {Sender(sender)} from #{next} on");
            }
        }
        verdict.Judge(
            $"sent {_sent} · acknowledged {_acknowledged} · lost {lost} · doubled {_doubled} · out of order {_outOfOrder} · invented {_invented}",
            lost + _doubled + _outOfOrder + _invented == 0 && _acknowledged > 0);
        if (_refused > 0)
            verdict.Fault($"refused {_refused}");
        foreach (string fault in _faults)
            verdict.Fault(fault);
    }

    private void Fault(ref long counter, string what)
    {
        Interlocked.Increment(ref counter);
        Fault(what);
    }

    private void Fault(string what)
    {
        if (_faults.Count < FaultsKept)
            _faults.Enqueue(what);
    }
}
