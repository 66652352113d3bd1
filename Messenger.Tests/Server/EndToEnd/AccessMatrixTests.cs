using FluentAssertions;
using Messenger.Tests.Support;
using Messenger.Wire;
using NUnit.Framework;
using static Messenger.Tests.Server.EndToEnd.AccessMatrix;

namespace Messenger.Tests.Server.EndToEnd;

/// <summary>The access matrix on the wire.</summary>
internal sealed class AccessMatrixTests : AccessTest
{
    public static IEnumerable<TestCaseData> Rows => Table.Select(row => new TestCaseData(row).SetName(row.ToString()));

    [Test]
    public void Every_request_has_a_row() => Table.Select(row => row.Opcode).Distinct().Order().Should().Equal(
        Enum.GetValues<Opcode>().Where(opcode => opcode.IsRequest()).Order(), "the access matrix needs a row of each");

    [TestCaseSource(nameof(Rows))]
    public async Task Each_may_do(Row row)
    {
        row.Answers.Should().HaveSameCount(Who);
        List<string> answers = [];
        for (int i = 0; i < Who.Count; i++)
        {
            if (row.Answers[i] == "-")
                answers.Add("-");
            else
                answers.Add(await AskAsync(Who[i], row));
        }
        answers.Should().Equal(row.Answers, "{0} {1} by {2}", row.Opcode, row.What, Header);
    }

    /// <summary>The word of the answer.</summary>
    private async Task<string> AskAsync(string who, Row row)
    {
        ServerFixture server = StartServer();
        Cast cast = await CastAsync(server, who, row);
        RawClient actor = cast.Actor ?? (who == "new" ? await ConnectAsync(server) : await GreetAsync(server));
        uint id = actor.NextId();
        byte[] request = row.Request(cast, id);
        Received answer = await actor.AskRaw(id, who == "new" ? [.. Preamble.Bytes, .. request] : request).Within("the answer");
        return answer.Opcode == row.Opcode.AnswerTo() ? "ok" : answer.Code.Word();
    }
}
