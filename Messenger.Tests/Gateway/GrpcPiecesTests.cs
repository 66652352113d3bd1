using FluentAssertions;
using Messenger.Gateway.Grpc;
using Messenger.Gateway.Operations;
using Messenger.Rpc;
using Messenger.Tests.Gateway.Support;
using Messenger.Tests.Support;
using Messenger.Wire;
using NUnit.Framework;

namespace Messenger.Tests.Gateway;

/// <summary>What gRPC's texts, times and numbers look like.</summary>
internal sealed class GrpcPiecesTests
{
    [Test]
    public void Every_operation_is_a_method_of_the_service_and_no_other() =>
        GrpcService.Methods.ToDictionary(method => method.Key, method => method.Value.Name).Should().BeEquivalentTo(
            ProtobufJson.Service.Methods.ToDictionary(
                method => $"/{ProtobufJson.Service.FullName}/{method.Name}", method => char.ToLowerInvariant(method.Name[0]) + method.Name[1..]))
            .And.HaveCount(OperationTable.All.Count);

    [TestCase("1H", 3_600_000)]
    [TestCase("2M", 120_000)]
    [TestCase("10S", 10_000)]
    [TestCase("250m", 250)]
    [TestCase("1500u", 1.5)]
    [TestCase("99999999n", 99.9999)]
    [TestCase("0S", 0)]
    [TestCase("99999999H", 24 * 86_400_000.0)]
    public void A_timeout_is_read(string text, double milliseconds)
    {
        GrpcTimeout.TryParse(text, out TimeSpan time).Should().BeTrue();
        time.TotalMilliseconds.Should().BeApproximately(milliseconds, 0.0001);
    }

    [TestCase("")]
    [TestCase("S")]
    [TestCase("10")]
    [TestCase("10s")]
    [TestCase("-1S")]
    [TestCase("+1S")]
    [TestCase("1.5S")]
    [TestCase(" 1S")]
    [TestCase("123456789S")]
    [TestCase("١S")]
    public void What_is_no_timeout_is_none(string text) => GrpcTimeout.TryParse(text, out _).Should().BeFalse();

    [TestCase(0, "0m")]
    [TestCase(0.2, "1m")]
    [TestCase(1500, "1500m")]
    [TestCase(200_000_000, "200000S")]
    public void A_timeout_is_written(double milliseconds, string text) => GrpcTimeout.Format(TimeSpan.FromMilliseconds(milliseconds)).Should().Be(text);

    [TestCase("a b~", "a b~")]
    [TestCase("100 %", "100 %25")]
    [TestCase("a\r\nb", "a%0D%0Ab")]
    [TestCase("déjà 👍", "d%C3%A9j%C3%A0 %F0%9F%91%8D")]
    public void A_text_goes_over_and_back(string text, string encoded)
    {
        GrpcText.Encode(text).Should().Be(encoded);
        GrpcText.Decode(encoded).Should().Be(text);
    }

    [TestCase("100 %", "100 %")]
    [TestCase("%zz%4", "%zz%4")]
    [TestCase("%41%2", "A%2")]
    [TestCase("%c3%a9", "é")]
    public void What_is_badly_encoded_stands_for_itself(string encoded, string text) => GrpcText.Decode(encoded).Should().Be(text);

    /// <summary>The codes of the manual are all there are, and each has the status that is said there.</summary>
    [Test]
    public void The_manual_has_the_status_of_every_code()
    {
        string manual = Repository.ReadAllText("docs", "grpc.md").ReplaceLineEndings("\n");
        string table = manual[manual.IndexOf("| status | codes |", StringComparison.Ordinal)..];
        Dictionary<string, string> statuses = [];
        foreach (string row in table[..table.IndexOf("\n\n", StringComparison.Ordinal)].Split('\n').Skip(2))
        {
            string[] cells = row.Split('|');
            foreach (string word in cells[2].Split('`').Where((_, place) => place % 2 == 1))
                statuses.Add(word, cells[1].Trim());
        }
        foreach (ErrorCode code in Enum.GetValues<ErrorCode>().Where(code => code is not ErrorCode.None))
            Upper(GrpcStatuses.Of(code)).Should().Be(statuses.GetValueOrDefault(code.Word()) ?? "INVALID_ARGUMENT", "{0}", code.Word());
        statuses.Keys.Where(word => !ErrorCodes.TryParse(word, out _)).Should().BeEmpty();
        statuses.Should().HaveCountGreaterThan(35);
        GrpcStatuses.Of(ErrorCode.None).Should().Be(GrpcStatus.Ok);
    }

    [Test]
    public void Every_reason_for_the_end_of_a_stream_has_a_status_of_its_own_meaning()
    {
        GrpcStatuses.Of(ErrorCode.ResumedElsewhere).Should().Be(GrpcStatus.Aborted);
        GrpcStatuses.Of(ErrorCode.PasswordChanged).Should().Be(GrpcStatus.Unauthenticated);
        GrpcStatuses.Of(ErrorCode.AccountDeleted).Should().Be(GrpcStatus.Unauthenticated);
        GrpcStatuses.Of(ErrorCode.SessionEnded).Should().Be(GrpcStatus.Unauthenticated);
        GrpcStatuses.Of(ErrorCode.SlowConsumer).Should().Be(GrpcStatus.ResourceExhausted);
        GrpcStatuses.Of(ErrorCode.DeadlineMissed).Should().Be(GrpcStatus.DeadlineExceeded);
        GrpcStatuses.Of(ErrorCode.ShuttingDown).Should().Be(GrpcStatus.Unavailable);
    }

    private static string Upper(GrpcStatus status) =>
        string.Concat(status.ToString().Select((letter, place) => char.IsUpper(letter) && place > 0 ? $"_{letter}" : $"{letter}")).ToUpperInvariant();
}
