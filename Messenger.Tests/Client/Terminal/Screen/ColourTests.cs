using System.Text;
using FluentAssertions;
using Messenger.Client.Terminal.Screen;
using NUnit.Framework;

namespace Messenger.Tests.Client.Terminal.Screen;

[Parallelizable(ParallelScope.All)]
public sealed class ColourTests
{
    private static readonly Colour Orange = Colour.Of(255, 135, 0, theme: 3);

    [TestCase("xterm", "", "", ColourDepth.Sixteen)]
    [TestCase("linux", "", "", ColourDepth.Sixteen)]
    [TestCase("xterm-256color", "", "", ColourDepth.TwoHundredFiftySix)]
    [TestCase("tmux-256color", "", "truecolor", ColourDepth.True)]
    [TestCase("xterm-direct", "", "", ColourDepth.True)]
    [TestCase("xterm-256color", "1", "truecolor", ColourDepth.None)]
    [TestCase("vt100", "", "", ColourDepth.None)]
    [TestCase("dumb", "", "", ColourDepth.None)]
    public void The_environment_says_how_many_colours_there_are(string term, string noColour, string colourTerm, object depth) =>
        ColourDepths.Detect(name => name switch { "TERM" => term, "NO_COLOR" => noColour, "COLORTERM" => colourTerm, _ => null })
            .Should().Be((ColourDepth)depth);

    [TestCase(ColourDepth.None, "0;1")]
    [TestCase(ColourDepth.Sixteen, "0;1;33;102")]
    [TestCase(ColourDepth.TwoHundredFiftySix, "0;1;38;5;208;102")]
    [TestCase(ColourDepth.True, "0;1;38;2;255;135;0;102")]
    public void A_style_is_written_with_the_colours_that_there_are(object depth, string rendition)
    {
        StringBuilder output = new();

        new StyleWriter((ColourDepth)depth).Switch(output, new Style(TextAttributes.Bold, Orange, Colour.OfTheme(10)));

        output.ToString().Should().Be($"\e]8;;\e\\\e[{rendition}m");
    }

    [Test]
    public void A_style_that_is_on_is_not_written_again()
    {
        StyleWriter styles = new(ColourDepth.True);
        StringBuilder output = new();
        styles.Switch(output, Style.Dim.With(TextAttributes.Underline | TextAttributes.Reverse));
        output.ToString().Should().EndWith("\e[0;2;4;7m");
        output.Clear();

        styles.Switch(output, Style.Dim.With(TextAttributes.Underline | TextAttributes.Reverse));
        output.Length.Should().Be(0);
        styles.Switch(output, default);
        output.ToString().Should().Be("\e[0m");
    }

    [TestCase("https://chat.example/a?b=c#d", "https://chat.example/a?b=c#d")]
    [TestCase("https://evil\e\\\e[2J", "")]
    [TestCase("https://wide日本", "")]
    public void A_link_is_written_when_nothing_in_it_can_do_harm(string address, string written)
    {
        StringBuilder output = new();

        new StyleWriter(ColourDepth.True).Switch(output, new Style(Link: address));

        output.ToString().Should().Be($"\e]8;;{written}\e\\\e[0m");
    }

    [TestCase(0, 0, 0, 16)]
    [TestCase(255, 255, 255, 231)]
    [TestCase(95, 95, 255, 63)]
    [TestCase(128, 128, 128, 244)]
    [TestCase(250, 10, 10, 196)]
    public void The_nearest_of_256_colours_is_taken(int red, int green, int blue, int index) =>
        Colour.Of(red, green, blue, theme: 0).Index256.Should().Be(index);

    [Test]
    public void A_name_keeps_its_colour_whatever_its_case()
    {
        NameColours.Of("alice").Should().Be(NameColours.Of("ALICE"));
        // Fixed: it must not change from run to run, or from version to version.
        Array.IndexOf(NameColours.All, NameColours.Of("alice")).Should().Be(7);
        Enumerable.Range(0, 200).Select(i => NameColours.Of($"user{i}")).Distinct().Should().HaveCount(NameColours.All.Length);
    }

    [Test]
    public void Colours_of_names_can_be_read_on_black_and_on_white()
    {
        foreach (Colour colour in NameColours.All)
        {
            double light = 0.2126 * Linear(colour.Red) + 0.7152 * Linear(colour.Green) + 0.0722 * Linear(colour.Blue);
            ((light + 0.05) / 0.05).Should().BeGreaterThan(4, $"{colour} is seen on black");
            (1.05 / (light + 0.05)).Should().BeGreaterThan(4, $"{colour} is seen on white");
        }
    }

    /// <summary>As in the contrast of WCAG 2.</summary>
    private static double Linear(byte level) => level / 255.0 <= 0.04045 ? level / 255.0 / 12.92 : Math.Pow((level / 255.0 + 0.055) / 1.055, 2.4);
}
