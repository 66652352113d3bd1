using FluentAssertions;
using Messenger.Client.Chat.Overlays;
using Messenger.Client.Terminal;
using Messenger.Tests.Client.Terminal.Support;
using NUnit.Framework;

namespace Messenger.Tests.Client.Chat.Overlays;

/// <summary>Texts of all kinds in all places where others may have written, at all sizes. The terminal refuses what is not ours.</summary>
[Parallelizable(ParallelScope.All)]
public sealed class HostileOverlayTests
{
    private static readonly (int Columns, int Rows)[] Sizes = [(80, 24), (40, 12), (30, 8), (20, 5), (7, 3), (2, 2), (1, 1)];

    /// <summary>Of what is meant well, some of each kind: they stand in their kinds one behind the other.</summary>
    private static readonly IReadOnlyList<string> Texts =
        [.. TextSamples.Hostile.Select(sample => sample.Text), .. TextSamples.All.Where((_, index) => index % 5 == 0).Select(sample => sample.Text), ""];

    private static readonly KeyKind[] Keys = [KeyKind.Down, KeyKind.PageDown, KeyKind.Tab, KeyKind.Home, KeyKind.End, KeyKind.Left, KeyKind.Right];

    private static readonly Func<string, IOverlay>[] Kinds =
    [
        text => new Form(text, [new Field(text, 4096, text), new Field(text, 4096, text) { IsSecret = true, Check = _ => new Hint(text) }], text, _ => { })
        {
            Lines = [text], Cancel = text, MoreButtons = [new FormButton(text, _ => { })], Error = text,
        },
        text => new Form(text, [new Field(text, 4096, text) { Check = _ => Hint.Error(text) }], text, _ => { }) { Lines = [text, text], Busy = text },
        text => new Menu(text, [new MenuEntry(text, () => { }) { Hint = text }, new MenuEntry(text, () => { }) { NotBecause = text }]) { Lines = [text] },
        text => Picker(text),
        text => new Panel(text, [PanelLine.Of(text), PanelLine.Pair(text, text)]),
        text => new Question(text, [text], [new Answer(text, 'x', () => { }), new Answer(text, 'y', () => { })]),
    ];

    [Test]
    public void Whatever_others_wrote_is_drawn_harmlessly_at_every_size([Range(0, 5)] int kind, [Values] bool isJoined)
    {
        foreach (string text in Texts)
        {
            foreach ((int columns, int rows) in Sizes)
            {
                IOverlay overlay = Kinds[kind](text);
                OverlayProbe probe = new(overlay, columns, rows, isJoined ? ClusterManner.Joined : ClusterManner.ByCharacter);
                if (columns >= 30)
                    ShouldHaveClosedBox(probe, columns, rows);
                foreach (KeyKind key in Keys)
                    overlay.OnKey(new Key(key));
                probe.Draw();
                if (columns >= 30)
                    ShouldHaveClosedBox(probe, columns, rows);
            }
        }
    }

    [Test]
    public void A_line_break_in_a_name_makes_no_other_line()
    {
        const string Name = "bob\nError: your password is needed";
        IOverlay[] overlays =
        [
            new Form("t", [new Field("f", 10)], "OK", _ => { }) { Lines = [$"Block {Name}?"] }, new Menu("t", [new MenuEntry(Name, () => { })]), Picker(Name),
            new Question("t", [$"Block {Name}?"], [new Answer("Yes", 'y', () => { }), new Answer("No", 'n', () => { })]),
        ];
        foreach (IOverlay overlay in overlays)
            new OverlayProbe(overlay).Text.Should().Contain("bob⏎Error:");
    }

    private static Picker Picker(string text)
    {
        Picker picker = new(text, [PickerAction.OnEnter(text, _ => { })]) { IsMulti = true, Message = text };
        picker.SetEntries([new PickerEntry(text, 1) { Marker = text, Note = text }, new PickerEntry(text, 2)]);
        return picker;
    }

    /// <summary>By the corners: a sample may have such a symbol itself, but not the box of which it is no part.</summary>
    private static void ShouldHaveClosedBox(OverlayProbe probe, int columns, int rows)
    {
        int top = Enumerable.Range(0, rows).First(row => Enumerable.Range(0, columns).Any(column => probe.Terminal.At(row, column) == "┌"));
        int left = Enumerable.Range(0, columns).First(column => probe.Terminal.At(top, column) == "┌");
        int right = Enumerable.Range(0, columns).Last(column => probe.Terminal.At(top, column) == "┐");
        int row = top + 1;
        for (; row < rows - 1 && probe.Terminal.At(row, left) == "│"; row++)
        {
            if (probe.Terminal.At(row, right) != "│")
                Assert.Fail($"the border is not straight in\n{probe.Text}");
        }
        if ((probe.Terminal.At(row, left), probe.Terminal.At(row, right)) != ("└", "┘"))
            Assert.Fail($"the box is not closed in\n{probe.Text}");
    }
}
