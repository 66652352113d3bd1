namespace Messenger.Server.Engine;

/// <summary>What an account may use, set by the operator.</summary>
internal sealed record EngineLimits
{
    /// <summary>Messages that may wait for one account; more are refused with <c>mailbox-full</c>.</summary>
    public int MailboxMessages { get; init; } = 10_000;

    /// <summary>Bytes of text that may wait for one account; more are refused with <c>mailbox-full</c>.</summary>
    public long MailboxBytes { get; init; } = 16 * 1024 * 1024;

    /// <summary>Sends an account may make each second in the long run, refused with <c>rate-limited</c> beyond; null lifts the limit.</summary>
    public int? SendsPerSecond { get; init; } = 200;

    /// <summary>Sends an account may make at once after a quiet time.</summary>
    public int SendBurst { get; init; } = 1_000;

    /// <summary>A resume token expires so long after its last use.</summary>
    public TimeSpan TokenLifetime { get; init; } = TimeSpan.FromDays(30);
}
