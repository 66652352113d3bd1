using FluentAssertions;
using Messenger.Server.Engine;
using Messenger.Tests.Support;
using NUnit.Framework;

namespace Messenger.Tests.Server.Engine;

[Parallelizable(ParallelScope.All)]
internal sealed class NumberedQueueTests
{
    private static readonly Account Somebody = new(1, "somebody", EngineHarness.Password);

    [Test]
    public void What_was_added_comes_out_in_order()
    {
        NumberedQueue<Message> queue = Filled(3, 5, 9);

        Numbers(queue).Should().Equal(3, 5, 9);
        queue.Count.Should().Be(3);
    }

    [Test]
    public void Any_message_may_be_taken_out_once()
    {
        NumberedQueue<Message> queue = Filled(1, 2, 3, 4);

        queue.Remove(3)!.Number.Should().Be(3);
        queue.Remove(3).Should().BeNull();
        queue.Remove(1)!.Number.Should().Be(1);
        queue.Remove(99).Should().BeNull();

        Numbers(queue).Should().Equal(2, 4);
        queue.Contains(3).Should().BeFalse();
        queue.Contains(4).Should().BeTrue();
    }

    [Test]
    public void An_empty_queue_can_be_used_again()
    {
        NumberedQueue<Message> queue = Filled(1);
        queue.Remove(1);
        queue.Add(MessageOf(2));
        queue.Clear();
        queue.Add(MessageOf(7));

        Numbers(queue).Should().Equal(7);
    }

    [Test]
    public void It_behaves_as_a_sorted_dictionary_whatever_is_done([Range(1, 20)] int seed)
    {
        Random random = new(seed);
        NumberedQueue<Message> queue = new();
        SortedDictionary<ulong, Message> model = [];
        ulong last = 0;
        for (int step = 0; step < 3_000; step++)
        {
            // Phases of growing and of shrinking, so that holes, moves and emptying all happen.
            bool grows = step / 300 % 2 == 0;
            int choice = random.Next(100);
            if (choice < (grows ? 60 : 20))
            {
                last += (ulong)random.Next(1, 4);
                Message message = MessageOf(last);
                queue.Add(message);
                model.Add(last, message);
            }
            else if (choice < 99)
            {
                ulong number = model.Count > 0 && random.Next(4) > 0
                    ? model.Keys.ElementAt(random.Next(3) == 0 ? 0 : random.Next(model.Count))
                    : (ulong)random.Next((int)last + 3);
                queue.Contains(number).Should().Be(model.ContainsKey(number));
                queue.Remove(number).Should().BeSameAs(model.GetValueOrDefault(number));
                model.Remove(number);
            }
            else
            {
                queue.Clear();
                model.Clear();
            }
            queue.Count.Should().Be(model.Count);
            if (step % 50 == 0)
                Numbers(queue).Should().Equal(model.Keys);
        }
        Numbers(queue).Should().Equal(model.Keys);
    }

    private static NumberedQueue<Message> Filled(params ulong[] numbers)
    {
        NumberedQueue<Message> queue = new();
        foreach (ulong number in numbers)
            queue.Add(MessageOf(number));
        return queue;
    }

    private static Message MessageOf(ulong number) => new(number, Guid.NewGuid(), Somebody, new Conversation(1, Somebody, Somebody), 0, []);

    private static List<ulong> Numbers(NumberedQueue<Message> queue)
    {
        List<ulong> numbers = [];
        foreach (Message message in queue)
            numbers.Add(message.Number);
        return numbers;
    }
}
