namespace Messenger.Server.Service;

/// <summary>What an operator decides about accounts.</summary>
internal sealed record ServiceOptions
{
    /// <summary>Whether strangers may register.</summary>
    public bool RegistrationOpen { get; init; } = true;

    /// <summary>New accounts from one address in an hour; loopback is exempt. Null lifts the limit.</summary>
    public int? RegistrationsPerHour { get; init; } = 300;
}
