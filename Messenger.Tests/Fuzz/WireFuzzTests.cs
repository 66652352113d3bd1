using FluentAssertions;
using Messenger.Tests.Wire;
using Messenger.Tests.Wire.Vectors;
using Messenger.Tools.Fuzz;
using Messenger.Wire;
using NUnit.Framework;

namespace Messenger.Tests.Fuzz;

/// <summary>What `messenger fuzz` does for minutes runs here for a fixed number of inputs in every build.</summary>
public sealed class WireFuzzTests
{
    private const int Mutations = 6_000;

    [Test]
    public void Every_vector_holds()
    {
        foreach (Vector vector in VectorFiles.All)
        {
            Action run = () => FuzzTarget.Run(vector.Bytes, new Random(1));
            run.Should().NotThrow("{0} is an input like any other", vector);
        }
    }

    [TestCase(1)]
    [TestCase(2)]
    public void Mutations_of_the_vectors_hold(int seed)
    {
        StringWriter output = new();
        byte[][] seeds = [.. VectorFiles.All.Select(vector => vector.Bytes).Where(bytes => bytes.Length < 4096)];
        FuzzProgram.Run(seeds, Mutations, seed, output).Should().Be(FuzzProgram.Clean, output.ToString());
    }

    [Test]
    public void Mutations_of_the_seeds_that_the_command_has_hold_and_are_the_same_for_a_seed()
    {
        StringWriter first = new(), second = new();
        FuzzProgram.Run(FuzzSeeds.Built(), Mutations, 3, first).Should().Be(FuzzProgram.Clean, first.ToString());
        FuzzProgram.Run(FuzzSeeds.Built(), Mutations, 3, second);
        second.ToString().Should().Be(first.ToString()).And.NotContain(" 0 of them good");
    }

    [Test]
    public void The_commands_seeds_are_one_of_every_opcode() =>
        FuzzSeeds.Built().Select(frame => (Opcode)frame[4]).Distinct().Order().Should().Equal(CompletenessTests.Known.Order());

    [Test]
    public void The_command_stops_when_its_time_is_over_and_names_its_seed()
    {
        StringWriter output = new();
        FuzzProgram.Run(TimeSpan.Zero, 7, output).Should().Be(FuzzProgram.Clean);
        output.ToString().Should().Contain("seed 7").And.Contain("nothing found");
    }
}
