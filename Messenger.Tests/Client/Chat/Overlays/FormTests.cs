using FluentAssertions;
using Messenger.Client.Chat.Overlays;
using Messenger.Client.Terminal;
using NUnit.Framework;

namespace Messenger.Tests.Client.Chat.Overlays;

[Parallelizable(ParallelScope.All)]
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class FormTests
{
    private static readonly Key ShiftTab = new(KeyKind.Tab, "", KeyModifiers.Shift);

    private readonly Field _name = new("Name", 32);
    private readonly Field _password = new("Password", 256) { IsSecret = true };
    private readonly List<string> _submitted = [];
    private readonly List<string> _pressed = [];
    private int _cancelled;

    [TestCase(80, 24)]
    [TestCase(40, 12)]
    public void It_shows_what_it_is_about_its_fields_and_its_buttons(int columns, int rows)
    {
        OverlayProbe probe = new(Login(), columns, rows);

        probe.ShouldHaveStraightBorders();
        probe.Text.Should().Contain("┌ Log in ─").And.Contain("At chat.example").And.Contain("Name      ").And.Contain("Password  ");
        probe.Text.Should().Contain("[ Log in ]  [ Register ]");
        (int row, int column) = probe.Find("Name");
        probe.Terminal.Cursor.Should().Be((row, column + 10));
        probe.Terminal.RenditionAt(row, column + 10).Should().Be("0;4", "where one types is underlined");
    }

    [Test]
    public void What_is_typed_goes_into_the_fields_and_is_handed_over()
    {
        OverlayProbe probe = new(Login());
        probe.Type("alicf").Press("Backspace").Type("e").Press("Enter").Type("geheim").Press("Enter");

        _submitted.Should().Equal("alice/geheim");
    }

    [Test]
    public void A_secret_is_shown_as_stars_and_the_cursor_stands_behind_them()
    {
        OverlayProbe probe = new(Login());
        probe.Press("Tab").Type("日e👍🏽x");

        probe.Text.Should().Contain("Password  **** ").And.NotContain("👍");
        (int row, int column) = probe.Find("Password");
        probe.Terminal.Cursor.Should().Be((row, column + 14));
    }

    [Test]
    public void The_cursor_stands_right_among_wide_characters_and_long_values_scroll()
    {
        OverlayProbe probe = new(Login(new Field("Name", 1000)), 40, 12);
        probe.Type("日本👍🏽");
        (int row, int column) = probe.Find("Name");
        probe.Terminal.Cursor.Should().Be((row, column + 10 + 6));
        probe.Press("Left");
        probe.Terminal.Cursor.Should().Be((row, column + 10 + 4));

        probe.Press("End").Type(string.Concat(Enumerable.Repeat("語", 50)));
        probe.Rows[row].Should().Contain("語語語語").And.NotContain("日");
        probe.ShouldHaveStraightBorders();
        probe.Terminal.Cursor!.Value.Column.Should().BeInRange(36, 38);
    }

    [TestCase("", "Name")]
    [TestCase("Tab", "Password")]
    [TestCase("Down", "Password")]
    [TestCase("Down Down", "[ Log in ]")]
    [TestCase("Tab Tab Tab", "[ Register ]")]
    [TestCase("Tab Tab Tab Tab", "[ Cancel ]")]
    [TestCase("Tab Tab Tab Tab Tab", "Name")]
    [TestCase("Down Down Right", "[ Register ]")]
    [TestCase("Down Down Right Right Right", "[ Cancel ]")]
    [TestCase("Down Down Right Left Left", "[ Log in ]")]
    [TestCase("Down Down Right Up", "Password")]
    [TestCase("Down Down Down", "[ Log in ]")]
    [TestCase("Down Up Up", "Name")]
    [TestCase("Enter", "Password")]
    public void Keys_go_between_fields_and_buttons(string keys, string focused)
    {
        OverlayProbe probe = new(Login());
        probe.Press(keys);

        probe.RenditionOf(focused).Should().BeOneOf("0;1", "0;1;7");
        probe.CursorRow.Should().Contain(focused);
        string[] others = [.. new[] { "Name", "Password", "[ Log in ]", "[ Register ]", "[ Cancel ]" }.Where(other => other != focused)];
        others.Should().OnlyContain(other => probe.RenditionOf(other) == "0");
    }

    [Test]
    public void Shift_and_Tab_go_back_around()
    {
        OverlayProbe probe = new(Login());
        probe.Press(ShiftTab);
        probe.RenditionOf("[ Cancel ]").Should().Be("0;1;7");
        probe.Press(ShiftTab).Press(ShiftTab).Press(ShiftTab);
        probe.RenditionOf("Password").Should().Be("0;1");
    }

    [Test]
    public void The_buttons_submit_act_and_cancel()
    {
        Form form = Login();
        OverlayProbe probe = new(form);
        probe.Type("alice").Press("Down Down Enter");
        _submitted.Should().Equal("alice/");
        form.IsOpen.Should().BeTrue("that is for the owner to say");

        probe.Press("Right Enter");
        _pressed.Should().Equal("alice");
        probe.Press("Right Enter");
        form.IsOpen.Should().BeFalse();
        _cancelled.Should().Be(1);
    }

    [Test]
    public void Of_a_paste_a_field_takes_the_first_line()
    {
        OverlayProbe probe = new(Login());
        probe.Paste("\nalice\nrm -rf\n").Press("Tab").Paste("secret\r\nmore");

        _name.Text.Should().Be("alice");
        _password.Text.Should().Be("secret");
        _submitted.Should().BeEmpty();
    }

    [Test]
    public void Secrets_are_forgotten_when_it_closes_and_cannot_be_brought_back()
    {
        Form form = Login();
        OverlayProbe probe = new(form);
        probe.Type("alice").Press("Tab").Type("geheim").Press(Key.Control('u')).Press(Key.Control('y'));
        _password.Text.Should().Be("geheim");

        form.Close();

        form.IsOpen.Should().BeFalse();
        _name.Text.Should().Be("alice");
        _password.Text.Should().BeEmpty();
        foreach (Key key in new[] { Key.Control('y'), Key.Control('_'), new Key(KeyKind.Up) })
        {
            _password.Apply(key);
            _password.Text.Should().BeEmpty();
        }
        _cancelled.Should().Be(0);
    }

    [Test]
    public void At_the_smallest_the_focus_is_always_seen_and_the_rest_can_be_scrolled_to()
    {
        OverlayProbe probe = new(Login(), 20, 5);
        probe.Rows[0].Should().Be("Log in");
        probe.CursorRow.Should().BeEmpty();
        probe.Type("alice");
        probe.CursorRow.Should().StartWith("alice");
        foreach (string button in new[] { "Log in", "Register", "Cancel" })
            probe.Press(button == "Log in" ? "Tab Tab" : "Tab").CursorRow.Should().Contain(button);

        probe.Press("PageUp PageUp PageUp");
        probe.Rows[1].Should().Be("At chat.example");
        probe.Terminal.Cursor.Should().BeNull();
        probe.Press(ShiftTab).CursorRow.Should().Contain("Register");
    }

    private Form Login(Field? name = null) => new("Log in", [name ?? _name, _password], "Log in", _ => _submitted.Add($"{_name.Text}/{_password.Text}"))
    {
        Lines = ["At chat.example"],
        MoreButtons = [new FormButton("Register", form => _pressed.Add(form.Fields[0].Text))],
        Cancelled = () => _cancelled++,
    };
}
