using FluentAssertions;
using Messenger.Client;
using Messenger.Client.Terminal;
using Messenger.Client.Terminal.Screen;
using Messenger.Tests.Client.Terminal.Support;
using NUnit.Framework;

namespace Messenger.Tests.Client.Terminal;

/// <summary>The table of samples, through everything between a text and a screen.</summary>
[Parallelizable(ParallelScope.All)]
public sealed class TextSampleTests
{
    private const int Columns = 260;

    [Test]
    public void There_are_many_samples() => TextSamples.All.Should().HaveCountGreaterThan(200).And.OnlyHaveUniqueItems();

    [TestCaseSource(nameof(Samples))]
    public void A_sample_takes_its_columns_and_is_drawn_in_them(object item)
    {
        TextSample sample = (TextSample)item;
        CellWidth.Of(SafeText.Line(sample.Text)).Should().Be(sample.Columns);
        TextRow row = TextRow.Of(sample.Text);
        row.Width.Should().Be(sample.Columns);
        row.ToString().Should().Be(SafeText.Line(sample.Text), "nothing that can be seen is lost");

        EmulatedTerminal terminal = Draw(sample.Text, ClusterManner.Joined);
        string.Concat(Enumerable.Range(1, sample.Columns).Select(column => terminal.At(0, column))).Should().Be(row.ToString());
        terminal.At(0, 1 + sample.Columns).Should().Be("│");
    }

    [TestCaseSource(nameof(Samples))]
    public void The_border_behind_a_sample_is_straight_in_a_terminal_that_sees_it_otherwise(object item)
    {
        TextSample sample = (TextSample)item;
        EmulatedTerminal terminal = Draw(sample.Text, ClusterManner.ByCharacter);

        terminal.At(0, 0).Should().Be("│");
        terminal.At(0, 1 + sample.Columns).Should().Be("│");
        terminal.Rows[0].Should().EndWith("│", "nothing hangs over");
    }

    [TestCaseSource(nameof(Samples))]
    public void The_cursor_stands_behind_a_sample_and_backspace_takes_one_character(object item)
    {
        TextSample sample = (TextSample)item;
        Editor editor = new();
        editor.Insert(sample.Text);
        string[] clusters = [.. Clusters.Of(sample.Text)];
        clusters.Should().HaveCount(sample.Clusters);

        EditorRows.Of(editor.Text, editor.Cursor, Columns).CursorColumn.Should().Be(sample.Columns);
        EditorLine.Of(editor, Columns).CursorColumn.Should().Be(sample.Columns);
        for (int left = sample.Clusters - 1; left >= 0; left--)
        {
            editor.Apply(new Key(KeyKind.Backspace));
            editor.Text.Should().Be(string.Concat(clusters.Take(left)));
        }
    }

    [TestCaseSource(nameof(HostileSamples))]
    public void Of_a_hostile_text_nothing_reaches_the_screen_but_what_can_be_seen(int index)
    {
        (string text, string shown) = TextSamples.Hostile[index];

        // The terminal refuses every sequence that is not ours, and every control and format character.
        foreach (ClusterManner manner in Enum.GetValues<ClusterManner>())
        {
            EmulatedTerminal terminal = Draw(text, manner);
            terminal.Rows.Skip(1).Should().OnlyContain(row => row.Length == 0);
            terminal.At(0, 1 + CellWidth.Of(shown)).Should().Be("│");
        }
        TextRow.Of(text).ToString().Should().Be(shown);
    }

    [TestCaseSource(nameof(HostileSamples))]
    public void A_hostile_text_that_is_typed_named_linked_or_laid_out_is_as_harmless(int index)
    {
        string text = TextSamples.Hostile[index].Text;
        EmulatedTerminal terminal = new(30, 20);
        Renderer renderer = new(terminal, ColourDepth.True);
        Editor editor = new(multiLine: true);
        editor.Insert(text);

        renderer.SetTitle(text);
        renderer.Draw(canvas =>
        {
            canvas.Write(0, 0, text, Style.OfName(text));
            canvas.Write(1, 0, "link", new Style(Link: "https://" + text));
            canvas.Write(2, 0, EditorLine.Of(editor, 30).Text);
            canvas.Fill(3, 0, text);
            int row = 4;
            foreach (TextRow line in TextLayout.Rows(Links.Runs($"see https://x.example/{text} {text}"), 30).Concat(EditorRows.Of(text, 0, 30).Rows))
                canvas.Write(row++, 0, line);
        });

        terminal.Writes.Should().Be(1);
        terminal.Bells.Should().Be(0);
        terminal.Clipboard.Should().BeEmpty();
    }

    private static IEnumerable<TestCaseData> Samples() =>
        TextSamples.All.Select((sample, index) => new TestCaseData(sample).SetArgDisplayNames($"{index}: {sample}"));

    private static IEnumerable<int> HostileSamples() => Enumerable.Range(0, TextSamples.Hostile.Length);

    private static EmulatedTerminal Draw(string text, ClusterManner manner)
    {
        EmulatedTerminal terminal = new(Columns, 2, manner);
        new Renderer(terminal, ColourDepth.True).Draw(canvas => canvas.Write(0, canvas.Write(0, canvas.Write(0, 0, "│"), text), "│"));
        return terminal;
    }
}
