using FluentAssertions;
using Messenger.Client.Chat.Overlays;
using NUnit.Framework;

namespace Messenger.Tests.Client.Chat.Overlays;

/// <summary>What is wrong, what is being done, what failed.</summary>
[Parallelizable(ParallelScope.All)]
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class FormTroubleTests
{
    private readonly Field _name = new("Name", 32) { Check = text => text.Length > 0 ? null : Hint.Error("a name is needed") };
    private readonly Field _password = new("Password", 256) { IsSecret = true };
    private readonly List<string> _submitted = [];
    private int _cancelled;

    [Test]
    public void Something_wrong_is_said_below_its_field_and_is_not_submitted()
    {
        OverlayProbe probe = new(Login());
        probe.Text.Should().NotContain("a name is needed", "nobody has done anything yet");

        probe.Press("Down Enter");

        _submitted.Should().BeEmpty();
        probe.Text.Should().Contain("! a name is needed");
        probe.RenditionOf("! a name").Should().Contain("1;", "it is marked without colour as well");
        probe.CursorRow.Should().Contain("Name");
        probe.Find("! a name").Should().Be((probe.Find("Name").Row + 1, probe.Find("Name").Column + 10));
        probe.Type("a");
        probe.Text.Should().NotContain("a name is needed");
        probe.Press("Down Enter");
        _submitted.Should().Equal("a/");
    }

    [Test]
    public void A_hint_that_is_no_error_hinders_nobody()
    {
        Field field = new("Password", 256) { Check = text => text.Length < 3 ? new Hint("rather short") : null };
        OverlayProbe probe = new(Login(field));
        probe.Text.Should().Contain("rather short").And.NotContain("!");

        probe.Press("Enter").Press("Enter");

        _submitted.Should().HaveCount(1);
    }

    [Test]
    public void What_is_too_long_is_not_taken_and_that_is_said()
    {
        OverlayProbe probe = new(Login(new Field("Name", 6, "日")));
        probe.Type("本x");

        probe.CursorRow.Should().Contain("日本 ");
        probe.Text.Should().Contain("! at most 6 bytes");
        probe.Press("Left");
        probe.Text.Should().NotContain("at most");
    }

    [Test]
    public void While_it_is_busy_it_takes_no_key_but_Escape()
    {
        Form form = Login();
        OverlayProbe probe = new(form);
        form.Busy = "logging in …";
        probe.Type("x").Press("Tab Enter").Paste("y");

        _name.Text.Should().BeEmpty();
        _submitted.Should().BeEmpty();
        probe.Text.Should().Contain("│ logging in …");
        probe.Terminal.Cursor.Should().BeNull();

        probe.Press("Escape");
        form.IsOpen.Should().BeFalse();
        _cancelled.Should().Be(1);
    }

    [TestCase(80, 24)]
    [TestCase(40, 12)]
    [TestCase(20, 5)]
    public void An_error_ends_being_busy_and_is_always_seen(int columns, int rows)
    {
        Form form = Login();
        OverlayProbe probe = new(form, columns, rows);
        form.Busy = "logging in …";

        form.Error = "wrong name or password";
        probe.Draw();

        probe.Text.ReplaceLineEndings(" ").Should().Contain("Error: wrong name").And.Contain("password").And.NotContain("logging in");
        probe.RenditionOf("Error:").Should().Be("0;1;31");
        probe.Type("a");
        _name.Text.Should().Be("a");
        probe.Press("Down Enter");
        probe.Text.Should().NotContain("Error:", "it is being tried anew");
    }

    [Test]
    public void A_word_that_must_be_typed_holds_up_what_is_grave()
    {
        Field word = Field.ForWord("Name", "alice", 32);
        Form form = new("Delete", [word], "Delete for ever", _ => _submitted.Add("deleted"));
        OverlayProbe probe = new(form);

        probe.Type("alic").Press("Enter");
        _submitted.Should().BeEmpty();
        probe.Text.Should().Contain("! type alice here");
        probe.Type("e").Press("Enter");

        _submitted.Should().Equal("deleted");
    }

    private Form Login(Field? name = null) => new("Log in", [name ?? _name, _password], "Log in", _ => _submitted.Add($"{_name.Text}/{_password.Text}"))
    {
        Lines = ["At chat.example"],
        Cancelled = () => _cancelled++,
    };
}
