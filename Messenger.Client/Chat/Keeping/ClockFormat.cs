namespace Messenger.Client.Chat.Keeping;

/// <summary>How the time of a message is written.</summary>
internal enum ClockFormat
{
    /// <summary><c>14:03</c></summary>
    TwentyFourHours,

    /// <summary><c>02:03 PM</c></summary>
    TwelveHours,

    /// <summary><c>14:03:27</c></summary>
    Seconds,
}
