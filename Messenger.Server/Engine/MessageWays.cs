using System.Runtime.CompilerServices;

namespace Messenger.Server.Engine;

/// <summary>What is remembered of the way of one message. Times are milliseconds since 1970-01-01 UTC; 0: it has not happened, or not that one knows.</summary>
/// <param name="AcceptedAt">The server took it up.</param>
/// <param name="StoredAt">Its commit was applied.</param>
/// <param name="PushedAt">It was first handed to a terminal of a recipient.</param>
/// <param name="Terminals">To how many it was handed.</param>
/// <param name="ConfirmedAt">A recipient first confirmed it.</param>
/// <param name="ReadAt">A recipient who shows that first read it.</param>
/// <param name="FirstReader">Who that was: the account's number.</param>
internal readonly record struct MessageWay(
    long AcceptedAt, long StoredAt, long PushedAt, int Terminals, long ConfirmedAt, long ReadAt, long FirstReader);

/// <summary>
/// The ways of the newest messages, with their times: a ring, indexed by their numbers, of slots that are written over and over, so that a
/// message costs a slot and no allocation. Times are kept as what has passed since the message was taken up, by the monotonic clock: setting the
/// clock on the wall changes none of them. Written in the engine's turn, but for pushes, which any thread may note.
/// </summary>
internal sealed class MessageWays(TimeProvider clock)
{
    /// <summary>Numbers that it goes back; 64 bytes each, 4 MiB in all. A power of two.</summary>
    public const int Capacity = 65_536;

    /// <summary>Messages looked through for what a read mark newly covers; when those further back were read is not known.</summary>
    public const int MostRead = 1_000;

    private readonly Slot[] _ring = new Slot[Capacity];
    private readonly long _ticksPerMillisecond = Math.Max(1, clock.TimestampFrequency / 1000);
    private long _applying;

    /// <summary>The monotonic clock, in milliseconds.</summary>
    public long Now => clock.GetTimestamp() / _ticksPerMillisecond;

    /// <summary>A batch is applied from now on: until <see cref="EndApply"/> this is the time of all that is pushed, so that the clock is read once.</summary>
    public void BeginApply() => Volatile.Write(ref _applying, Now);

    public void EndApply() => Volatile.Write(ref _applying, 0);

    /// <summary>A message is stored. Between <see cref="BeginApply"/> and <see cref="EndApply"/>, before it is queued for anybody.</summary>
    /// <param name="message">Which.</param>
    /// <param name="acceptedAt">When it was taken up, milliseconds since 1970-01-01 UTC.</param>
    /// <param name="accepted">The same by <see cref="Now"/>.</param>
    public void Stored(Message message, long acceptedAt, long accepted)
    {
        ref Slot slot = ref SlotOf(message.Number);
        Volatile.Write(ref slot.Number, 0);
        slot.AcceptedAt = acceptedAt;
        slot.Accepted = accepted;
        slot.Sender = message.Sender.Id;
        slot.FirstReader = 0;
        slot.Stored = Since(accepted, _applying);
        slot.Pushed = slot.Confirmed = slot.Read = 0;
        slot.Terminals = 0;
        ulong back = message.Number - message.Previous;
        slot.Back = message.Previous > 0 && back < Capacity ? (uint)back : 0;
        Volatile.Write(ref slot.Number, message.Number);
    }

    /// <summary>A message was handed to one more terminal. Under the gate of the terminal's account.</summary>
    /// <remarks>
    /// Who has blocked the sender, or sent it himself, does not count: a blocked one is not to learn who comes and goes. A slot that is given to
    /// another message at this very moment may come to count one terminal too many.
    /// </remarks>
    public void Pushed(Message message, Account to)
    {
        ref Slot slot = ref SlotOf(message.Number);
        if (Volatile.Read(ref slot.Number) != message.Number || message.Sender == to || to.Blocked.ContainsKey(message.Sender.Id))
            return;
        if (slot.Pushed == 0)
        {
            long applying = Volatile.Read(ref _applying);
            Interlocked.CompareExchange(ref slot.Pushed, Since(slot.Accepted, applying == 0 ? Now : applying), 0);
        }
        Interlocked.Increment(ref slot.Terminals);
    }

    /// <summary>A message was confirmed by one of those it went to.</summary>
    /// <param name="message">Which.</param>
    /// <param name="now">As <see cref="Now"/> has it.</param>
    public void Confirmed(Message message, long now)
    {
        ref Slot slot = ref SlotOf(message.Number);
        if (slot.Number == message.Number && slot.Confirmed == 0)
            slot.Confirmed = Since(slot.Accepted, now);
    }

    /// <summary>Somebody who shows it has read a conversation.</summary>
    /// <param name="reader">Who.</param>
    /// <param name="upTo">Up to this message.</param>
    /// <param name="from">Those with larger numbers than this are newly read.</param>
    public void Read(Account reader, ulong upTo, ulong from)
    {
        long now = Now;
        ulong number = upTo;
        for (int i = 0; i < MostRead && number > from; i++)
        {
            ref Slot slot = ref SlotOf(number);
            if (slot.Number != number)
                return;
            if (slot.Read == 0 && slot.Sender != reader.Id)
            {
                slot.Read = Since(slot.Accepted, now);
                slot.FirstReader = reader.Id;
            }
            if (slot.Back == 0)
                return;
            number -= slot.Back;
        }
    }

    /// <summary>The way of a message; null when that is not remembered, or not any more. In the engine's turn.</summary>
    public MessageWay? Find(ulong number)
    {
        ref Slot slot = ref SlotOf(number);
        if (slot.Number != number)
            return null;
        return new MessageWay(
            slot.AcceptedAt, At(slot, slot.Stored), At(slot, Volatile.Read(ref slot.Pushed)), Volatile.Read(ref slot.Terminals),
            At(slot, slot.Confirmed), At(slot, slot.Read), slot.FirstReader);
    }

    private static long At(in Slot slot, uint after) => after == 0 ? 0 : slot.AcceptedAt + after - 1;

    /// <summary>One more than the milliseconds that have passed, for 0 is never; at most seven weeks.</summary>
    private static uint Since(long accepted, long now) => (uint)Math.Clamp(now - accepted + 1, 1, uint.MaxValue);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private ref Slot SlotOf(ulong number) => ref _ring[number % Capacity];

    /// <summary>One line of the processor's cache.</summary>
    private struct Slot
    {
        public ulong Number;
        public long AcceptedAt;
        public long Accepted;
        public long Sender;
        public long FirstReader;
        public uint Stored;
        public uint Pushed;
        public uint Confirmed;
        public uint Read;
        public int Terminals;

        /// <summary>How far the message before it in its conversation is; 0 when there is none, or it is too far.</summary>
        public uint Back;
    }
}
