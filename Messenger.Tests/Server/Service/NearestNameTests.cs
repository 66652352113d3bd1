using FluentAssertions;
using Messenger.Server.Service;
using NUnit.Framework;

namespace Messenger.Tests.Server.Service;

[Parallelizable(ParallelScope.All)]
internal sealed class NearestNameTests
{
    [TestCase("alcie")]
    [TestCase("alic")]
    [TestCase("lice")]
    [TestCase("alicee")]
    [TestCase("xalice")]
    [TestCase("alibe")]
    [TestCase("4lice")]
    [TestCase("ALCIE")]
    public void One_slip_of_the_fingers_is_recognised(string typed) => Nearest(typed).Should().Be("Alice");

    [TestCase("bob")]
    [TestCase("al")]
    [TestCase("aliccee")]
    [TestCase("ilace")]
    public void What_is_further_away_is_not(string typed) => Nearest(typed).Should().BeNull();

    private static string? Nearest(string typed) =>
        NearestName.Find(typed, name => name.Equals("Alice", StringComparison.OrdinalIgnoreCase) ? "Alice" : null);
}
