using System.Collections.Concurrent;
using FluentAssertions;
using NUnit.Framework;

namespace Messenger.Tests.Server;

/// <summary>Fails the run when a task's exception went unobserved: somewhere an error was lost.</summary>
[SetUpFixture]
internal sealed class UnobservedExceptions
{
    private static readonly ConcurrentQueue<Exception> Seen = new();

    [OneTimeSetUp]
    public void Watch() => TaskScheduler.UnobservedTaskException += Note;

    [OneTimeTearDown]
    public void NoneWentUnobserved()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        TaskScheduler.UnobservedTaskException -= Note;
        Seen.Should().BeEmpty("every task's exception is somebody's business");
    }

    private static void Note(object? sender, UnobservedTaskExceptionEventArgs unobserved) => Seen.Enqueue(unobserved.Exception);
}
