using FluentAssertions;
using Messenger.Tools;
using NUnit.Framework;

namespace Messenger.Tests.Tools;

/// <summary>What tools start as server and client.</summary>
[TestFixture]
[Parallelizable(ParallelScope.All)]
public sealed class ChildProcessesTests
{
    [TestCase("/opt/messenger/messenger", "/opt/messenger/messenger")]
    [TestCase("/usr/bin/dotnet", "/opt/messenger/messenger")]
    public void It_is_this_program_also_when_dotnet_runs_it(string running, string program) =>
        ChildProcesses.ProgramOf(running, "/opt/messenger/").Should().Be(program);
}
