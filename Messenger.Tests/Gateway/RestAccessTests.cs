using FluentAssertions;
using Messenger.Tests.Gateway.Support;
using NUnit.Framework;
using static Messenger.Tests.Server.EndToEnd.AccessMatrix;

namespace Messenger.Tests.Gateway;

/// <summary>The access matrix of the wire holds by HTTP as it stands: the same words to the same people.</summary>
internal sealed class RestAccessTests : GatewayTest
{
    public static IEnumerable<TestCaseData> Rows => Table
        .Where(row => RestTranslation.HasTranslation(row.Opcode))
        .Select(row => new TestCaseData(row).SetName(row.ToString()));

    [TestCaseSource(nameof(Rows))]
    public async Task Each_may_do_by_http(Row row)
    {
        List<string> answers = [];
        // The first column is about HELLO.
        foreach ((string who, string expected) in Who.Zip(row.Answers).Skip(1))
            answers.Add(expected == "-" ? "-" : await AskAsync(who, row));
        answers.Should().Equal(row.Answers.Skip(1), "{0} by {1}", row, Header);
    }

    private async Task<string> AskAsync(string who, Row row)
    {
        Doors doors = await StartDoorsAsync();
        Cast cast = await CastAsync(doors.Wire, who, row);
        RestClient actor = Stranger(doors);
        // The token of a login is the same on every door.
        actor.Token = cast.Actor is null ? "" : RestTranslation.Token(cast.Actor.Token);
        RestTranslation.Request request = RestTranslation.Of(row.Request(cast, 1));
        RestAnswer answer = await actor.AskAsync(request.Method, request.Path, request.Body);
        (answer.Response.Headers.CacheControl?.NoStore).Should().BeTrue("nobody on the way may keep what is said to {0}", who);
        return answer.Word;
    }
}
