using FluentAssertions;
using Messenger.Client;
using NUnit.Framework;

namespace Messenger.Tests.Client;

[Parallelizable(ParallelScope.All)]
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class TraceFileTests
{
    private const string Full = "/dev/full";

    private readonly List<string> _said = [];

    [Test]
    public void Lines_are_added_at_its_end()
    {
        string path = Path.GetTempFileName();
        File.WriteAllText(path, "before\n");
        using (TraceFile file = new(path, _said.Add))
        {
            file.WriteLine("one");
            file.WriteLine("two");
        }
        File.ReadAllLines(path).Should().Equal("before", "one", "two");
        _said.Should().BeEmpty();
        File.Delete(path);
    }

    [Test]
    public void A_full_disk_ends_the_trace_and_nothing_else()
    {
        if (!File.Exists(Full))
            Assert.Ignore($"there is no {Full} here");
        using TraceFile file = new(Full, _said.Add);
        file.WriteLine("one");
        file.WriteLine("two");
        _said.Should().ContainSingle().Which.Should().StartWith($"the trace in {Full} ends here: ");
    }
}
