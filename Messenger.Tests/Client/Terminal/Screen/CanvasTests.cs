using FluentAssertions;
using Messenger.Client.Terminal;
using Messenger.Client.Terminal.Screen;
using NUnit.Framework;

namespace Messenger.Tests.Client.Terminal.Screen;

[Parallelizable(ParallelScope.All)]
public sealed class CanvasTests
{
    [Test]
    public void Nothing_is_drawn_outside_of_a_slice()
    {
        Grid grid = new(new ScreenSize(10, 3), WidthMode.Narrow);
        grid.Canvas.Fill(1, 0, ".");
        Canvas slice = grid.Canvas.Slice(1, 2, 1, 4);

        slice.Write(0, 0, "much too long for it").Should().Be(20);
        slice.Write(1, 0, "below");
        slice.Write(-1, 0, "above");
        slice.Write(0, -3, "left");

        Text(grid, 0).Should().Be("          ");
        Text(grid, 1).Should().Be("..tuch....");
        Text(grid, 2).Should().Be("          ");
    }

    [Test]
    public void Half_of_a_wide_character_is_never_drawn()
    {
        Grid grid = new(new ScreenSize(8, 1), WidthMode.Narrow);
        grid.Canvas.Write(0, 0, "日本日本");

        grid.Canvas.Write(0, 1, "x");
        grid.Canvas.Slice(0, 4, 1, 3).Write(0, 0, "本本");

        Text(grid, 0).Should().Be(" x本本  ");
        grid[0, 4].Width.Should().Be(2);
    }

    [Test]
    public void A_cursor_outside_is_put_at_the_edge()
    {
        Grid grid = new(new ScreenSize(10, 5), WidthMode.Narrow);

        grid.Canvas.Slice(2, 2, 2, 3).PlaceCursor(7, 9);

        grid.Cursor.Should().Be((3, 4));
    }

    [Test]
    public void Slices_of_nothing_are_empty()
    {
        Grid grid = new(new ScreenSize(10, 5), WidthMode.Narrow);

        Canvas slice = grid.Canvas.Slice(9, 20, 3, 3);

        (slice.Rows, slice.Columns).Should().Be((0, 0));
        slice.Write(0, 0, "x");
        slice.PlaceCursor(0, 0);
        slice.Clear();
        grid.Cursor.Should().BeNull();
    }

    [TestCase("plain", 10, "plain")]
    [TestCase("plain", 5, "plain")]
    [TestCase("plain", 4, "pla…")]
    [TestCase("日本語", 5, "日本…")]
    [TestCase("日本語", 4, "日…")]
    [TestCase("plain", 1, "…")]
    [TestCase("plain", 0, "")]
    public void What_does_not_fit_is_cut_with_an_ellipsis(string text, int columns, string shown) =>
        new CellText().Add(text).Fit(columns).ToRow().ToString().Should().Be(shown);

    [Test]
    public void Rows_of_several_styles_are_padded_and_joined()
    {
        CellText text = new CellText().Add("bob", Style.Bold).PadTo(6).Add("x");

        TextRow row = text.ToRow().Then(TextRow.Of("日"));

        row.ToString().Should().Be("bob   x日");
        row.Width.Should().Be(9);
        row.Cells[0].Style.Should().Be(Style.Bold);
    }

    private static string Text(Grid grid, int row) => string.Concat(grid.Row(row).ToArray().Select(cell => cell.Cluster));
}
