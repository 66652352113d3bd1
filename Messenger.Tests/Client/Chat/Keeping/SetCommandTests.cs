using System.Text;
using FluentAssertions;
using Messenger.Client.Chat.Keeping;
using Messenger.Client.Terminal.Screen;
using Messenger.Tests.Support;
using NUnit.Framework;

namespace Messenger.Tests.Client.Chat.Keeping;

/// <summary><c>/set</c>, and the table behind it, the file and the document.</summary>
[Parallelizable(ParallelScope.All)]
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class SetCommandTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("set").FullName;

    private string ConfFile => Path.Combine(_directory, "client.conf");

    [Test]
    public void Alone_it_lists_every_setting_with_its_value_its_default_and_what_it_is_about()
    {
        ClientSettings now = ClientSettings.Default with { Bell = false };
        SetOutcome outcome = Run(now);
        outcome.Settings.Should().BeSameAs(now);
        outcome.Lines.Should().HaveCount(SettingTable.All.Count + 1);
        outcome.Lines.Should().Contain("bell = off         whether the terminal's bell rings (default: on)");
        outcome.Lines.Should().Contain("time = 24h         how the time of a message is written (the default)");
        outcome.Lines[^1].Should().Contain(ConfFile);
    }

    [Test]
    public void With_a_name_it_says_what_that_takes() =>
        Run(ClientSettings.Default, "Time").Lines.Should().Equal(
            "time = 24h: how the time of a message is written (the default)",
            "  24h      14:03",
            "  12h      02:03 PM",
            "  seconds  14:03:27");

    [TestCase("time", "SECONDS")]
    [TestCase("time", "=", "seconds")]
    public async Task With_a_value_it_changes_and_keeps(params string[] words)
    {
        SetOutcome outcome = Run(ClientSettings.Default, words);
        outcome.Lines.Should().Equal("time = seconds");
        outcome.Settings.Should().Be(ClientSettings.Default with { Time = ClockFormat.Seconds });
        (await outcome.Kept!).Should().BeNull();
        new SettingsFile(ConfFile).Load().Settings.Should().Be(outcome.Settings);
    }

    [TestCase("there is no setting beel; did you mean bell?", "beel", "off")]
    [TestCase("bell takes on or off, not \"of\"", "bell", "of")]
    [TestCase("bell takes on or off, not \"off please\"", "bell", "off", "please")]
    [TestCase("bell takes on or off, not \"\"", "bell", "=")]
    public void What_is_wrong_changes_nothing_and_says_what_is_allowed(string said, params string[] words)
    {
        SetOutcome outcome = Run(ClientSettings.Default, words);
        outcome.Lines.Should().Equal(said);
        outcome.Settings.Should().BeSameAs(ClientSettings.Default);
        outcome.Kept.Should().BeNull();
        File.Exists(ConfFile).Should().BeFalse();
    }

    [Test]
    public async Task What_cannot_be_kept_holds_all_the_same_and_that_is_said()
    {
        Directory.CreateDirectory(ConfFile);
        SetOutcome outcome = Run(ClientSettings.Default, "bell", "off");
        outcome.Settings.Bell.Should().BeFalse();
        outcome.Lines.Should().Equal("bell = off");
        (await outcome.Kept!).Should().Contain("it holds until this client ends");
    }

    [Test]
    public void Names_and_values_are_completed()
    {
        SetCommand.Complete([], "T").Should().Equal("title", "time");
        SetCommand.Complete(["notify"], "").Should().Equal("mentions", "direct", "all", "off");
        SetCommand.Complete(["Notify"], "d").Should().Equal("direct");
        SetCommand.Complete(["nothing"], "").Should().BeEmpty();
        SetCommand.Complete(["bell", "on"], "").Should().BeEmpty();
    }

    [Test]
    public void Every_word_of_every_setting_leads_to_a_value_that_is_written_as_that_word()
    {
        SettingTable.Names.Should().OnlyHaveUniqueItems();
        foreach (Setting setting in SettingTable.All)
        {
            setting.Choices[0].Word.Should().Be(setting.Default, "the default of {0} stands first", setting.Name);
            foreach (SettingChoice choice in setting.Choices)
            {
                ClientSettings.Default.TryWith(setting.Name, choice.Word, out ClientSettings changed, out _).Should().BeTrue();
                setting.WordOf(changed).Should().Be(choice.Word);
                SettingTable.All.Where(other => other != setting).Should().OnlyContain(other => other.WordOf(changed) == other.Default);
            }
        }
    }

    [Test]
    public void Colours_that_are_set_go_before_what_the_environment_says()
    {
        static string? NoColour(string name) => name == "NO_COLOR" ? "1" : "xterm-256color";
        ClientSettings.Default.ColoursOf(NoColour).Should().Be(ColourDepth.None);
        (ClientSettings.Default with { Colours = ColourDepth.True }).ColoursOf(NoColour).Should().Be(ColourDepth.True);
    }

    [Test]
    public void The_document_has_the_table_as_it_is()
    {
        StringBuilder table = new("| setting | | value | |\n|---|---|---|---|\n");
        foreach (Setting setting in SettingTable.All)
        {
            foreach (SettingChoice choice in setting.Choices)
            {
                bool isFirst = choice == setting.Choices[0];
                table.Append(isFirst ? $"| `{setting.Name}` | {setting.Summary} " : "| | ")
                    .Append("| `" + choice.Word + (choice.Word == setting.Default ? "` (default)" : "`") + " | " + choice.Meaning + " |\n");
            }
        }
        Repository.ReadAllText("docs", "client-settings.md").ReplaceLineEndings("\n").Should().Contain($"\n\n{table}\n");
    }

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    private SetOutcome Run(ClientSettings now, params string[] words) => new SetCommand(new SettingsFile(ConfFile)).Run(now, words);
}
