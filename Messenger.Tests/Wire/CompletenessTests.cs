using FluentAssertions;
using Messenger.Tests.Wire.Vectors;
using Messenger.Wire;
using Messenger.Wire.Messages;
using NUnit.Framework;

namespace Messenger.Tests.Wire;

/// <summary>Whoever adds an opcode is told here what else it needs (house rule: three edits, then these tests).</summary>
public sealed class CompletenessTests
{
    public static IEnumerable<Opcode> Known => Enum.GetValues<Opcode>().Where(opcode => opcode != Opcode.None);

    [Test]
    public void The_catalog_has_exactly_the_opcodes() => Catalog.Opcodes.Order().Should().Equal(Known.Order());

    [TestCaseSource(nameof(Known))]
    public void Each_opcode_has_good_vectors(Opcode opcode) =>
        VectorFiles.Good.Should().Contain(vector => vector.Opcode == opcode, "docs/vectors needs one of {0}", opcode);

    [TestCaseSource(nameof(Known))]
    public void Each_opcode_has_a_malformed_vector(Opcode opcode) =>
        VectorFiles.RejectedBodies.Should().Contain(vector => vector.OpcodeName == Catalog.NameOf(opcode), "docs/vectors needs one of {0}", opcode);

    [TestCaseSource(nameof(Known))]
    public void Each_request_has_an_answer_and_a_refusal_out_of_state(Opcode opcode)
    {
        if (!opcode.IsRequest())
            return;
        Catalog.Find(opcode.AnswerTo()).Should().NotBeNull();
        VectorFiles.RejectedStates.Should().Contain(vector => vector.Source["opcode"] != null && vector.OpcodeName == Catalog.NameOf(opcode));
    }

    [Test]
    public void Vectors_have_names_of_their_own() => VectorFiles.All.Select(vector => vector.ToString()).Should().OnlyHaveUniqueItems();

    [Test]
    public void Names_of_opcodes_are_unique() => Known.Select(Catalog.NameOf).Should().OnlyHaveUniqueItems();
}
