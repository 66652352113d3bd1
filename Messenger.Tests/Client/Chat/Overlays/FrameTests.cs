using FluentAssertions;
using Messenger.Client.Chat.Overlays;
using Messenger.Client.Terminal;
using Messenger.Client.Terminal.Screen;
using Messenger.Tests.Client.Terminal.Support;
using NUnit.Framework;

namespace Messenger.Tests.Client.Chat.Overlays;

[Parallelizable(ParallelScope.All)]
public sealed class FrameTests
{
    [Test]
    public void A_box_stands_in_the_middle_as_large_as_what_is_in_it()
    {
        EmulatedTerminal terminal = Draw(40, 9, canvas =>
        {
            canvas.Write(4, 15, "below");
            Frame.Draw(canvas, "help", 2, 10, "Esc").Inside.Fill(0, 0, "x");
        });

        terminal.Rows.Should().Equal(
            "", "", "             ┌ help ──────┐", "             │ xxxxxxxxxx │", "             │            │", "             └ Esc ───────┘", "", "", "");
    }

    [Test]
    public void It_grows_to_the_canvas_and_no_further()
    {
        EmulatedTerminal terminal = Draw(30, 8, canvas =>
        {
            Canvas inside = Frame.Draw(canvas, "t", 100, 100).Inside;
            (inside.Rows, inside.Columns).Should().Be((6, 26));
            (Frame.MostRows(canvas), Frame.MostColumns(canvas)).Should().Be((6, 26));
        });

        terminal.Rows[0].Should().Be("┌ t ─────────────────────────┐");
        terminal.Rows[7].Should().Be("└────────────────────────────┘");
    }

    [TestCase(29, 24)]
    [TestCase(80, 7)]
    [TestCase(20, 5)]
    public void Where_there_is_little_room_there_is_a_bar_instead_of_a_border(int columns, int rows)
    {
        EmulatedTerminal terminal = Draw(columns, rows, canvas =>
        {
            canvas.Fill(1, 0, "日");
            Canvas inside = Frame.Draw(canvas, "help", 1, 1, "Esc").Inside;
            (inside.Rows, inside.Columns).Should().Be((rows - 2, columns - 1));
            inside.Write(0, 0, "in");
        });

        terminal.Rows[0].Should().Be("help");
        terminal.RenditionAt(0, columns - 1).Should().Be("0;1;7");
        terminal.Rows[1].Should().Be("in", "what was below is gone");
        terminal.Rows[rows - 1].Should().Be("Esc");
    }

    [TestCase(20, 4, 3)]
    [TestCase(20, 3, 2)]
    [TestCase(20, 2, 2)]
    [TestCase(1, 1, 1)]
    public void With_still_less_the_footer_goes_and_then_the_title(int columns, int rows, int inside) =>
        Draw(columns, rows, canvas => Frame.Draw(canvas, "help", 1, 1, "Esc").Inside.Rows.Should().Be(inside));

    [Test]
    public void A_box_is_as_wide_as_its_title_and_a_title_that_is_too_long_is_cut()
    {
        EmulatedTerminal terminal = Draw(30, 8, canvas => Frame.Draw(canvas, "日本語のとても長い題名", 1, 1));
        terminal.Rows[2].Should().Be("  ┌ 日本語のとても長い題名 ┐");

        terminal = Draw(30, 8, canvas => Frame.Draw(canvas, "日本語のとても長い題名は切られます", 1, 1));
        terminal.Rows[2].Should().Be("┌ 日本語のとても長い題名は… ─┐");
    }

    [Test]
    public void A_hostile_title_is_harmless()
    {
        EmulatedTerminal terminal = Draw(40, 9, canvas => Frame.Draw(canvas, "\e[2Ja\nb", 1, 1, "\u202Ex"));

        terminal.Rows[3].Should().Contain("┌ ␛[2Ja⏎b ──┐");
        terminal.Rows[5].Should().Contain("└ <U+202E>x ┘");
    }

    [Test]
    public void Wide_characters_below_and_inside_leave_the_border_straight()
    {
        for (int shift = 0; shift < 2; shift++)
        {
            EmulatedTerminal terminal = Draw(41, 9, canvas =>
            {
                for (int row = 0; row < canvas.Rows; row++)
                    canvas.Fill(row, shift, "日");
                Canvas inside = Frame.Draw(canvas, "t", 2, 9).Inside;
                inside.Fill(0, 0, "👍🏽");
                inside.Fill(1, 1, "本");
            });
            terminal.At(3, 14).Should().Be("│");
            terminal.At(3, 26).Should().Be("│");
            terminal.At(4, 14).Should().Be("│");
            terminal.At(4, 26).Should().Be("│");
        }
    }

    [Test]
    public void Where_lines_would_be_drawn_wide_the_border_is_of_plain_characters()
    {
        EmulatedTerminal terminal = Draw(40, 9, canvas => Frame.Draw(canvas, "t", 1, 6).MarkMore(0, 1, above: true, below: false), WidthMode.Wide);

        terminal.Rows[3].Trim().Should().Be("+ t -----+");
        terminal.Rows[4].Trim().Should().Be("|       ^|");
    }

    [Test]
    public void What_cannot_be_seen_is_marked_at_the_right()
    {
        EmulatedTerminal terminal = Draw(40, 9, canvas => Frame.Draw(canvas, "t", 2, 6).MarkMore(0, 2, above: true, below: true));

        terminal.Rows[3].Trim().Should().Be("│       ↑│");
        terminal.Rows[4].Trim().Should().Be("│       ↓│");
    }

    private static EmulatedTerminal Draw(int columns, int rows, Action<Canvas> draw, WidthMode mode = WidthMode.Narrow)
    {
        EmulatedTerminal terminal = new(columns, rows);
        new Renderer(terminal, ColourDepth.True, mode).Draw(draw);
        return terminal;
    }
}
