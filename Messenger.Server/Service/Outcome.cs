using Messenger.Wire;

namespace Messenger.Server.Service;

/// <summary>Why a verb was refused.</summary>
/// <param name="Code">What programs go by.</param>
/// <param name="Message">One sentence for people that says what to do.</param>
/// <param name="RetryAfter">How long to wait first; zero when waiting would not help.</param>
internal sealed record Refused(ErrorCode Code, string Message, TimeSpan RetryAfter = default);

/// <summary>What came of a verb: a value, or the reason why not.</summary>
internal readonly struct Outcome<T>
{
    private Outcome(T? value, Refused? refused)
    {
        Value = value;
        Refused = refused;
    }

    /// <summary>Null when it was done.</summary>
    public Refused? Refused { get; }

    /// <summary>What was asked for, unless refused.</summary>
    public T? Value { get; }

    public static implicit operator Outcome<T>(T value) => new(value, null);

    public static implicit operator Outcome<T>(Refused refused) => new(default, refused);
}
