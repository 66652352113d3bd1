using FluentAssertions;
using NUnit.Framework;
namespace Messenger.Tests;
public sealed class Placeholder { [Test] public void Runs() => 1.Should().Be(1); }
