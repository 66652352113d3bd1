using FluentAssertions;
using Messenger.Tests.Support;
using Messenger.Tools.Torture;
using NUnit.Framework;

namespace Messenger.Tests.Tools.Torture;

[Parallelizable(ParallelScope.All)]
internal sealed class VerdictTests
{
    [TestCase(4.999, true, "restart to ready 5 s · bar 5 s · ok\n")]
    [TestCase(5, true, "restart to ready 5 s · bar 5 s · ok\n")]
    [TestCase(5.25, false, "restart to ready 5.25 s · bar 5 s · MISSED\n")]
    public void A_figure_above_its_bar_is_missed(double figure, bool isClean, string line)
    {
        Judged(verdict => verdict.Bar("restart to ready", figure, 5, "s")).Should().Be((isClean, line));
    }

    [TestCase(true, "nobody was cut off · ok\n")]
    [TestCase(false, "nobody was cut off · BROKEN\n")]
    public void A_promise_is_kept_or_broken(bool isKept, string line)
    {
        Judged(verdict => verdict.Promise("nobody was cut off", isKept)).Should().Be((isKept, line));
    }

    [Test]
    public void One_fault_is_enough()
    {
        Judged(verdict =>
        {
            verdict.Fault("it is gone");
            verdict.Note("all else is well");
        }).Should().Be((false, "!! it is gone\nall else is well\n"));
    }

    [Test]
    public async Task A_wait_in_vain_ends_as_a_fault_with_a_name()
    {
        Task never = new TaskCompletionSource().Task;
        TortureFaultException fault = (await FluentActions.Awaiting(() => never.Within(TimeSpan.FromMilliseconds(1), "the impossible"))
            .Should().ThrowAsync<TortureFaultException>()).Which;
        fault.Message.Should().Be("waited 0 s in vain for the impossible");
        await FluentActions.Awaiting(() => Waits.Until(() => false, TimeSpan.Zero, "the impossible")).Should().ThrowAsync<TortureFaultException>();
        await Waits.Until(() => true, TimeLimits.Wait, "what is so");
    }

    private static (bool IsClean, string Output) Judged(Action<Verdict> judge)
    {
        using StringWriter output = new() { NewLine = "\n" };
        Verdict verdict = new(output);
        judge(verdict);
        return (verdict.IsClean, output.ToString());
    }
}
