using System.Text.Json.Serialization;

namespace Messenger.Gateway.Contract;

/// <summary>A refusal, as RFC 9457 has it.</summary>
/// <param name="Title">What the status is called.</param>
/// <param name="Status">HTTP's.</param>
/// <param name="Detail">One sentence for people that says what to do.</param>
/// <param name="Code">What programs go by (product rule §12).</param>
/// <param name="RetryAfter">Seconds to wait; missing when waiting would not help.</param>
internal sealed record Problem(
    string Title, int Status, string Detail, string Code, [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] double? RetryAfter = null)
{
    public const string MediaType = "application/problem+json";
}
