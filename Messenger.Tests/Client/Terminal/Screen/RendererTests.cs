using FluentAssertions;
using FsCheck;
using FsCheck.Fluent;
using Messenger.Client.Terminal.Screen;
using Messenger.Tests.Client.Terminal.Support;
using NUnit.Framework;

namespace Messenger.Tests.Client.Terminal.Screen;

[Parallelizable(ParallelScope.All)]
public sealed class RendererTests
{
    private const string Thumb = "👍🏽";
    private const string Family = "\U0001F468\u200D\U0001F469\u200D\U0001F467";

    private static readonly string[] Pieces =
        ["a", "Z", " ", "  ", "日", "漢字", "e\u0301", Thumb, Family, "❤\uFE0F", "🇩🇪", "का", "กำ", "ﾊ", "│", "\t", "\e[2J", "✓"];

    [Test]
    public void What_is_drawn_stands_on_the_screen()
    {
        EmulatedTerminal terminal = new(20, 3);
        Renderer renderer = new(terminal, ColourDepth.True);

        renderer.Draw(canvas =>
        {
            canvas.Write(0, 2, "héllo 日本", Style.Bold);
            canvas.Write(2, 0, "> ");
            canvas.PlaceCursor(2, 2);
        });

        terminal.Rows.Should().Equal("  héllo 日本", "", ">");
        terminal.RenditionAt(0, 2).Should().Be("0;1");
        terminal.RenditionAt(0, 0).Should().Be("0");
        terminal.Cursor.Should().Be((2, 2));
        terminal.Wraps.Should().BeFalse();
        terminal.Writes.Should().Be(1);
    }

    [Test]
    public void A_picture_is_one_write_inside_of_a_synchronised_update_and_only_what_changed()
    {
        EmulatedTerminal terminal = new(40, 5);
        Renderer renderer = new(terminal, ColourDepth.True);
        renderer.Draw(canvas => canvas.Write(1, 0, "one two three four five six"));

        renderer.Draw(canvas => canvas.Write(1, 0, "one two three FOUR five six"));

        terminal.LastWrite.Should().Be("\e[?2026h\e[?25l\e[2;15HFOUR\e[?2026l");
        terminal.Rows[1].Should().Be("one two three FOUR five six");
    }

    [Test]
    public void The_same_picture_again_writes_nothing()
    {
        EmulatedTerminal terminal = new(40, 5);
        Renderer renderer = new(terminal, ColourDepth.True);
        for (int i = 0; i < 3; i++)
        {
            renderer.Draw(canvas =>
            {
                canvas.Write(1, 0, Thumb);
                canvas.PlaceCursor(4, 4);
            });
        }

        terminal.Writes.Should().Be(1);
    }

    [Test]
    public void A_moved_cursor_alone_is_written()
    {
        EmulatedTerminal terminal = new(10, 2);
        Renderer renderer = new(terminal, ColourDepth.True);
        renderer.Draw(canvas => canvas.PlaceCursor(0, 0));

        renderer.Draw(canvas => canvas.PlaceCursor(1, 5));

        terminal.Cursor.Should().Be((1, 5));
        renderer.Draw(_ => { });
        terminal.Cursor.Should().BeNull();
    }

    [TestCase(ClusterManner.Joined)]
    [TestCase(ClusterManner.ByCharacter)]
    public void A_border_stays_straight_whatever_the_terminal_makes_of_clusters(object manner)
    {
        EmulatedTerminal terminal = new(20, 4, (ClusterManner)manner);
        Renderer renderer = new(terminal, ColourDepth.True);
        string[] rows = [Thumb + " hi", Family + Family, "a❤\uFE0Fb🇩🇪c", "का กำ e\u0301"];

        renderer.Draw(canvas => Framed(canvas, rows));
        renderer.Draw(canvas => Framed(canvas, [.. rows.Reverse()]));

        for (int row = 0; row < 4; row++)
        {
            terminal.At(row, 0).Should().Be("│");
            terminal.At(row, 19).Should().Be("│");
            terminal.At(row, 18).Should().Be("x");
        }
    }

    [Test]
    public void After_a_resize_all_is_drawn()
    {
        EmulatedTerminal terminal = new(10, 2);
        Renderer renderer = new(terminal, ColourDepth.True);
        renderer.Draw(canvas => canvas.Write(canvas.Rows - 1, 0, "bottom"));

        terminal.Resize(12, 4);
        renderer.Draw(canvas => canvas.Write(canvas.Rows - 1, 0, "bottom"));

        terminal.Rows.Should().Equal("", "", "", "bottom");
    }

    [Test]
    public void What_was_drawn_is_drawn_again_once_it_is_forgotten()
    {
        EmulatedTerminal terminal = new(10, 2);
        Renderer renderer = new(terminal, ColourDepth.True);
        renderer.Draw(canvas => canvas.Write(0, 0, "here"));
        terminal.Write("\e[2J");

        renderer.Forget();
        renderer.Draw(canvas => canvas.Write(0, 0, "here"));

        terminal.Rows[0].Should().Be("here");
    }

    [Test]
    public void Titles_bells_and_copies_go_out_with_the_picture_and_are_safe()
    {
        EmulatedTerminal terminal = new(10, 2);
        Renderer renderer = new(terminal, ColourDepth.True);
        renderer.SetTitle("(3) \e]52;c;aGk=\a\u202Eevil");
        renderer.Ring();
        renderer.Copy("日本").Should().BeTrue();
        renderer.Copy(new string('x', 100_000)).Should().BeFalse();
        terminal.Writes.Should().Be(0);

        renderer.Draw(_ => { });
        renderer.SetTitle("(3) \e]52;c;aGk=\a\u202Eevil");
        renderer.Draw(_ => { });

        terminal.Title.Should().Be("(3) ␛]52;c;aGk=␇<U+202E>evil");
        terminal.Bells.Should().Be(1);
        terminal.Clipboard.Should().Be("日本");
        terminal.Writes.Should().Be(1);
    }

    [Test]
    public void A_difference_makes_the_same_screen_as_drawing_all_of_it() => Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(300),
        Prop.ForAll(Gen.ArrayOf(Gen.ListOf(Gen.Choose(0, int.MaxValue))).ToArbitrary(), pictures =>
        {
            EmulatedTerminal step = new(17, 3);
            Renderer renderer = new(step, ColourDepth.True);
            foreach (IReadOnlyList<int> picture in pictures)
            {
                renderer.Draw(canvas => Scribble(canvas, picture));
                EmulatedTerminal whole = new(17, 3);
                new Renderer(whole, ColourDepth.True).Draw(canvas => Scribble(canvas, picture));
                if (!step.LooksAs(whole))
                    return false;
            }
            return true;
        }));

    private static void Framed(Canvas canvas, string[] rows)
    {
        for (int row = 0; row < rows.Length; row++)
        {
            canvas.Write(row, 0, "│");
            canvas.Slice(row, 1, 1, canvas.Columns - 2).Write(0, 0, rows[row]);
            canvas.Write(row, canvas.Columns - 2, "x│");
        }
    }

    /// <summary>Writes pieces here and there, as numbers say.</summary>
    private static void Scribble(Canvas canvas, IReadOnlyList<int> numbers)
    {
        foreach (int number in numbers)
        {
            Style style = number % 5 == 0 ? Style.Reverse : Style.Plain;
            canvas.Write(number / 7 % canvas.Rows, number / 31 % (canvas.Columns + 2) - 1, Pieces[number % Pieces.Length], style);
        }
    }
}
