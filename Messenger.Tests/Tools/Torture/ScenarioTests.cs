using FluentAssertions;
using Messenger.Tests.Support;
using Messenger.Tools.Torture;
using NUnit.Framework;

namespace Messenger.Tests.Tools.Torture;

/// <summary>A scenario that nobody runs proves nothing.</summary>
[Parallelizable(ParallelScope.All)]
internal sealed class ScenarioTests
{
    private static IEnumerable<string> Names => TortureProgram.Scenarios.Select(scenario => scenario.Name);

    [Test]
    public void Kills_is_the_default_and_every_name_is_there_once()
    {
        Names.First().Should().Be(new TortureOptions().Scenario).And.Be("kills");
        Names.Should().OnlyHaveUniqueItems();
    }

    [TestCaseSource(nameof(Names))]
    public void Each_is_run_in_continuous_integration(string name) =>
        Repository.ReadAllText(".ci/run").Should().MatchRegex(name == "kills" ? @"torture --seconds \d+" : $@"\b{name}\b");

    [TestCaseSource(nameof(Names))]
    public void Each_has_its_figures_beside_its_command(string name) =>
        Repository.ReadAllText("docs/reliability.md").Should().Contain(name == "kills" ? "torture --seconds" : $"`--scenario {name}`");
}
