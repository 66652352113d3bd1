using System.Text;
using FluentAssertions;
using Messenger.Client.Chat.Keeping;
using Messenger.Client.Session;
using Messenger.Client.Terminal;
using Messenger.Client.Terminal.Screen;
using Messenger.Tests.Client.Support;
using NUnit.Framework;

namespace Messenger.Tests.Client.Chat.Keeping;

/// <summary>The settings file: what people wrote into it stays, whatever is wrong with it is said.</summary>
[Parallelizable(ParallelScope.All)]
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class SettingsFileTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("settings").FullName;

    private string ConfFile => Path.Combine(_directory, "client.conf");

    [Test]
    public void Without_a_file_the_defaults_hold_and_nothing_is_wrong()
    {
        LoadedSettings loaded = new SettingsFile(Path.Combine(_directory, "no", "such", "client.conf")).Load();
        loaded.Settings.Should().Be(ClientSettings.Default);
        loaded.Warnings.Should().BeEmpty();
        Directory.Exists(Path.Combine(_directory, "no")).Should().BeFalse("looking makes nothing");
    }

    [Test]
    public void Every_setting_is_read_whatever_the_case_and_the_blanks()
    {
        ClientSettings settings = Load("\uFEFFcolours=256\r\n\tBELL  =  Off # at night\n# title = on\n\n"
            + "title=off\nnotify = all\ntime = seconds\nwidths = wide\nmouse = off").Settings;
        settings.Should().Be(new ClientSettings
        {
            Colours = ColourDepth.TwoHundredFiftySix,
            Bell = false,
            Title = false,
            Notify = NotifyOn.All,
            Time = ClockFormat.Seconds,
            Widths = WidthMode.Wide,
            Mouse = false,
        });
    }

    [TestCase("bell = loud", "line 1: bell takes on or off, not \"loud\"; on holds")]
    [TestCase("# x\n\ntime =", "line 3: time takes 24h, 12h or seconds, not \"\"; 24h holds")]
    [TestCase("bell = off\nbell = loud", "line 2: bell takes on or off, not \"loud\"; off holds")]
    [TestCase("colors = 16", "line 1: there is no setting colors; did you mean colours?")]
    [TestCase("bell off", "line 1: \"bell off\" is no setting; they are written name = value")]
    [TestCase("bell = off\nbell = on", "line 1: bell is set again in line 2; on holds")]
    [TestCase("bell = \e[31mä", "line 1: bell takes on or off, not \"␛[31mä\"; on holds")]
    public void What_is_of_no_use_is_said_with_its_line_and_what_is_allowed(string text, string warning) =>
        Load(text).Warnings.Should().Equal($"{ConfFile}, {warning}");

    [Test]
    public void Warnings_come_in_the_order_of_the_lines()
    {
        LoadedSettings loaded = Load("bell = off\nfoo = 1\nbell = on\nbar\n");
        loaded.Warnings.Select(warning => warning.Split(": ")[0]).Should().Equal($"{ConfFile}, line 1", $"{ConfFile}, line 2", $"{ConfFile}, line 4");
    }

    [Test]
    public void Of_many_useless_lines_the_first_are_said_and_the_others_counted()
    {
        LoadedSettings loaded = Load(string.Concat(Enumerable.Repeat("nonsense\n", 500)));
        loaded.Warnings.Should().HaveCount(11);
        loaded.Warnings[^1].Should().EndWith("490 more lines are of no use");
    }

    [TestCase("# mine\n  bell=on   # loud\r\n\n\tTime =\t12h\n", "# mine\n  bell=off   # loud\r\n\n\tTime =\t12h\n")]
    [TestCase("bell = # what?\n", "bell = off # what?\n")]
    [TestCase("bell = loud", "bell = off")]
    [TestCase("bell = on\nBell = on\n", "bell = on\nBell = off\n")]
    [TestCase("# bell = on\r\ntime = 12h", "# bell = on\r\ntime = 12h\r\nbell = off\r\n")]
    [TestCase("unknown = 1\nnonsense\n", "unknown = 1\nnonsense\nbell = off\n")]
    [TestCase("\uFEFFbell = on\n", "\uFEFFbell = off\n")]
    [TestCase("", "bell = off\n")]
    public void Changing_one_leaves_every_other_byte_as_it_is(string before, string after)
    {
        File.WriteAllText(ConfFile, before);
        SettingsFile file = new(ConfFile);
        file.Save("BELL", "OFF").Should().BeNull();
        File.ReadAllBytes(ConfFile).Should().Equal(Encoding.UTF8.GetBytes(after));
        file.Load().Settings.Bell.Should().BeFalse();
    }

    [Test]
    public void Bytes_that_are_no_text_survive()
    {
        byte[] odd = [.. Enumerable.Range(0x7F, 0x81).Select(value => (byte)value)];
        File.WriteAllBytes(ConfFile, [(byte)'#', .. odd, (byte)'\n', .. "bell = "u8, .. odd, .. " # "u8, .. odd]);
        new SettingsFile(ConfFile).Save("bell", "off").Should().BeNull();
        File.ReadAllBytes(ConfFile).Should().Equal([(byte)'#', .. odd, (byte)'\n', .. "bell = off # "u8, .. odd]);
    }

    [Test]
    public void The_first_change_makes_the_file_and_its_directory_for_the_owner_only()
    {
        string path = Path.Combine(_directory, "config", "messenger", "client.conf");
        SettingsFile file = new(path);
        file.Save("time", "12h").Should().BeNull();
        File.ReadAllText(path).Should().MatchRegex("^# .*/set.*\ntime = 12h\n$");
        file.Load().Settings.TimePattern.Should().Be("hh:mm tt");
        if (OperatingSystem.IsWindows())
            return;
        File.GetUnixFileMode(path).Should().Be(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        File.GetUnixFileMode(Path.GetDirectoryName(path)!).Should().Be(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    [Test]
    public void Where_the_file_is_a_link_what_it_leads_to_is_changed()
    {
        string kept = Path.Combine(_directory, "dotfiles");
        File.WriteAllText(kept, "bell = on\n");
        File.CreateSymbolicLink(ConfFile, kept);
        new SettingsFile(ConfFile).Save("bell", "off").Should().BeNull();
        new FileInfo(ConfFile).LinkTarget.Should().Be(kept);
        File.ReadAllText(kept).Should().Be("bell = off\n");
    }

    [Test]
    public void A_full_disk_leaves_the_old_file_and_is_said_in_words([Range(0, 20, 4)] int room)
    {
        File.WriteAllText(ConfFile, "# precious\nbell = on\n");
        FullDisk disk = new() { Room = room };
        new SettingsFile(ConfFile, disk.Open).Save("bell", "off").Should().Be(
            $"bell cannot be kept in {ConfFile} (No space left on device); it holds until this client ends");
        File.ReadAllText(ConfFile).Should().Be("# precious\nbell = on\n");
        Directory.GetFiles(_directory).Should().BeEquivalentTo(ConfFile, ConfFile + ".lock");

        disk.Room = 1000;
        new SettingsFile(ConfFile, disk.Open).Save("bell", "off").Should().BeNull();
        disk.Synced.Should().Be(1);
    }

    [Test]
    public void What_a_killed_client_had_half_written_is_in_nobodys_way()
    {
        File.WriteAllText(ConfFile, "bell = on\n");
        File.WriteAllText(ConfFile + ".new", new string('x', 1000));
        File.WriteAllText(ConfFile + ".lock", "");
        new SettingsFile(ConfFile).Load().Settings.Bell.Should().BeTrue();
        new SettingsFile(ConfFile).Save("bell", "off").Should().BeNull();
        File.ReadAllText(ConfFile).Should().Be("bell = off\n");
        File.Exists(ConfFile + ".new").Should().BeFalse();
    }

    [Test]
    public void What_cannot_be_read_is_said_and_never_overwritten()
    {
        File.WriteAllText(ConfFile, new string('#', SettingsFile.LongestFile + 1));
        SettingsFile file = new(ConfFile);
        LoadedSettings loaded = file.Load();
        loaded.Settings.Should().Be(ClientSettings.Default);
        loaded.Warnings.Should().ContainSingle().Which.Should().Be(
            $"the settings in {ConfFile} cannot be read (it is longer than 65536 bytes); the defaults hold");
        file.Save("bell", "off").Should().Contain("cannot be kept");
        new FileInfo(ConfFile).Length.Should().Be(SettingsFile.LongestFile + 1);

        SettingsFile directory = new(_directory);
        directory.Load().Warnings.Should().ContainSingle().Which.Should().Contain("cannot be read");
        directory.Save("bell", "off").Should().Contain("cannot be kept");
        new SettingsFile(Path.Combine(ConfFile, "client.conf")).Save("bell", "off").Should().Contain("cannot be kept");
    }

    [Test]
    public void Clients_that_change_different_settings_at_once_lose_none()
    {
        File.WriteAllText(ConfFile, "# mine\n");
        (string Name, string Value)[] changes = [.. SettingTable.All.Select(setting => (setting.Name, setting.Choices[^1].Word))];
        Parallel.ForEach(changes, new ParallelOptions { MaxDegreeOfParallelism = changes.Length }, change =>
            new SettingsFile(ConfFile).Save(change.Name, change.Value).Should().BeNull());

        File.ReadAllLines(ConfFile).Should().BeEquivalentTo(["# mine", .. changes.Select(change => $"{change.Name} = {change.Value}")]);
    }

    [Test]
    public void The_users_directory_is_where_the_variable_says_if_that_is_a_whole_path()
    {
        string home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
        PrivateFiles.UserDirectory(_directory, ".config").Should().Be(Path.Combine(_directory, "messenger"));
        foreach (string? ignored in new[] { null, "", "relative/path" })
            PrivateFiles.UserDirectory(ignored, ".config").Should().Be(Path.Combine(home, ".config", "messenger"));
        SettingsFile.UserPath.Should().EndWith(Path.Combine("messenger", "client.conf"));
    }

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    private LoadedSettings Load(string text)
    {
        File.WriteAllText(ConfFile, text);
        return new SettingsFile(ConfFile).Load();
    }
}
