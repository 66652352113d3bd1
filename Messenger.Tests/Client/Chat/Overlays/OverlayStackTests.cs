using FluentAssertions;
using Messenger.Client.Chat.Overlays;
using Messenger.Client.Terminal;
using Messenger.Client.Terminal.Screen;
using NUnit.Framework;

namespace Messenger.Tests.Client.Chat.Overlays;

[Parallelizable(ParallelScope.All)]
public sealed class OverlayStackTests
{
    private static readonly Key Escape = new(KeyKind.Escape);

    [Test]
    public void Without_an_overlay_keys_are_somebody_elses_and_nothing_is_drawn()
    {
        OverlayStack stack = new();

        stack.OnKey(Escape).Should().BeFalse();
        stack.Top.Should().BeNull();
        new OverlayProbe(stack).Rows.Should().OnlyContain(row => row.Contains(OverlayProbe.Below));
    }

    [Test]
    public void The_uppermost_has_the_keys_and_closing_gives_them_to_the_one_below()
    {
        OverlayStack stack = new();
        Panel lower = new("lower", []);
        Panel upper = new("upper", []);
        stack.Open(lower);
        stack.Open(upper);
        stack.Top.Should().BeSameAs(upper);

        stack.OnKey(Escape).Should().BeTrue();

        upper.IsOpen.Should().BeFalse();
        lower.IsOpen.Should().BeTrue();
        stack.Top.Should().BeSameAs(lower);
        stack.OnKey(Escape).Should().BeTrue();
        stack.OnKey(Escape).Should().BeFalse();
    }

    [Test]
    public void One_that_was_closed_from_outside_is_gone_wherever_it_lay()
    {
        OverlayStack stack = new();
        Panel lower = new("lower", []);
        Panel upper = new("upper", []);
        stack.Open(lower);
        stack.Open(upper);

        lower.Close();

        stack.Top.Should().BeSameAs(upper);
        new OverlayProbe(stack).Text.Should().Contain("upper").And.NotContain("lower");
        upper.Close();
        stack.Top.Should().BeNull();
    }

    [Test]
    public void What_an_answer_opens_lies_where_the_question_lay()
    {
        OverlayStack stack = new();
        Panel next = new("next", []);
        stack.Open(new Question("?", ["go on"], [new Answer("Yes", 'y', () => stack.Open(next)), new Answer("No", 'n', () => { })]));

        stack.OnKey(new Key(KeyKind.Enter));

        stack.Top.Should().BeSameAs(next);
    }

    [Test]
    public void With_room_a_lower_one_is_seen_around_the_upper_and_without_room_it_is_not()
    {
        OverlayStack stack = new();
        stack.Open(new Panel("lower", [.. Enumerable.Range(0, 10).Select(_ => PanelLine.Of("lower text"))]));
        stack.Open(new Panel("upper", [PanelLine.Of("upper text")]));

        OverlayProbe large = new(stack);
        large.Text.Should().Contain("lower text").And.Contain("upper text").And.Contain(OverlayProbe.Below);
        OverlayProbe small = new(stack, 20, 5);
        small.Text.Should().Contain("upper text").And.NotContain("lower").And.NotContain("日");
    }

    [TestCase(80, 24, 1)]
    [TestCase(20, 5, 0)]
    public void What_cannot_be_seen_is_not_drawn(int columns, int rows, int draws)
    {
        OverlayStack stack = new();
        CountingOverlay lower = new();
        stack.Open(lower);
        stack.Open(new Panel("upper", []));

        _ = new OverlayProbe(stack, columns, rows);

        lower.Draws.Should().Be(draws);
    }

    private sealed class CountingOverlay : IOverlay
    {
        public int Draws { get; private set; }

        public bool IsOpen => true;

        public void OnKey(Key key)
        {
        }

        public void Draw(Canvas canvas) => Draws++;
    }
}
