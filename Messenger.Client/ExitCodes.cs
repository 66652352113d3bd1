namespace Messenger.Client;

/// <summary>What the process says to its caller.</summary>
internal static class ExitCodes
{
    public const int Well = 0;
    public const int Failed = 1;
    public const int WrongUsage = 2;
    public const int CannotReach = 3;
    public const int Refused = 4;
    public const int Interrupted = 130;
}
