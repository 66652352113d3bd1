using FluentAssertions;
using Messenger.Client.Chat.Overlays;
using Messenger.Client.Terminal;
using Messenger.Client.Terminal.Screen;
using NUnit.Framework;

namespace Messenger.Tests.Client.Chat.Overlays;

[Parallelizable(ParallelScope.All)]
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class QuestionTests
{
    private readonly List<string> _answers = [];

    [TestCase(80, 24)]
    [TestCase(40, 12)]
    public void It_shows_what_is_asked_and_a_button_for_each_answer(int columns, int rows)
    {
        OverlayProbe probe = new(Paste(), columns, rows);

        probe.ShouldHaveStraightBorders();
        probe.Text.Should().Contain("Send 12 lines?").And.Contain("[S]end  As [f]ile  [C]ancel");
        probe.RenditionOf("[S]end").Should().Be("0;1;7", "the preset one is marked without colour");
        probe.Terminal.Cursor.Should().Be(Right(probe.Find("[S]end")));
    }

    [Test]
    public void At_the_smallest_the_buttons_stay_and_the_text_can_be_scrolled()
    {
        OverlayProbe probe = new(Paste("One sentence that is long. Another one, which is long as well."), 20, 5);

        probe.Rows[0].Should().Be("Paste");
        probe.Rows.Skip(3).Should().Equal("[S]end  As [f]ile", "[C]ancel");
        probe.Rows[1].Should().StartWith("One sentence that");
        probe.Press(KeyKind.Down, KeyKind.PageDown);
        probe.Rows[1].Should().StartWith("one, which is long").And.EndWith("↑");
        probe.Press(KeyKind.Up, KeyKind.WheelUp);
        probe.Rows[1].Should().StartWith("One sentence that");
        probe.Rows[2].Should().EndWith("↓");
    }

    [TestCase("", "send")]
    [TestCase("Right", "file")]
    [TestCase("Tab Tab", "cancel")]
    [TestCase("Tab Tab Tab", "send")]
    [TestCase("Right Right Right Left", "file")]
    [TestCase("Left", "send")]
    public void Enter_gives_the_answer_that_is_marked(string before, string answer)
    {
        Question question = Paste();
        new OverlayProbe(question).Press(before).Press(KeyKind.Enter);

        question.IsOpen.Should().BeFalse();
        _answers.Should().Equal(answer);
    }

    [Test]
    public void Shift_and_Tab_go_back()
    {
        new OverlayProbe(Paste()).Press(new Key(KeyKind.Tab, "", KeyModifiers.Shift)).Press(KeyKind.Enter);

        _answers.Should().Equal("cancel");
    }

    [TestCase("s", "send")]
    [TestCase("F", "file")]
    [TestCase("c", "cancel")]
    public void A_letter_gives_its_answer_at_once(string letter, string answer)
    {
        Question question = Paste();
        new OverlayProbe(question).Type("x").Type(letter);

        question.IsOpen.Should().BeFalse();
        _answers.Should().Equal(answer);
    }

    [Test]
    public void Escape_gives_the_last_answer()
    {
        Question question = Paste();
        new OverlayProbe(question).Press(KeyKind.Escape);

        question.IsOpen.Should().BeFalse();
        _answers.Should().Equal("cancel");
    }

    [Test]
    public void Pasted_text_answers_nothing()
    {
        Question question = Paste();
        new OverlayProbe(question).Paste("s");

        question.IsOpen.Should().BeTrue();
        _answers.Should().BeEmpty();
    }

    [Test]
    public void The_preset_answer_is_the_owners_choice_and_a_letter_need_not_be_in_the_text()
    {
        Question question = new("Key", ["changed"], [new Answer("Trust it", 'x', () => _answers.Add("trust")), new Answer("No", 'n', () => _answers.Add("no"))], preset: 1);
        OverlayProbe probe = new(question);

        probe.Text.Should().Contain("[x] Trust it  [N]o");
        probe.Press(KeyKind.Enter);
        _answers.Should().Equal("no");
    }

    [Test]
    public void Without_colours_the_marked_answer_is_still_marked()
    {
        OverlayProbe probe = new(Paste(), depth: ColourDepth.None);

        probe.RenditionOf("[S]end").Should().NotBe(probe.RenditionOf("[C]ancel"));
    }

    private Question Paste(string text = "Send 12 lines?") => new("Paste", [text],
    [
        new Answer("Send", 's', () => _answers.Add("send")), new Answer("As file", 'f', () => _answers.Add("file")), new Answer("Cancel", 'c', () => _answers.Add("cancel")),
    ]);

    private static (int Row, int Column) Right((int Row, int Column) place) => (place.Row, place.Column + 1);
}
